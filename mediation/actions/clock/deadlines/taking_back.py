"""Limits after an annulment: what never began ends, what was not met runs again; an organ gets no timelier by it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import gateway
from mediation.actions.annulling import BEGINNINGS, closure_of, end_by_clock, restored_by
from mediation.models import Deadline, Event
from mediation.workflows.base import Act
from mediation.workflows.clock.deadline import DeadlineState

DONE = ("meet", "meet_late", "find_in_time", "find_late")


@restored_by("deadline")
def stands_again(limit: Deadline, taken: list[Event]) -> tuple[str, dict[str, Any]]:
    """A limit that the wrong entry began ends; one that it met or ended, or that the clock found over, runs again.

    What an organ did late stays late, whatever is entered in its place.
    """
    if taken[0].step in BEGINNINGS:
        return DeadlineState.ENDED, {}
    late = limit.organ_id is not None and any(event.step == "meet_late" for event in taken)
    state = DeadlineState.OVERDUE if late else taken[0].from_state
    fields: dict[str, Any] = {"met_on": None} if any(event.step in DONE for event in taken) else {}
    if any(event.step in ("suspend", "resume") for event in taken):
        fields["suspended_on"] = _standing_since(limit, taken[0])
    return state, fields


def _standing_since(limit: Deadline, first: Event) -> date | None:
    """The day on which the clock had stopped before the records; None where it ran."""
    before = Event.objects.of("deadline", limit.pk).standing().filter(version__lt=first.version)
    last = before.filter(step__in=("suspend", "resume", "move")).order_by("-pk").first()
    return last.day() if last is not None and last.step == "suspend" else None


def found_late_before(limit: Deadline) -> bool:
    """Whether an entry that was annulled had met the limit late."""
    late = Event.objects.of("deadline", limit.pk).filter(step="meet_late")
    return limit.organ_id is not None and late.exclude(annulments=None).exists()


def take_back_the_end(act: Act, limit: Deadline, *, why: str) -> bool:
    """Take back, by name, that the clock found the limit over, with all that this brought about; False where it must stand."""
    ended = end_by_clock(limit)
    if ended is None or closure_of(ended).against:
        return False
    gateway.follow(act, limit, "annul", event=ended.version, why=why)
    return True


def meet_by(act: Act, limit: Deadline) -> str:
    """The step by which an act meets a limit: in time by its day, though the clock has found it over meanwhile."""
    if act.on > limit.legal_on or found_late_before(limit):
        return "meet_late"
    if limit.state == DeadlineState.OVERDUE:
        take_back_the_end(act, limit, why=_("在期限届满以前已经办理，以后才登记。"))
    return "meet"
