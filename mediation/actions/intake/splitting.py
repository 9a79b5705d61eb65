"""另案办理: a matter of their own for some petitioners, as old and as far as the first: no day begins anew, none is lost."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.text import format_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, messages
from mediation.actions.annulling import told_besides
from mediation.actions.clock import deadlines
from mediation.actions.consequences import ANY, PARTIES
from mediation.actions.intake import receipts
from mediation.actions.intake.agent import ALIKE
from mediation.actions.intake.claim import notice_drafted
from mediation.actions.intake.handlers import follow_the_handlers
from mediation.actions.intake.indexing import add_words
from mediation.actions.intake.party_change import depart
from mediation.actions.intake.petition import take_in_hand
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Agent, Attachment, Claim, Deadline, Dispatch, Event, Party, PartyChange, Petition
from mediation.vocabulary import AccessPart, Departure, PaperKind, PartyRole, Role
from mediation.workflows.base import Act, NotPossibleNow, Refused
from mediation.workflows.intake.claim import ClaimState
from mediation.workflows.intake.dispatch import subject_of
from mediation.workflows.intake.registration import PetitionState

# What a party is, however it came in; what it may do, and since when, is written where it is a party.
SAME_PERSON = (
    "role", "kind", "name", "organ", "address", "phone", "email", "electronic_since", "id_number", "credit_code",
    "legal_representative", "sex", "born_on",
)  # fmt: skip
AS_SENT = ("kind", "extract", "note", "report_due_on", "sent_on", "taken_on")
SORTED = ("category", "route", "accused_organ", "accused_person")
WITH_THE_PETITION = ("channel", "responsible_organ", "handler", "content_class", "place", "submission", "parted")


@effect_of(
    PartyChange,
    "split_off",
    moves=(ANY,),
    ends=(ANY,),
    takes=(
        "Agent.end", "Agent.appoint_likewise", "Attachment.keep", "Petition.begin_apart", "Petition.dispatch",
        "Petition.take_in_hand", "Dispatch.carry_over", "Claim.put_forward", "Claim.classify", "Claim.stay_accepted",
    ),
    drafts=(PaperKind.ACCEPTANCE_NOTICE,),
    issues=(PaperKind.REGISTRATION_RECEIPT,),
    tells=PARTIES,
)  # fmt: skip
def begin_a_matter_of_their_own(change: PartyChange, act: Act) -> None:
    """Their claims go on there with every day and limit as it stood; here they are parties no more."""
    first, people = change.matter.petition, list(act.facts["people"])
    own = open_apart(first, act)
    mine = {before.pk: _same_person(before, own) for before in people}
    for other in first.matter.parties.taking_part().filter(role=PartyRole.OPPOSITE).order_by("pk"):
        _same_person(other, own)
    pass_on_as_before(first, own, take_claims_along(first, own, people, act), act)
    follow_the_handlers(act, Petition.objects.get(pk=own.pk))
    for old in Deadline.objects.about(first).running():
        deadlines.carry_over(act, old, subject=own)
    for before in people:
        _carry_agents(before, mine[before.pk], act)
        _carry_materials(before, mine[before.pk], act)
        depart(change, before, Departure.SPLIT_OFF, act)
    words = {"subject": own.subject, "account": own.account, "petitioners": [{"name": one.name} for one in people]}
    add_words(own.matter_id, {**words, "claims": [{"text": claim.text} for claim in act.facts["claims"]]})
    change.to_matter = own.matter
    change.save(update_fields=["to_matter"])
    receipts.give_or_leave(own, act)
    said = _("您的请求已经另案办理，编号%(new)s，由%(old)s分出。收到日期、受理日期和办理期限都照旧，原来发给您的文书仍然有效。") % {
        "new": own.matter.number, "old": first.matter.number,
    }  # fmt: skip
    for party in mine.values():
        messages.tell(act, party, said, key=f"apart:{act.event.pk}")


def open_apart(first: Petition, act: Act) -> Petition:
    """The petition of their own: received, passed on and handled by whom and when the first was."""
    changes = {"organ": first.organ, **{name: getattr(first, name) for name in WITH_THE_PETITION}}
    own = gateway.follow(
        act, Petition(organ=first.organ), "begin_apart", apart_from=first, received_on=first.received_on,
        subject=act.facts["subject"], account=act.facts["account"], changes=changes,
    )  # fmt: skip
    for row in first.matter.access.standing(act.on).filter(part=AccessPart.WHOLE).select_related("organ", "user"):
        access.admit(act, own.matter, organ=row.organ, user=row.user, roles=(row.role,))
    if first.state == PetitionState.DISPATCHED:
        gateway.follow(act, own, "dispatch")
    return own


def _same_person(before: Party, own: Petition) -> Party:
    known = {name: getattr(before, name) for name in SAME_PERSON}
    continues = before if before.role == PartyRole.PETITIONER else None
    return Party.objects.create(matter=own.matter, continues=continues, **known)


def take_claims_along(first: Petition, own: Petition, people: list[Party], act: Act) -> dict[int, Claim]:
    """The claims named, by the key of each in the first file; and what accuses: unseen, in a part of its own."""
    taken: dict[int, Claim] = {}
    accusing = first.open_claims().exclude(accused_organ=None).order_by("no")
    for no, old in enumerate([*act.facts["claims"], *accusing], start=1):
        accused = {"accused_organ": old.accused_organ} if old.accused_organ_id else {}
        claim = Claim(petition=own, matter=own.matter, no=no)
        claim = gateway.follow(
            act, claim, "put_forward", petition=own, text=old.text,
            changes={"organ": old.organ, "handler": old.handler, "known_on": old.known_on, **accused},
        )  # fmt: skip
        if old.category:
            gateway.follow(act, claim, "classify", **{name: getattr(old, name) for name in SORTED})
        if old.state == ClaimState.ACCEPTED:
            _stays_accepted(old, claim, people, act)
        if not old.accused_organ_id:
            taken[old.pk] = claim
    return taken


def pass_on_as_before(first: Petition, own: Petition, taken: dict[int, Claim], act: Act) -> None:
    """Whoever was sent these claims has them here as it has them there: whole, or as an extract and nothing else."""
    for sent in (
        first.matter.dispatches.filter(state__in=("taken", "reported"), claims__in=taken).distinct().order_by("pk")
    ):
        claims = [taken[pk] for pk in sent.claims.order_by("no").values_list("pk", flat=True) if pk in taken]
        same = {name: getattr(sent, name) for name in AS_SENT}
        subject = str(subject_of(claims)) if sent.extract else ""
        again = Dispatch(matter=own.matter, organ=sent.organ, to_organ=sent.to_organ)
        again = gateway.follow(
            act, again, "carry_over", taken_from=sent, claims=claims, changes={**same, "subject": subject}
        )
        part = AccessPart.EXTRACT if sent.extract else AccessPart.WHOLE
        access.admit(act, own.matter, organ=sent.to_organ, part=part, about=again, roles=("", Role.HANDLER))
        if sent.extract:
            own.matter.extract(organ=sent.to_organ, subject=subject, claims=claims)
        for limit in Deadline.objects.about(sent).running():
            deadlines.carry_over(act, limit, subject=again)


def _stays_accepted(old: Claim, claim: Claim, people: list[Party], act: Act) -> None:
    """Accepted when it was accepted, within the limits that ran; who was told of it is not told twice."""
    gateway.follow(
        act, claim, "stay_accepted", taken_from=old, accepted_on=old.accepted_on, reopened_on=old.reopened_on
    )
    for limit in Deadline.objects.about(old).running():
        deadlines.carry_over(act, limit, subject=claim)
    take_in_hand(claim.petition, act)
    if not all(_was_told(old, party) for party in people):
        notice_drafted(claim, PaperKind.ACCEPTANCE_NOTICE, act)


def _was_told(claim: Claim, party: Party) -> bool:
    """Whether a notice of acceptance that speaks of the claim went out to the party, or is on its way."""
    papers = party.papers.filter(kind=PaperKind.ACCEPTANCE_NOTICE, state="issued")
    return any(row["no"] == paper.no_of(claim) for paper in papers for row in paper.snapshot.get("claims") or [])


def _carry_agents(before: Party, mine: Party, act: Act) -> None:
    """Who acts for the party acts for it there too, by the same authority, which lies in the first file."""
    for agent in before.agents.in_force(act.on).filter(state="acting"):
        same: dict[str, Any] = {name: getattr(agent, name) for name in (*ALIKE, "judgment")}
        gateway.follow(act, Agent(matter=mine.matter, principal=mine), "appoint_likewise", changes=same)


def _carry_materials(before: Party, mine: Party, act: Act) -> None:
    """What the party handed in itself lies in its own matter too: the same file, known by what it holds."""
    for kept in Attachment.objects.filter(given_by=before):
        gateway.follow(
            act, Attachment(matter=mine.matter), "keep", name=kept.name, sha256=kept.sha256, size=kept.size,
            given_by=[mine],
            changes={
                "organ": kept.organ, "form": kept.form, "file": kept.file.name, "subject_type": "party",
                "subject_id": mine.pk, "added_at": act.at,
            },
        )  # fmt: skip


# The way back


def done_apart(change: PartyChange) -> Event | None:
    """The first act in their own matter; what was revoked there so that the split may be annulled is none."""
    acts = Event.objects.filter(matter=change.to_matter, part="", cause=None)
    found: Event | None = acts.exclude(object_type="paper", step="revoke").order_by("pk").first()
    return found


@guard_of(PartyChange, "annul", says=gettext_lazy("另案办理的事项中还没有办理过什么。"))
def nothing_done_apart(change: PartyChange, act: Act) -> Refused | None:
    """A matter in which somebody has acted goes on: nothing that was done there is lost."""
    done = done_apart(change) if change.to_matter else None
    if done is None or change.to_matter is None:
        return None
    said = gettext_lazy("另案办理的事项（{number}）中已经办理“{step}”（{day}），不能撤销分案。")
    return NotPossibleNow(
        "acted_apart", format_lazy(said, number=change.to_matter.number, step=done.label, day=done.day()),
        gettext_lazy("请在两个事项中分别办理。"),
    )  # fmt: skip


@told_besides
def they_come_back(record: Event) -> Iterable[str]:
    """Where they are parties again, and that the other matter is none any more."""
    if (record.object_type, record.step) != ("partychange", "split_off"):
        return
    change = PartyChange.objects.get(pk=record.object_id)
    yield _("%s不再办理，在其中的查询码当时失效。") % change.to_matter
