"""The calendar that ships, seeded from the package chinesecalendar."""

from __future__ import annotations

from functools import cache
from importlib.metadata import version
from typing import Final

from chinese_calendar import constants

from .calendars import Calendar

# The library writes some feasts short; papers write them in full.
_FULL_NAMES: Final = {"清明": "清明节", "端午": "端午节", "中秋": "中秋节"}


@cache
def shipped_calendar() -> Calendar:
    """Give the calendar this edition ships: the notices of 2004 to 2026, built once.

    A year counts as covered when its National Day is known, so that a few days of January, given with the
    notice of the year before, do not pass for a whole year.
    """
    return Calendar(
        version=f"chinesecalendar-{version('chinesecalendar')}",
        holidays={day: _name(text) for day, text in constants.holidays.items()},
        make_up_days={day: _name(text) for day, text in constants.workdays.items()},
        covered=frozenset(day.year for day in constants.holidays if (day.month, day.day) == (10, 1)),
    )


def _name(english: str) -> str:
    chinese: str = constants.Holiday(english).chinese
    return _FULL_NAMES.get(chinese, chinese)
