"""Hearings, sessions of mediation and conferences of the coming days, and those that are going on."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from mediation.models import Hearing, JointConference, MediationSession
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


def sittings_soon(actor: Actor, *, at: datetime, most: int) -> list[Any]:
    """What this person may see of today, the coming week and what is not over yet, the earliest first."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    week = {"starts_at__gte": today, "starts_at__lt": today + timedelta(days=DAYS)}
    found: list[Any] = []
    for model, coming, going_on in KINDS:
        rows = visible(model, actor).filter(Q(state=coming, **week) | Q(state__in=going_on))
        found += rows.select_related("matter").order_by("starts_at", "pk")[:most]
    return sorted(found, key=lambda one: one.starts_at)[:most]
