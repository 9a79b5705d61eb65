"""Calendars as versioned data: which days are worked."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from types import MappingProxyType

from .days import FIRST_DAY, FIRST_ORDINAL, LAST_DAY, LAST_ORDINAL, chinese_day, ordinal_of, out_of_range
from .errors import WrongCalendar
from .labelled import Labelled


class DayKind(Labelled):
    """What kind of day it is."""

    WORKING = "working", "工作日"
    WEEKEND = "weekend", "周末"
    HOLIDAY = "holiday", "放假"
    MAKE_UP = "make_up", "调休上班"


@dataclass(frozen=True, slots=True, eq=False)
class Calendar:
    """One version of the working calendar; never changed, only replaced by a newer version.

    holidays      day → Chinese name, weekends inside the holiday included
    make_up_days  weekend days that are worked → name of the holiday they make up for
    covered       years whose State Council notice is known; other years know weekdays only (暂定)
    notices       year → title of its notice
    """

    version: str
    holidays: Mapping[date, str] = field(repr=False)
    make_up_days: Mapping[date, str] = field(repr=False)
    covered: frozenset[int]
    notices: Mapping[int, str] = field(default_factory=dict, repr=False)
    _working: array[int] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        for day in self.make_up_days:
            if day in self.holidays:
                raise WrongCalendar(f"{chinese_day(day)}不能既放假又上班。")
            if day.weekday() < 5:
                raise WrongCalendar(f"{chinese_day(day)}不是周末，不能列为调休上班日。")
        for day in (*self.holidays, *self.make_up_days):
            ordinal_of(day)
        for year in self.covered:
            _check_year(year)
        off = {day.toordinal() for day in self.holidays}
        worked = {day.toordinal() for day in self.make_up_days}
        working = array("i", sorted((_weekdays() - off) | worked))
        object.__setattr__(self, "_working", working)
        for name in ("holidays", "make_up_days", "notices"):
            object.__setattr__(self, name, MappingProxyType(dict(getattr(self, name))))

    def with_year(
        self,
        year: int,
        *,
        holidays: Mapping[date, str],
        make_up_days: Mapping[date, str],
        version: str,
        notice: str = "",
    ) -> Calendar:
        """Load the notice of one year and give the new version; what was known of that year is replaced.

        A notice may reach into the last December or the next January (New Year, and its make-up days).
        Raises WrongCalendar for a day further off, a day both off and worked, or a make-up day in the week.
        """
        _check_year(year)
        for day in (*holidays, *make_up_days):
            if not date(year - 1, 12, 1) <= day <= date(year + 1, 1, 31):
                raise WrongCalendar(f"{chinese_day(day)}不属于{year}年的放假安排。")
        return Calendar(
            version=version,
            holidays=_merged(self.holidays, holidays, without_year=year, without=make_up_days),
            make_up_days=_merged(self.make_up_days, make_up_days, without_year=year, without=holidays),
            covered=self.covered | {year},
            notices={**self.notices, year: notice or _title(year)},
        )

    def with_changes(
        self,
        *,
        version: str,
        holidays: Mapping[date, str] | None = None,
        make_up_days: Mapping[date, str] | None = None,
        ordinary: Iterable[date] = (),
    ) -> Calendar:
        """Change single days and give the new version, as a later notice does (Spring Festival 2020).

        ordinary lists days that lose what was said of them and follow the week again.
        Coverage does not change. Raises WrongCalendar as with_year does.
        """
        holidays, make_up_days, plain = holidays or {}, make_up_days or {}, set(ordinary)
        return Calendar(
            version=version,
            holidays=_merged(self.holidays, holidays, without=plain | set(make_up_days)),
            make_up_days=_merged(self.make_up_days, make_up_days, without=plain | set(holidays)),
            covered=self.covered,
            notices=self.notices,
        )

    def kind(self, day: date) -> DayKind:
        """Say what kind of day it is. Raises DayOutOfRange outside 2004–2099."""
        ordinal_of(day)
        if day in self.holidays:
            return DayKind.HOLIDAY
        if day.weekday() >= 5:
            return DayKind.MAKE_UP if day in self.make_up_days else DayKind.WEEKEND
        return DayKind.WORKING

    def name(self, day: date) -> str:
        """Give the Chinese name of the holiday, or of the one a make-up day belongs to; else ""."""
        return self.holidays.get(day) or self.make_up_days.get(day, "")

    def notice(self, year: int) -> str:
        """Give the title of the notice a year's holidays rest on; "" for an uncovered year."""
        return self.notices.get(year) or (_title(year) if year in self.covered else "")

    def is_working_day(self, day: date) -> bool:
        """Say whether the day is worked. Raises DayOutOfRange outside 2004–2099."""
        return self.kind(day) in (DayKind.WORKING, DayKind.MAKE_UP)

    def covers(self, first: date, last: date) -> bool:
        """Say whether the notices of all years from the first to the last day are known."""
        return all(year in self.covered for year in range(first.year, last.year + 1))

    def working_days_between(self, after: int, through: int) -> int:
        """Count the working days after one ordinal, up to and with another."""
        return bisect_right(self._working, through) - bisect_right(self._working, after)

    def on_or_after(self, ordinal: int) -> int:
        """Give the first working day not before an ordinal."""
        return self._at(bisect_left(self._working, ordinal))

    def on_or_before(self, ordinal: int) -> int:
        """Give the last working day not after an ordinal."""
        return self._at(bisect_right(self._working, ordinal) - 1)

    def nth_after(self, ordinal: int, n: int) -> int:
        """Give the n-th working day after an ordinal."""
        return self._at(bisect_right(self._working, ordinal) + n - 1)

    def nth_before(self, ordinal: int, n: int) -> int:
        """Give the n-th working day before an ordinal."""
        return self._at(bisect_left(self._working, ordinal) - n)

    def working_ordinals(self) -> Sequence[int]:
        """Give the ordinals of all working days, in order."""
        return self._working

    def _at(self, index: int) -> int:
        if 0 <= index < len(self._working):
            return self._working[index]
        raise out_of_range("计算结果")


def changed_days(old: Calendar, new: Calendar) -> tuple[date, ...]:
    """List the days that are worked in one version and not in the other, in order."""
    differing = set(old.working_ordinals()) ^ set(new.working_ordinals())
    return tuple(date.fromordinal(ordinal) for ordinal in sorted(differing))


def _merged(
    old: Mapping[date, str],
    new: Mapping[date, str],
    *,
    without: Iterable[date],
    without_year: int | None = None,
) -> dict[date, str]:
    gone = set(without)
    kept = {day: name for day, name in old.items() if day not in gone and day.year != without_year}
    return {**kept, **new}


@cache
def _weekdays() -> frozenset[int]:
    """Give the ordinals from Monday to Friday; an ordinal of 1 is a Monday."""
    return frozenset(ordinal for ordinal in range(FIRST_ORDINAL, LAST_ORDINAL + 1) if (ordinal - 1) % 7 < 5)


def _check_year(year: int) -> None:
    if not FIRST_DAY.year <= year <= LAST_DAY.year:
        raise out_of_range(f"{year}年")


def _title(year: int) -> str:
    return f"国务院办公厅关于{year}年部分节假日安排的通知"


def days_from(first: date, last: date) -> Iterable[date]:
    """Walk the days from the first to the last, backwards where the last is the earlier one."""
    step = 1 if last >= first else -1
    return (first + timedelta(days=n) for n in range(0, (last - first).days + step, step))
