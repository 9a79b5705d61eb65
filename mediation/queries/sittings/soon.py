"""Hearings, sessions of mediation and conferences of the coming days, and those that are going on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, Value
from django.utils.translation import gettext as _

from mediation.models import Hearing, JointConference, Matter, MediationSession, Party
from mediation.permissions import Actor
from mediation.queries.visibility import visible
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
TOLD = ("pk", "starts_at", "place", "state", "matter__number", "matter__subject", "matter__organ", "matter__extracts")


def sittings_soon(actor: Actor, *, at: datetime, most: int) -> list[Any]:
    """What this person may see of today, the coming week and what is not over yet, the earliest first."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    week = {"starts_at__gte": today, "starts_at__lt": today + timedelta(days=DAYS)}
    asked = []
    for place, (model, coming, going_on) in enumerate(KINDS):
        rows = visible(model, actor).filter(Q(state=coming, **week) | Q(state__in=going_on)).order_by()
        asked.append(rows.annotate(kind=Value(place)).values_list("kind", *TOLD))
    first, *others = asked
    found = first.union(*others, all=True).order_by("starts_at", "kind", "pk")[:most]
    return [_told(*row) for row in found]


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


def _told(kind: int, pk: int, starts_at: datetime, place: str, state: str, *of_the_file: Any) -> Any:
    """As much of the sitting as a list says, asked for with the others."""
    number, subject, organ, extracts = of_the_file
    matter = Matter(number=number, subject=subject, organ_id=organ, extracts=extracts)
    return KINDS[kind][0](pk=pk, starts_at=starts_at, place=place, state=state, matter=matter)
