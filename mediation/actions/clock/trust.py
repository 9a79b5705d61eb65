"""Whether the machine's time may be believed, before the clock takes what cannot be given back.

A clock that jumps lets periods lapse that still run, or lets none. Nothing lapses on a time that is before what happened
already, or that is so long after the clock last ran that nobody can say who was away: the machine, or its time.
"""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from mediation.models import ClockRun, Event
from mediation.vocabulary import ClockHalt

logger = logging.getLogger(__name__)

# Clocks of two machines never agree to the second.
TOLERANCE = timedelta(minutes=5)
CONFIRMED_BY_PEOPLE = (ClockHalt.BEFORE_EVENT, ClockHalt.GAP, ClockHalt.RESTORED)


def may_run(now: datetime) -> bool:
    """Whether the clock may run at a moment of the machine; where not, that it stands and why is kept."""
    found = ClockRun.standing()
    halt = _halt(found, now)
    if halt != found.halt:
        logger.error("clock: %s", halt or "goes on")
        _keep(halt=halt, halted_at=now if halt else None)
    return not halt


def doubted(now: datetime) -> str:
    """Why the clock would stand at a moment of the machine; empty where it may run. Nothing is kept."""
    return _halt(ClockRun.standing(), now)


def restored() -> bool:
    """Whether the site was restored from a backup and nobody has confirmed it: until then nothing leaves the house either."""
    return ClockRun.standing().halt == ClockHalt.RESTORED


def ahead_of_database(now: datetime) -> timedelta:
    """By how much a moment of the machine is ahead of the database's own time; negative where it is behind."""
    return now - _of_the_database()


def ran(now: datetime) -> None:
    """Note that all that was due by then is done."""
    _keep(ran_at=now)


def confirm(halt: str, *, by: Any, at: datetime) -> bool:
    """Let the clock go on: an administrator has looked at the machine's time. False where it stands for another reason by now."""
    with transaction.atomic():
        found = ClockRun.objects.select_for_update().filter(pk=1).first()
        if found is None or found.halt != halt or halt not in CONFIRMED_BY_PEOPLE:
            return False
        _keep(halt="", halted_at=None, confirmed_at=at, confirmed_by=by, passed_event=_last_event()[0])
    logger.warning("clock: confirmed (%s) by user %s", halt, by.pk)
    return True


def _halt(found: ClockRun, now: datetime) -> str:
    if found.halt == ClockHalt.RESTORED:
        return ClockHalt.RESTORED
    if now < _of_the_database() - TOLERANCE:
        return ClockHalt.BEFORE_DATABASE
    number, recorded_at = _last_event()
    if number > found.passed_event and recorded_at is not None and now < recorded_at - TOLERANCE:
        return ClockHalt.BEFORE_EVENT
    last = max((at for at in (found.ran_at, found.confirmed_at) if at), default=now)
    return ClockHalt.GAP if now - last > timedelta(days=settings.CLOCK_GAP_DAYS) else ""


def _last_event() -> tuple[int, datetime | None]:
    last = Event.objects.order_by("-pk").values_list("pk", "recorded_at").first()
    return last or (0, None)


def _of_the_database() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
    return found


def _keep(**values: Any) -> None:
    ClockRun.objects.update_or_create(pk=1, defaults=values)
