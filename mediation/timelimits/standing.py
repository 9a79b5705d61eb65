"""How far a period has run, and whether an act is in time."""

from __future__ import annotations

from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from math import ceil
from typing import Final

from .calendars import Calendar
from .computing import Computation, last_counted
from .days import ordinal_of
from .errors import NaiveMoment
from .labelled import Labelled
from .limits import Direction, Unit

# China has had one time without daylight saving since 1991.
CHINA: Final = timezone(timedelta(hours=8), "Asia/Shanghai")
AMBER_FROM: Final = Fraction(1, 2)
RED_FROM: Final = Fraction(3, 4)


class WarningLevel(Labelled):
    """How urgent a running period is; shown to staff and party alike."""

    GREEN = "green", "正常"
    AMBER = "amber", "临近"
    RED = "red", "紧迫"
    OVERDUE = "overdue", "逾期"


def share_used(computation: Computation, *, on: date) -> Fraction:
    """Give the share of the period used by the end of a day, from 0 to 1, in the limit's own unit.

    Excluded days use nothing. A backward limit has no first day: its share is that of its own length,
    counted back from the legal day. Raises ImpossibleDay, DayOutOfRange.
    """
    today = ordinal_of(on)
    limit, calendar = computation.limit, computation.calendar
    trigger, nominal, legal = (day.toordinal() for day in (computation.trigger, computation.nominal, computation.legal))
    total = (limit.length or 0) + computation.extension_days
    if limit.direction is Direction.BACKWARD:
        left = _units(limit.unit, calendar, today, legal)
        return Fraction(max(total - left, 0), total)
    today = min(today, nominal)
    used = _units(limit.unit, calendar, trigger, today)
    for span in computation.excluded:
        first = max(span.after.toordinal(), trigger)
        used -= _units(limit.unit, calendar, first, min(span.through.toordinal(), today))
    return Fraction(min(used, total), total)


def warning_level(computation: Computation, *, on: date) -> WarningLevel:
    """Give the level on a day: green until half is used, amber until three quarters, red to the end, overdue.

    Raises ImpossibleDay, DayOutOfRange.
    """
    used = share_used(computation, on=on)
    if on > computation.legal:
        return WarningLevel.OVERDUE
    if used >= RED_FROM:
        return WarningLevel.RED
    return WarningLevel.AMBER if used >= AMBER_FROM else WarningLevel.GREEN


def level_days(computation: Computation) -> tuple[date, date]:
    """Give the first amber and the first red day of a period, as warning_level has them.

    A level that would only begin after the legal day begins on it. Raises DayOutOfRange.
    """
    total = (computation.limit.length or 0) + computation.extension_days
    amber, red = _day_of_share(computation, total, AMBER_FROM), _day_of_share(computation, total, RED_FROM)
    return min(amber, computation.legal), min(red, computation.legal)


def level_days_between(first: date, last: date) -> tuple[date, date]:
    """Give the first amber and the first red day on the way to a day that was set and not counted."""
    days = max((last - first).days, 0)
    amber, red = (last - timedelta(days=days - ceil(days * share)) for share in (AMBER_FROM, RED_FROM))
    return amber, red


def _day_of_share(computation: Computation, total: int, share: Fraction) -> date:
    """Find the first day by whose end the share of the units is used."""
    limit, calendar = computation.limit, computation.calendar
    needed = -(-total * share.numerator // share.denominator)
    if limit.direction is Direction.BACKWARD:
        legal, left = computation.legal.toordinal(), total - needed
        if limit.unit is Unit.CALENDAR_DAYS:
            return date.fromordinal(legal - left)
        return date.fromordinal(calendar.nth_before(legal + 1, left + 1))
    return date.fromordinal(
        last_counted(limit, computation.trigger.toordinal(), needed, computation.excluded, calendar)
    )


def is_in_time(computation: Computation, *, at: datetime) -> bool:
    """Say whether an act at a moment is in time: the legal day counts in full, to 24:00 in China.

    For an act by post give the moment of the postmark (民事诉讼法 85 ¶4). Raises NaiveMoment without time zone.
    """
    if at.tzinfo is None:
        raise NaiveMoment(f"时刻“{at}”没有时区，无法判断是否在期限内。")
    return at.astimezone(CHINA).date() <= computation.legal


def _units(unit: Unit, calendar: Calendar, after: int, through: int) -> int:
    """Count the units after one day, up to and with another; none where that is no later day."""
    if through <= after:
        return 0
    return calendar.working_days_between(after, through) if unit is Unit.WORKING_DAYS else through - after
