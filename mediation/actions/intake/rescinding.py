"""取消撤回: what a withdrawal has ended stands again, thing by thing, and what ran goes on with the days that were left.

Papers that went out stay as they are, and so do sittings that were called off: whoever was called has been told. What was
being drafted is drafted anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import gateway, messages, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.consequences import ANY, PARTIES
from mediation.actions.office.annulment import take_back
from mediation.actions.registry import effect_of
from mediation.models import Claim, Deadline, Event, Paper, Party, Petition
from mediation.timelimits import Excluded, Ground
from mediation.vocabulary import ClockGround, PartyRole, Role
from mediation.workflows.base import Act, Lifecycle, lifecycle_named
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.intake.claim import ClaimState
from mediation.workflows.intake.registration import PetitionState
from mediation.workflows.papers.paper import PaperState

ONE_DAY = timedelta(days=1)
CODE = "D20"
# Of what the limits that run again are; those of sittings end with the sittings, those of a review run with it.
RUN_AGAIN = ("petition", "claim", "paper")
STAND_AGAIN = ("petition", "claim", "serviceofdocument")


def period_of(subject: Lifecycle, party: Party) -> Deadline:
    """The party's own period to take its last withdrawal back; it names the record of that withdrawal."""
    found: Deadline = Deadline.objects.about(subject).filter(code=CODE, party=party).order_by("-pk")[0]
    return found


def followed(root: Event) -> dict[int, Event]:
    """What a record brought about in its file, by key, in order."""
    found: dict[int, Event] = {}
    last = [root.pk]
    while last:
        rows = Event.objects.filter(cause__in=last, matter=root.matter_id).standing()
        last = []
        for row in rows:
            found[row.pk] = row
            last.append(row.pk)
    return dict(sorted(found.items()))


def things(records: Iterable[Event]) -> dict[tuple[str, int], list[Event]]:
    """The records by what they moved."""
    found: dict[tuple[str, int], list[Event]] = {}
    for record in records:
        found.setdefault((record.object_type, record.object_id), []).append(record)
    return found


def untouched(kind: str, pk: int, events: list[Event]) -> bool:
    """Whether the thing stands as these records have left it: nobody has moved it since."""
    moves = [one for one in Event.objects.of(kind, pk).standing().order_by("pk") if one.from_state != one.to_state]
    return bool(moves) and moves[-1].pk in {one.pk for one in events}


def stand_again(
    act: Act,
    records: Iterable[Event],
    people: Collection[Party] = (),
    *,
    kinds: Collection[str] = STAND_AGAIN,
    runs: Collection[str] = RUN_AGAIN,
) -> None:
    """What the records ended stands as before, as far as it is nobody else's and has not moved since; then the limits run.

    `kinds` of things stand again, and the limits of what `runs` names.
    """
    found = things(records)
    keys = {party.pk for party in people}
    limits = []
    for (kind, pk), events in sorted(found.items(), key=lambda one: one[1][0].pk):
        if kind not in (*kinds, "deadline") or not untouched(kind, pk, events):
            continue
        obj: Any = lifecycle_named(kind)._base_manager.get(pk=pk)
        if getattr(obj, "party_id", None) not in (None, *keys):
            continue
        if kind == "deadline":
            limits.append((obj, events))
        else:
            take_back(act, obj, events, **_open_again(obj, events))
    for limit, events in limits:
        if limit.subject_type in runs and limit.code != CODE:
            run_again(act, limit, events)


def _open_again(obj: Any, events: list[Event]) -> dict[str, Any]:
    """A claim that is open again has neither disposal nor day of it."""
    left = next(one.from_state for one in events if one.from_state != one.to_state)
    return {"disposal": "", "disposed_on": None} if isinstance(obj, Claim) and left != ClaimState.DISPOSED else {}


def run_again(act: Act, limit: Deadline, events: list[Event]) -> None:
    """The limit runs with as many days as were left, at least one; what was overdue is so still."""
    back: Deadline = take_back(act, limit, events)
    span = _taken_out(back, events[0].done_on, act.on)
    if back.state == DeadlineState.RUNNING and back.limit and span is not None:
        why = _("撤回以后取消撤回，其间不计入")
        deadlines.move(act, back, ground=ClockGround.WITHDRAWN, why=why, exclude=span)
    else:
        deadlines.resume(act, back)


