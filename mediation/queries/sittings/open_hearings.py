"""The open hearings that anybody may come to: what was announced of them, never the file."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from mediation.models import HearingAnnouncement
from mediation.workflows.sittings.hearing_request import HearingState

MOST = 200


def open_hearings(*, at: datetime) -> list[Any]:
    """Those that are still to be held, the earliest first."""
    today = at.replace(hour=0, minute=0, second=0, microsecond=0)
    found = HearingAnnouncement.objects.filter(
        hearing__state=HearingState.SCHEDULED, hearing__closed=False, hearing__starts_at__gte=today
    )
    columns = ("subject", "seats", "hearing__starts_at", "hearing__place", "hearing__organ__name")
    return list(found.order_by("hearing__starts_at", "pk").values_list(*columns)[:MOST])
