"""Hearings, sessions of mediation and conferences of the coming days, and those that are going on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Case, Exists, OuterRef, Q, Value, When
from django.utils.translation import gettext as _

from mediation.models import (
    ConferenceMember,
    Hearing,
    JointConference,
    Matter,
    MediationSession,
    Mediator,
    Paper,
    Party,
)
from mediation.permissions import Actor
from mediation.queries.sittings.owed import Owed, owed_for
from mediation.queries.visibility import visible
from mediation.vocabulary import PaperKind
from mediation.workflows.papers.paper import BEFORE_ISSUE
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.hearing_request import HearingState
from mediation.workflows.sittings.mediation_session import MediationSessionState

DAYS = 7
# What is to come, and what is not over yet: a conference held waits for its minutes.
KINDS = (
    (Hearing, HearingState.SCHEDULED, (HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING)),
    (MediationSession, MediationSessionState.SCHEDULED, (MediationSessionState.OPEN,)),
    (JointConference, JointConferenceState.CONVENED, (JointConferenceState.HELD,)),
)
TOLD = (
    "pk",
    "starts_at",
    "minutes",
    "place",
    "state",
    "sitting_outcome",
    "matter",
    "matter__number",
    "matter__subject",
    "matter__organ",
    "matter__extracts",
)


@dataclass(frozen=True)
class Soon:
    """A sitting of the coming days as one person sees it: whether it is today or not over yet, the part taken, what is owed."""

    sitting: Any
    today: bool
    mine: bool
    owed: list[Owed]


def sittings_soon(actor: Actor, *, at: datetime, most: int) -> list[Soon]:
    """What this person may see of today, the coming week and what is not over yet: today's and one's own first."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    week = {"starts_at__gte": today, "starts_at__lt": today + timedelta(days=DAYS)}
    later = Case(When(starts_at__gte=today + timedelta(days=1), then=Value(1)), default=Value(0))
    asked = []
    for place, (model, coming, going_on) in enumerate(KINDS):
        rows = (
            visible(model, actor).filter(Q(state=coming, **week) | Q(state__in=going_on) | _unwritten(model)).order_by()
        )
        rows = rows.annotate(kind=Value(place), later=later, mine=takes_part(model, actor))
        asked.append(rows.values_list("kind", "later", "mine", *TOLD))
    first, *others = asked
    found = list(first.union(*others, all=True).order_by("later", "-mine", "starts_at", "kind", "pk")[:most])
    sittings = [told(kind, *row) for kind, _later, _mine, *row in found]
    owed = owed_for(sittings, actor)
    return [
        Soon(one, today=not row[1], mine=row[2], owed=owed.get((one.page_name, one.pk), []))
        for one, row in zip(sittings, found, strict=True)
    ]


def takes_part(model: type[Any], actor: Actor) -> Exists:
    """Whether the person sits, records or mediates there, or belongs to an organ that was called."""
    if model is JointConference:
        organs = actor.user.organ_ids(actor.on)
        return Exists(ConferenceMember.objects.filter(conference=OuterRef("pk"), organ__in=organs))
    if model is MediationSession:
        return Exists(Mediator.objects.filter(mediation=OuterRef("mediation"), user=actor.user, left_on=None))
    sits = Q(members__user=actor.user, members__removed_on=None) | Q(presider=actor.user) | Q(recorder=actor.user)
    return Exists(Hearing._base_manager.filter(sits, pk=OuterRef("pk")))


def _unwritten(model: type[Any]) -> Q:
    """A session that is over and whose minutes wait to be issued."""
    if model is not MediationSession:
        return Q(pk__in=())
    waiting = Paper.objects.of_kind(PaperKind.MEDIATION_RECORD).filter(state__in=BEFORE_ISSUE)
    return Q(state=MediationSessionState.CLOSED, pk__in=waiting.values("subject_id"))


@dataclass(frozen=True)
class Call:
    """A sitting to which a party was called: when and where now, or that it does not take place as it was told."""

    kind: str
    starts_at: datetime
    place: str
    off: bool


# Called and not held as it was told: put off, interrupted, ended, called off.
HEARING_OFF = (HearingState.GRANTED, HearingState.ADJOURNED, HearingState.TERMINATED)


def calls_of(party: Party, *, at: datetime) -> list[Call]:
    """What the party is called to from today on, the earliest first; also what is off, so that nobody comes in vain."""
    today = {"starts_at__gte": at.replace(hour=0, minute=0, second=0, microsecond=0)}
    hearings = Hearing.objects.filter(
        invited__party=party, state__in=(HearingState.SCHEDULED, HearingState.IN_SESSION, *HEARING_OFF), **today
    )
    sessions = MediationSession.objects.filter(mediation__parties=party, **today).exclude(
        state=MediationSessionState.CLOSED
    )
    found = [
        Call(str(_("听证会")), one.starts_at, one.place, one.state in HEARING_OFF) for one in hearings.order_by("pk")
    ]
    found += [
        Call(str(_("调解")), one.starts_at, one.place, one.state == MediationSessionState.CANCELLED)
        for one in sessions.order_by("pk")
    ]
    return sorted(found, key=lambda call: (call.starts_at, call.off))


def told(
    kind: int,
    pk: int,
    starts_at: datetime,
    minutes: int,
    place: str,
    state: str,
    ended: str,
    file: int,
    *of_the_file: Any,
) -> Any:
    """As much of the sitting as a list says, asked for with the others."""
    number, subject, organ, extracts = of_the_file
    matter = Matter(pk=file, number=number, subject=subject, organ_id=organ, extracts=extracts)
    fixed = {"starts_at": starts_at, "minutes": minutes, "place": place, "state": state, "sitting_outcome": ended}
    return KINDS[kind][0](pk=pk, matter=matter, **fixed)
