"""Start, move, meet and end deadlines. Called by effects; each change is a step in the ledger."""

from __future__ import annotations

import re
from copy import copy
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.registry import effect_of
from mediation.actions.sweeping import one_by_one
from mediation.models import ClockChange, Deadline, Event, Organ, Paper, Party
from mediation.models.calendar import current_calendar, limit_in
from mediation.timelimits import (
    Calendar,
    Computation,
    Excluded,
    TimeLimitError,
    compute,
    extend,
    keeping,
    level_days,
    level_days_between,
)
from mediation.vocabulary import ClockGround
from mediation.workflows.base import Act, Lifecycle, NotPossibleNow, Refused, lifecycles
from mediation.workflows.deadline import RUNNING_STATES, DeadlineState


def start(
    act: Act,
    code: str,
    *,
    subject: Lifecycle,
    organ: Organ | None = None,
    party: Party | None = None,
    trigger: str = "",
    trigger_on: date | None = None,
    expiry_step: str = "",
    days: int | None = None,
) -> Deadline:
    """Start the limit `code` for the organ that owes or the party that may.

    The rule is that of the day on which the petition began. `trigger_on` is the day of the event, which is not counted (default: the day of the act);
    `days` replaces the length where an act sets it. `expiry_step` is taken on the subject by the
    clock when the legal day is over.
    """
    limit = limit_in(subject.matter, code, organ=organ or subject.acting_organ, on=trigger_on or act.on)
    if days is not None:
        limit = limit.of_length(days)
    computed = compute(limit, trigger=trigger_on or act.on, calendar=current_calendar())
    deadline = Deadline(
        matter_id=act.event.matter_id,
        code=code,
        label=limit.label,
        authority=limit.authority,
        limit=asdict(limit),
        organ=organ,
        party=party,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        trigger=trigger or limit.trigger,
        trigger_on=trigger_on or act.on,
        trigger_event=act.event,
        expiry_step=expiry_step,
        **days_as_fields(computed),
    )
    return gateway.follow(act, deadline, "start")


def fix(
    act: Act,
    code: str,
    *,
    subject: Lifecycle,
    label: str,
    authority: str,
    due_on: date,
    organ: Organ | None = None,
    expiry_step: str = "",
) -> Deadline:
    """Start a limit whose last day was set by an agreement or an organ: it is not counted and never rolls."""
    deadline = Deadline(
        matter_id=act.event.matter_id,
        code=code,
        label=label[:100],
        authority=authority,
        organ=organ,
        subject_type=str(subject._meta.model_name),
        subject_id=subject.pk,
        trigger=act.event.label,
        trigger_on=act.on,
        trigger_event=act.event,
        expiry_step=expiry_step,
        nominal_on=due_on,
        legal_on=due_on,
        calendar_version="",
        **_levels(level_days_between(act.on, due_on)),
    )
    return gateway.follow(act, deadline, "start")


def _levels(days: tuple[date, date]) -> dict[str, date]:
    return dict(zip(("amber_on", "red_on"), days, strict=True))


def days_as_fields(computed: Computation) -> dict[str, Any]:
    """What of a computed period is stored with its deadline."""
    return {
        "nominal_on": computed.nominal,
        "legal_on": computed.legal,
        "provisional": computed.provisional,
        "calendar_version": computed.calendar_version,
        **_levels(level_days(computed)),
    }


def meet(act: Act, subject: Lifecycle, *codes: str, lapsed_too: bool = False, organ: Organ | None = None) -> None:
    """Meet the subject's limits of the codes; after the legal day they are met late.

    `lapsed_too`: what is owed stays owed when its day has passed (a right that lapsed is gone).
    `organ`: only what this organ owes.
    """
    states = [*RUNNING_STATES, *([DeadlineState.LAPSED] if lapsed_too else [])]
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes, state__in=states)):
        gateway.follow(act, deadline, "meet" if act.on <= deadline.legal_on else "meet_late")


def end(act: Act, subject: Lifecycle, *codes: str, why: str, organ: Organ | None = None) -> None:
    """End the subject's limits of the codes: what they were for is no longer wanted (of this `organ`)."""
    for deadline in _of(organ, Deadline.objects.about(subject).filter(code__in=codes).running()):
        gateway.follow(act, deadline, "end", why=why)


def _of(organ: Organ | None, found: QuerySet[Deadline]) -> QuerySet[Deadline]:
    return found if organ is None else found.filter(organ=organ)


