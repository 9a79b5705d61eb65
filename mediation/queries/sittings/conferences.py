"""Joint conferences as one person may know them: the office all of it, a member the items that concern it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import F, Q, QuerySet, TextField, Value
from django.db.models.functions import Cast, TruncDate
from django.utils.timezone import localtime

from mediation.models import AgendaRequest, Attachment, ConferenceItem, JointConference, Paper, Resolution
from mediation.models.sittings.agenda import waiting
from mediation.permissions import Actor
from mediation.queries.sittings.minutes import WITH_ALL, draft_of, mark_of, said_by_item
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.sittings.agenda import AgendaRequestState
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.resolution import ResolutionState

OFFICE = (Role.HEAD, Role.PETITION_OFFICE)
OF_MEMBERS = (*OFFICE, Role.HANDLER)
GOING_ON = (JointConferenceState.CONVENED, JointConferenceState.HELD)


@dataclass(frozen=True)
class Item:
    """One item as the reader sees it: what is shown with it, what of that has changed, for whom he may answer."""

    row: ConferenceItem
    papers: list[Paper]
    files: list[Attachment]
    changed: list[str]
    answers: bool
    said: list[dict[str, str]]
    goes_up: bool
    extract: Paper | None

    @property
    def shown(self) -> bool:
        """Whether anything goes with it that he sees."""
        return bool(self.papers or self.files)


def offices_of(actor: Actor) -> set[int]:
    """The organs for which the person convenes and keeps the agenda."""
    return actor.user.organs_as(*OFFICE, on=actor.on)


def organs_of(actor: Actor) -> set[int]:
    """The organs for which he confers, or handles what is conferred on."""
    return actor.user.organs_as(*OF_MEMBERS, on=actor.on)


def conferences_of(actor: Actor) -> QuerySet[JointConference]:
    """Those that his office convenes, to which his organ is called, or which confer on what it asked; the newest first."""
    own = organs_of(actor)
    asked = ConferenceItem.objects.filter(request__asked_by__in=own).values("conference")
    called = JointConference.objects.filter(members__organ__in=own).values("pk")
    found = JointConference.objects.filter(Q(organ__in=offices_of(actor)) | Q(pk__in=called) | Q(pk__in=asked))
    return found.select_related("organ", "matter").order_by("-starts_at", "-pk")


def requests_waiting(actor: Actor) -> QuerySet[AgendaRequest]:
    """What waits to be put on an agenda of his office."""
    return waiting(offices_of(actor)).select_related("matter", "asked_by")


def resolutions_open(actor: Actor) -> QuerySet[Resolution]:
    """What is resolved and not done yet, of his office's conferences and of his own organs, what is due first on top."""
    found = Resolution.objects.filter(state__in=(ResolutionState.ADOPTED, ResolutionState.OVERDUE))
    found = found.filter(Q(responsible_organ__in=organs_of(actor)) | Q(conference__organ__in=offices_of(actor)))
    return found.select_related("responsible_organ", "conference").order_by("due_on", "pk")


def items_for(conference: JointConference, actor: Actor) -> list[Item]:
    """The items that concern the reader, with what is shown with each of them as far as he may see it."""
    every = list(
        conference.items.select_related("request__matter", "request__asked_by", "about", "returning__responsible_organ")
        .prefetch_related(
            "request__asked__organ", "request__asked__given_by", "request__papers", "request__files",
            "returning__cooperating", "request__referrals__before", *WITH_ALL,
        )
    )  # fmt: skip
    own = organs_of(actor)
    if conference.organ_id not in offices_of(actor):
        every = [one for one in every if one.concerns(own)]
    papers = Paper.objects.visible_to(actor).filter(pk__in=_keys(every, "papers")).order_by("pk").in_bulk()
    files = Attachment.objects.visible_to(actor).filter(pk__in=_keys(every, "files")).order_by("pk").in_bulk()
    said = said_by_item(conference) if conference.held_on else {}
    extracts = _extracts(every, actor) if conference.held_on else {}
    return [
        Item(
            row, _of(row, "papers", papers), _of(row, "files", files), row.changed(), _answers(row, conference, actor),
            said.get(row.no, []), _goes_up(row, conference, actor), extracts.get(row.request_id),
        )
        for row in every
    ]  # fmt: skip


