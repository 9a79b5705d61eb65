"""What the passing of time brings: limits fall due, rights lapse, and what follows from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from mediation.actions import gateway
from mediation.actions.registry import effect_of
from mediation.actions.sweeping import one_by_one
from mediation.models import Deadline
from mediation.workflows.base import Act, Refused

_MORE: list[Callable[[datetime], int]] = []


def with_the_clock(sweep: Callable[[datetime], int]) -> Callable[[datetime], int]:
    """Declare what else the clock looks after each day; it says how many files it changed."""
    _MORE.append(sweep)
    return sweep


def run_clock(at: datetime) -> int:
    """Take every step that the passing of time brings, one transaction each; return how many.

    Safe to miss, repeat or kill: each expired deadline leaves the running state in its own step.
    """
    today = at.astimezone(gateway.SHANGHAI).date()
    try:
        changed = one_by_one(Deadline.objects.expired(today), lambda deadline: _expire(deadline, at))
    finally:  # a limit that fails holds up nothing else
        more = sum(sweep(at) for sweep in _MORE)
    return changed + more


def _expire(deadline: Deadline, at: datetime) -> bool:
    step = "fall_due" if deadline.organ_id and not deadline.expiry_step else "lapse"
    try:
        gateway.perform(Deadline, deadline.pk, step, by=None, at=at, version=deadline.version)
    except Refused:
        return False
    return True


@effect_of(
    Deadline,
    "lapse",
    takes=(
        "ServiceOfDocument.deem_published",
        "Dispatch.take_by_silence",
        "Obligation.fall_late",
        "Mediation.pass_end",
        "Supervision.fall_overdue",
        "Resolution.fall_overdue",
    ),
)
def take_expiry_step(deadline: Deadline, act: Act) -> None:
    """The end of the period brings about a step of the subject."""
    if deadline.expiry_step:
        gateway.follow(act, deadline.subject, deadline.expiry_step)
