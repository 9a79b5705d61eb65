"""How a sitting ended on the day to which it was fixed: one answer for hearings, sessions and conferences.

The steps write it into the row; what became of days before is read from the ledger by the same rule.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.utils.timezone import localtime

from mediation.vocabulary import HearingEnd, PostponeGround, SessionResult, SittingOutcome

# By the values of its states, for the steps of these lifecycles ask here.
BEGUN, SCHEDULED = ("in_session", "adjourned", "deliberating"), "scheduled"
# A time is fixed, and what came before is over.
FIXED_BY = ("schedule", "convene", "postpone", "resume")


def _of_hearing(step: str, was: str, facts: Mapping[str, Any], *, day_reached: bool) -> str | None:
    if step == "postpone":
        ground = facts.get("ground")
        if ground == PostponeGround.ENTERED_IN_ERROR:
            return SittingOutcome.ENTERED_IN_ERROR
        absent = day_reached and ground == PostponeGround.FORCE_MAJEURE
        return SittingOutcome.PARTY_ABSENT if absent else SittingOutcome.POSTPONED
    if step in ("terminate", "withdraw_request"):
        if was in BEGUN:
            return SittingOutcome.PART_HELD
        if was != SCHEDULED:
            return None
        absent = facts.get("end_ground") == HearingEnd.ABSENT
        return SittingOutcome.PARTY_ABSENT if absent else SittingOutcome.CALLED_OFF
    return {"adjourn": SittingOutcome.PART_HELD, "conclude": SittingOutcome.HELD}.get(step)


def _of_other(step: str, facts: Mapping[str, Any]) -> str | None:
    if step == "cancel":
        return str(facts.get("sitting_outcome") or SittingOutcome.CALLED_OFF)
    if step == "close":
        goes_on = facts.get("result") == SessionResult.TO_BE_CONTINUED
        return SittingOutcome.PART_HELD if goes_on else SittingOutcome.HELD
    return {"postpone": SittingOutcome.POSTPONED, "issue_minutes": SittingOutcome.HELD}.get(step)


def outcome_of(kind: str, step: str, was: str, facts: Mapping[str, Any], *, day_reached: bool) -> str | None:
    """How the sitting of that kind ended by the step, taken in the state `was`; None where the step ends nothing."""
    found = _of_hearing(step, was, facts, day_reached=day_reached) if kind == "hearing" else _of_other(step, facts)
    return str(found) if found is not None else None


def ended_by(sitting: Any, act: Any, step: str) -> str:
    """For the body of a step: how the sitting has ended now; as before where nothing has ended."""
    told = act.before or sitting
    day: date | None = localtime(told.starts_at).date() if told.starts_at else None
    reached = day is not None and day <= act.on
    found = outcome_of(sitting.page_name, step, told.state, act.facts, day_reached=reached)
    return str(told.sitting_outcome) if found is None else found