def mark_for(items: list[Item], organ: int) -> str:
    """What tells which draft a member of the organ has before it on the page."""
    own = [one for one in items if one.row.concerns({organ})]
    return mark_of(draft_of([one.row for one in own], {one.row.no: one.said for one in own}))


@dataclass(frozen=True)
class Conferring:
    """A line of the first page: a conference to which one is called, or a resolution that is overdue."""

    kind: str
    pk: int
    day: date
    text: str
    organ: str


def conferring(actor: Actor, *, most: int) -> list[Conferring]:
    """The conferences with files of their own to which he is called, and what his organs owe or have to see to, by day."""
    own, offices = organs_of(actor), offices_of(actor)
    if not own:
        return []
    called = conferences_of(actor).select_related(None).exclude(organ__in=offices)
    called = called.filter(state__in=GOING_ON, matter__petition=None).order_by()
    late = Resolution.objects.filter(state=ResolutionState.OVERDUE).order_by()
    late = late.filter(Q(responsible_organ__in=own) | Q(conference__organ__in=offices))
    told = called.annotate(
        kind=Value("conference"), day=TruncDate("starts_at"), said=Cast("place", TextField()), who=F("organ__name")
    )
    owed = late.annotate(kind=Value("resolution"), day=F("due_on"), said=F("text"), who=F("responsible_organ__name"))
    columns = ("kind", "pk", "day", "said", "who")
    rows = told.values_list(*columns).union(owed.values_list(*columns), all=True).order_by("day", "kind", "pk")
    return [Conferring(*row) for row in rows[:most]]


def notice_to(conference: JointConference, actor: Actor) -> Paper | None:
    """The last notice by which an organ of his was called."""
    notices = Paper.objects.of_kind(PaperKind.CONFERENCE_NOTICE).issued()
    own = notices.filter(subject_type="jointconference", subject_id=conference.pk, to_organ__in=organs_of(actor))
    return own.order_by("pk").last()


def _keys(items: list[ConferenceItem], what: str) -> set[int]:
    return {one.pk for row in items if row.request is not None for one in getattr(row.request, what).all()}


def _of(row: ConferenceItem, what: str, seen: dict[int, Any]) -> list[Any]:
    if row.request is None:
        return []
    return [seen[one.pk] for one in getattr(row.request, what).all() if one.pk in seen]


def _extracts(items: list[ConferenceItem], actor: Actor) -> dict[int | None, Paper]:
    """The last extract of the minutes in the file of each item, as far as he sees it."""
    asked = [row.request_id for row in items if row.request_id is not None]
    found = Paper.objects.visible_to(actor).of_kind(PaperKind.CONFERENCE_EXTRACT).issued()
    return {one.subject_id: one for one in found.filter(subject_id__in=asked).order_by("pk")}


def _goes_up(row: ConferenceItem, conference: JointConference, actor: Actor) -> bool:
    """Whether the office may send it to a higher meeting, or enter what that one decided."""
    if row.request is None or row.deferred_why or conference.held_on is None or row.resolved.all():
        return False
    lies_there = row.request.state in (AgendaRequestState.ON_AGENDA, AgendaRequestState.REFERRED)
    return lies_there and conference.organ_id in offices_of(actor)


def _answers(row: ConferenceItem, conference: JointConference, actor: Actor) -> bool:
    """Whether an organ of his is asked and the day has not come."""
    if row.request is None or conference.state != JointConferenceState.CONVENED:
        return False
    asked = any(one.organ_id in organs_of(actor) for one in row.request.asked.all())
    return asked and actor.on < localtime(conference.starts_at).date()