@dataclass(frozen=True)
class Moving:
    """A deadline, and how it would run after a change: the old and the new day side by side."""

    deadline: Deadline
    computed: Computation
    changes: dict[str, Any]

    @property
    def who(self) -> Any:
        """Whose period it is."""
        return self.deadline.party or self.deadline.organ

    @property
    def old(self) -> date:
        """The last day as it stands."""
        return self.deadline.legal_on

    @property
    def new(self) -> date:
        """The last day as it would be."""
        return self.computed.legal


def preview(
    deadline: Deadline,
    *,
    extension_days: int | None = None,
    extend_by: int | None = None,
    decided_on: date | None = None,
    exclude: Excluded | None = None,
    trigger_on: date | None = None,
) -> Moving:
    """What a change would do; nothing is stored.

    `extension_days` is the whole extension, `extend_by` one more that is decided on `decided_on`: refused if
    it is a second one, or too late, or too long. Days that are left out already are not left out twice.
    Raises NotPossibleNow with the reason.
    """
    moved = copy(deadline)
    if exclude is not None:
        moved.excluded = [*moved.excluded, *([str(d) for d in span] for span in _not_yet(exclude, deadline.spans))]
    if extension_days is not None:
        moved.extension_days = extension_days
    if trigger_on is not None:
        moved.trigger_on, moved.kept_on = trigger_on, None
    try:
        computed = computation(moved)
        if extend_by is not None and decided_on is not None:
            computed = extend(computed, days=extend_by, decided_on=decided_on)
    except TimeLimitError as wrong:
        raise NotPossibleNow(_code_of(wrong), str(wrong)) from wrong
    changes = {
        "extension_days": computed.extension_days,
        "excluded": moved.excluded,
        "trigger_on": moved.trigger_on,
        "kept_on": moved.kept_on,
        **days_as_fields(computed),
    }
    return Moving(deadline, computed, changes)


def _not_yet(span: Excluded, spans: list[Excluded]) -> list[Excluded]:
    """The parts of a span that lie in none of the others."""
    left = [span]
    for other in spans:
        left = [part for one in left for part in _without(one, other)]
    return left


def _without(span: Excluded, other: Excluded) -> list[Excluded]:
    if other.through <= span.after or span.through <= other.after:
        return [span]
    before, after = span._replace(through=other.after), span._replace(after=other.through)
    return [part for part in (before, after) if part.after < part.through]


def _code_of(wrong: TimeLimitError) -> str:
    return re.sub(r"(?<!^)(?=[A-Z])", "_", type(wrong).__name__).lower()


def move(
    act: Act,
    deadline: Deadline,
    *,
    ground: ClockGround,
    why: str,
    paper: Paper | None = None,
    to_sign: bool = False,
    **change: Any,
) -> Deadline:
    """Move a limit after an extension, days left out or a corrected day (`change`: see preview).

    The limit it was made with stays. A finished one keeps its end, and is told in time or late by its new day.
    The change is noted with its ground, its paper, and both days.
    """
    found = preview(Deadline.objects.get(pk=deadline.pk), **change)
    old = found.deadline
    done = old.state in (DeadlineState.MET, DeadlineState.MET_LATE)
    taken = gateway.follow(
        act, deadline, "restate" if done else "move",
        changes=found.changes, why=why, old_legal_on=found.old, new_legal_on=found.new,
    )  # fmt: skip
    span = change.get("exclude")
    note_change(
        act, old, found.computed, ground=ground, why=why, paper=paper, to_sign=to_sign,
        since=span and span.after, until=span and span.through,
    )  # fmt: skip
    if done:
        _restand(act, taken)
    return taken


def _restand(act: Act, deadline: Deadline) -> None:
    in_time = deadline.met_on is not None and deadline.met_on <= deadline.legal_on
    if in_time and deadline.state == DeadlineState.MET_LATE:
        gateway.follow(act, deadline, "find_in_time")
    elif not in_time and deadline.state == DeadlineState.MET:
        gateway.follow(act, deadline, "find_late")


def note_change(
    act: Act,
    old: Deadline,
    computed: Computation,
    *,
    ground: ClockGround,
    why: str,
    to_sign: bool = False,
    **more: Any,
) -> ClockChange:
    """Enter in the ledger what moved a clock; `old` is the deadline as it stood. `to_sign`: the head signs it off."""
    change = ClockChange(
        matter_id=old.matter_id,
        deadline_id=old.pk,
        organ=old.organ or old.matter.acting_organ,
        ground=ground,
        why=why[:500],
        basis=act.event.basis or old.authority,
        event=act.event,
        changed_on=act.on,
        extension_days=computed.extension_days - old.extension_days,
        old_nominal_on=old.nominal_on,
        new_nominal_on=computed.nominal,
        old_legal_on=old.legal_on,
        new_legal_on=computed.legal,
        **more,
    )
    return gateway.follow(act, change, "report" if to_sign else "note")