def _taken_out(limit: Deadline, since: date, on: date) -> Excluded | None:
    """The days that nobody could use; where the limit was on its last day, that day is had again."""
    first = min(limit.suspended_on or since, limit.nominal_on - ONE_DAY)
    return Excluded(first, on, Ground.WITHDRAWN) if max(first, since) < on else None


def records_of(petition: Petition, people: Iterable[Party]) -> list[Event]:
    """All that followed from these people's withdrawals, and from the end of the whole if the petition is withdrawn."""
    found: dict[int, Event] = {}
    for party in people:
        withdrawal = period_of(petition, party).trigger_event
        found |= followed(withdrawal) if withdrawal else {}
    if petition.state == PetitionState.WITHDRAWN:
        end = Event.objects.of("petition", petition.pk).standing().filter(step="end_withdrawn").order_by("pk").last()
        found |= {end.pk: end, **followed(end)}
    return [found[pk] for pk in sorted(found)]


def kept_records(petition: Petition, act: Act) -> list[Event]:
    """They, worked out once for all effects of the act, before the first of them changes anything."""
    found: list[Event] = act.once(
        "records of the withdrawal", act.event, lambda: records_of(petition, petition.rescinding(act))
    )
    return found


@effect_of(
    Petition, "rescind_withdrawal", meets=(CODE,), moves=(ANY,), takes=("ClockChange.note",),
)  # fmt: skip
def let_it_go_on(petition: Petition, act: Act) -> None:
    """They are petitioners as before; their own rights, and the whole if it had ended, go on."""
    people = petition.rescinding(act)
    records = kept_records(petition, act)
    for party in people:
        limit = period_of(petition, party)
        gateway.follow(act, limit, "meet")
    Party.objects.filter(pk__in=[party.pk for party in people]).update(withdrawn_on=None)
    stand_again(act, records, people)
    petition.refresh_from_db()


@effect_of(
    Petition, "rescind_withdrawal", after="ask_again", drafts=(ANY,), tells=(*PARTIES, Role.HANDLER),
)  # fmt: skip
def draft_anew(petition: Petition, act: Act) -> None:
    """What was being drafted waits for its drafter again, unless it was begun anew since; who goes on working is told."""
    records = kept_records(petition, act)
    draft_what_was_void(act, records)
    whole = any(one.object_type == "petition" for one in records)
    _tell(petition, act, whole=whole)


def draft_what_was_void(act: Act, records: Iterable[Event]) -> None:
    """Each draft that the records made void is begun anew with what was typed, unless there is one already."""
    for record in records:
        if record.object_type == "paper" and record.step == "void":
            _draft_again(act, Paper.objects.get(pk=record.object_id))


def _draft_again(act: Act, void: Paper) -> None:
    same = {"kind": void.kind, "subject_type": void.subject_type, "subject_id": void.subject_id, "organ": void.organ}
    since = void.matter.papers.filter(**same, pk__gt=void.pk, to_organ=void.to_organ).exclude(state=PaperState.VOIDED)
    if void.subject_type in ("", "review", *RUN_AGAIN) and not since.exists():
        paperwork.prepare(
            act, void.kind, organ=void.organ, subject=void.subject, addressees=void.addressees.all(),
            to_organ=void.to_organ, content=void.content, corrects=void.corrects,
        )  # fmt: skip


def _tell(petition: Petition, act: Act, *, whole: bool) -> None:
    """Whoever handles it goes on; the other side hears of it where it had read that the whole was withdrawn."""
    who = "、".join(str(party) for party in petition.rescinding(act))
    said = _("%(who)s已取消撤回，事项继续办理。请核对办理期限和重新起草的文书；取消了的听证、调解要另行安排。") % {
        "who": who
    }
    for organ in petition.acting_organs:
        messages.tell_organ(act, organ, said, key=f"rescinded:{act.event.pk}", role=Role.HANDLER)
    others = petition.matter.parties.taking_part().filter(role=PartyRole.OPPOSITE) if whole else ()
    for party in others:
        text = _("%(who)s已取消撤回，信访事项继续办理。") % {"who": who}
        messages.tell(act, party, text, key=f"rescinded:{act.event.pk}")
