"""To which days a sitting was fixed one after the other, and what became of each: read from the ledger, nothing is counted up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from mediation.vocabulary import SittingOutcome
from mediation.workflows.sittings.outcome import FIXED_BY, outcome_of

STEPS = (
    *FIXED_BY, "adjourn", "terminate", "withdraw_request", "conclude", "cancel", "close", "issue_minutes", "change_place"
)  # fmt: skip


@dataclass(frozen=True)
class FixedDay:
    """One day and hour to which it was fixed, or on which it went on; how it ended then, and why. "" while it is still to come."""

    starts_at: datetime
    place: str
    outcome: str = ""
    why: str = ""

    @property
    def outcome_label(self) -> str:
        """How it ended, in a word."""
        return str(SittingOutcome(self.outcome).label) if self.outcome else ""


def dates_of(sitting: Any) -> list[FixedDay]:
    """Every day of it in order; one statement. An entry that was taken back has fixed and ended nothing."""
    events = sitting.matter.events.of(sitting.page_name, sitting.pk).standing().filter(step__in=STEPS).order_by("pk")
    return days_in(sitting.page_name, events)


def days_in(kind: str, events: Iterable[Any]) -> list[FixedDay]:
    """The same of the records of one sitting."""
    found: list[FixedDay] = []
    for event in events:
        if found and not found[-1].outcome:
            reached = localtime(found[-1].starts_at).date() <= event.done_on
            ended = outcome_of(kind, event.step, event.from_state, event.facts, day_reached=reached)
            if ended:
                found[-1] = replace(found[-1], outcome=ended, why=str(event.facts.get("why") or ""))
            elif event.step == "change_place":
                found[-1] = replace(found[-1], place=_place_in(event) or found[-1].place)
        if (day := _fixed(kind, event, found)) is not None:
            found.append(day)
    return found


def _fixed(kind: str, event: Any, found: list[FixedDay]) -> FixedDay | None:
    """The day that this record fixes, if it does."""
    if event.step not in FIXED_BY or (kind == "hearing" and event.step == "postpone"):
        return None
    before = found[-1].place if found else ""
    if event.step == "resume":
        return FixedDay(localtime(event.recorded_at), before)
    starts_at = parse_datetime(str(event.facts.get("starts_at") or ""))
    if starts_at is None:
        return None
    return FixedDay(localtime(starts_at), _place_in(event) or before)


def _place_in(event: Any) -> str:
    """The place that a record states, in its own words or as a room."""
    return str(event.facts.get("place") or (event.facts.get("room") or {}).get("name") or "")