def computation(deadline: Deadline, *, calendar: Calendar | None = None) -> Computation:
    """How the deadline's day comes about, from the limit it was made with; a list gives its calendar once."""
    computed = compute(
        deadline.time_limit,
        trigger=deadline.trigger_on,
        calendar=calendar or current_calendar(),
        extension_days=deadline.extension_days,
        excluded=deadline.spans,
    )
    return keeping(computed, legal=deadline.kept_on) if deadline.kept_on else computed


def run_clock(at: datetime) -> int:
    """Take every step that the passing of time brings, one transaction each; return how many.

    Safe to miss, repeat or kill: each expired deadline leaves the running state in its own step.
    """
    today = at.astimezone(gateway.SHANGHAI).date()
    return one_by_one(Deadline.objects.expired(today), lambda deadline: _expire(deadline, at))


def _expire(deadline: Deadline, at: datetime) -> bool:
    step = "fall_due" if deadline.organ_id and not deadline.expiry_step else "lapse"
    try:
        gateway.perform(Deadline, deadline.pk, step, by=None, at=at, version=deadline.version)
    except Refused:
        return False
    return True


@effect_of(Deadline, "lapse")
def take_expiry_step(deadline: Deadline, act: Act) -> None:
    """The end of the period brings about a step of the subject."""
    if deadline.expiry_step:
        gateway.follow(act, deadline.subject, deadline.expiry_step)


def day_of(event: Event, *, before: Event | None = None) -> date:
    """The day that a record stands for: as corrected last (`before` another record), as stated, or as it was done."""
    corrected = Event.objects.filter(matter_id=event.matter_id, step="correct_day", facts__event=event.seq)
    last = (corrected.filter(seq__lt=before.seq) if before else corrected).order_by("-seq").first()
    step = event.model.steps().get(event.step)
    stated = (last and last.facts["right_day"]) or (step and event.facts.get(step.day_field))
    return date.fromisoformat(stated) if stated else event.done_on


def begun_by(event: Event, *, on: date) -> QuerySet[Deadline]:
    """The limits that run from the day of a record, or of what followed from it; met ones are told anew."""
    reviving = Q(state=DeadlineState.LAPSED, expiry_step="")
    found = Deadline.objects.filter(Q(trigger_event=event) | Q(trigger_event__cause=event), trigger_on=on)
    told_anew = (*RUNNING_STATES, DeadlineState.MET, DeadlineState.MET_LATE)
    return found.filter(reviving | Q(state__in=told_anew)).exclude(limit={}).order_by("legal_on", "pk")


def correct_day(obj: Lifecycle, act: Act) -> None:
    """Put the right day where the mistyped one stood; every limit it had triggered runs from it."""
    wrong = Event.objects.filter(
        matter_id=obj.matter_id, seq=act.facts["event"], object_type=obj._meta.model_name, object_id=obj.pk
    ).first()
    if wrong is None or wrong.pk == act.event.pk:
        raise NotPossibleNow(
            "no_such_record",
            format_lazy(gettext_lazy("没有找到序号为{n}的记录，请核对办理记录中的序号。"), n=act.facts["event"]),
        )
    if not wrong.day_was_stated:
        raise NotPossibleNow("day_not_stated", gettext_lazy("这条记录的日期由系统记下，不能更正。"))
    right_day = act.facts["right_day"]
    if right_day > act.on:
        raise NotPossibleNow("day_in_future", gettext_lazy("办理日期不能晚于今天。"))
    old = day_of(wrong, before=act.event)
    if right_day == old:
        raise NotPossibleNow("same_day", gettext_lazy("这条记录的日期已经是这一天。"))
    step = type(obj).steps()[wrong.step]
    if step.day_field and getattr(obj, step.day_field) == old:
        setattr(obj, step.day_field, right_day)
        obj.save(update_fields=[step.day_field])
    for deadline in begun_by(wrong, on=old):
        move(act, deadline, ground=ClockGround.CORRECTION, why=_("更正日期"), trigger_on=right_day)


for _model in lifecycles():
    effect_of(_model, "correct_day")(correct_day)
