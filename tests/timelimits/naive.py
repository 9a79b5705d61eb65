"""Statutory time computed another way: one day after the other, on the library's own calendar.

Nothing here is taken from the engine. Days after the library's last year know weekdays only.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

import chinese_calendar

ONE_DAY = timedelta(days=1)
COVERED_UNTIL = date(2026, 12, 31)
WORKED = {day: chinese_calendar.is_workday(day) for day in chinese_calendar.get_dates(date(2004, 1, 1), COVERED_UNTIL)}


def is_worked(day: date) -> bool:
    known = WORKED.get(day)
    return day.weekday() < 5 if known is None else known


def naive(
    trigger: date, length: int, *, working_days: bool = False, backward: bool = False, excluded: Iterable[date] = ()
) -> tuple[date, date]:
    """Walk from the day after the trigger until enough days are counted, then to a day that is worked."""
    step, left, out = -ONE_DAY if backward else ONE_DAY, length, set(excluded)
    day = trigger
    while left:
        day += step
        if day not in out and (not working_days or is_worked(day)):
            left -= 1
    nominal = day
    while not is_worked(day):
        day += step
    return nominal, day


def days_of(after: date, through: date) -> list[date]:
    """The days after one day, up to and with another."""
    return [after + ONE_DAY * n for n in range(1, (through - after).days + 1)]
