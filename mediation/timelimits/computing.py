"""Computing a period: from the day it starts to the last day on which it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import pairwise
from typing import NamedTuple

from .calendars import Calendar
from .days import FIRST_ORDINAL, LAST_ORDINAL, chinese_day, ordinal_of, out_of_range
from .errors import (
    EndBeforeStart,
    ExclusionNotAllowed,
    ExtensionNotAllowed,
    ExtensionTooLong,
    LengthNotFixed,
    OverlappingExclusion,
)
from .limits import ALWAYS_LEFT_OUT, Direction, Ground, TimeLimit, Unit


class Excluded(NamedTuple):
    """Days left out of a period: those after one day, up to and with another.

    For a hearing: `after` is the day of its notice, `through` the day of its conclusion. The day of the
    notice itself still counts, as the day of an event never opens a period (民法典 201).
    """

    after: date
    through: date
    ground: Ground


@dataclass(frozen=True, slots=True)
class Computation:
    """A computed period.

    nominal           the last day as counted, before holidays move it; extensions run on from it
    legal             the last day on which the act is in time, until 24:00 in China
    provisional       a day that matters lies in a year without a holiday notice (暂定)
    calendar_version  the version of the calendar it was computed on
    kept              legal is the later day an older calendar gave, which a party does not lose
    """

    limit: TimeLimit
    trigger: date
    nominal: date
    legal: date
    provisional: bool
    calendar_version: str
    extension_days: int = 0
    excluded: tuple[Excluded, ...] = ()
    kept: bool = False
    calendar: Calendar = field(kw_only=True, repr=False, compare=False)

    @property
    def advised(self) -> date | None:
        """The day the longer, advised length leads to (a hearing notice 10 working days before), or None."""
        if self.limit.warn is None:
            return None
        return compute(replace(self.limit, length=self.limit.warn), trigger=self.trigger, calendar=self.calendar).legal


def compute(
    limit: TimeLimit,
    *,
    trigger: date,
    calendar: Calendar,
    extension_days: int = 0,
    excluded: Sequence[tuple[date, date] | Excluded] = (),
) -> Computation:
    """Compute a period from the day of its trigger, which is not counted.

    Days and working days are counted as the limit says; a last day on a holiday moves on to the next working
    day (backward: to the one before). extension_days, in the limit's own unit, run on from the nominal day.
    excluded holds (after, through) pairs in any order, see Excluded; a pair without a ground takes the
    limit's first one; days outside the running period change nothing.

    Raises ImpossibleDay, DayOutOfRange, LengthNotFixed, EndBeforeStart, OverlappingExclusion,
    ExclusionNotAllowed, ExtensionNotAllowed, ExtensionTooLong.
    """
    start = ordinal_of(trigger)
    length = limit.length
    if length is None:
        raise LengthNotFixed(f"期限{limit.code}（{limit.label}）的日数由有关机关指定，请先给出指定的日数。")
    if extension_days:
        check_extension(limit, extension_days)
        length += extension_days
    spans = _in_order(limit, excluded) if excluded else ()

    nominal = last_counted(limit, start, length, spans, calendar)
    if not FIRST_ORDINAL <= nominal <= LAST_ORDINAL:
        raise out_of_range("计算结果")
    nominal_day = date.fromordinal(nominal)

    legal_day = nominal_day
    if limit.rolls and limit.unit is Unit.CALENDAR_DAYS:
        roll = calendar.on_or_before if limit.direction is Direction.BACKWARD else calendar.on_or_after
        legal = roll(nominal)
        if legal != nominal:
            legal_day = date.fromordinal(legal)

    return Computation(
        limit,
        trigger,
        nominal_day,
        legal_day,
        not _is_settled(limit, start, nominal_day, legal_day, calendar),
        calendar.version,
        extension_days,
        spans,
        calendar=calendar,
    )


def last_counted(limit: TimeLimit, start: int, length: int, spans: tuple[Excluded, ...], calendar: Calendar) -> int:
    """Give the ordinal of the last of so many units from a start; the spans are in order."""
    if limit.unit is Unit.WORKING_DAYS:
        return _count_working_days(limit, start, length, spans, calendar)
    if limit.direction is Direction.BACKWARD:
        return start - length
    return _count_days(start, length, spans)


def recompute(computation: Computation, *, calendar: Calendar) -> Computation:
    """Compute a running period again on a newer calendar; a party's own day never becomes earlier.

    Where the newer calendar would end a party's right earlier, the older legal day stays (moved on, should it
    have become a holiday) and the new computation says so by `kept`. Raises DayOutOfRange.
    """
    new = compute(
        computation.limit,
        trigger=computation.trigger,
        calendar=calendar,
        extension_days=computation.extension_days,
        excluded=computation.excluded,
    )
    return keeping(new, legal=computation.legal)


def keeping(computation: Computation, *, legal: date) -> Computation:
    """Keep a legal day that a party already had: its own right does not end earlier than on that day.

    The day kept moves on, should it have become a holiday. What binds others is given back as it is.
    """
    if not computation.limit.is_partys_own or computation.legal >= legal:
        return computation
    kept = computation.calendar.on_or_after(legal.toordinal())
    return replace(computation, legal=date.fromordinal(kept), kept=True)


def check_extension(limit: TimeLimit, days: int) -> None:
    """Check a number of extension days, in the limit's unit, against what the law allows.

    Raises ExtensionNotAllowed and ExtensionTooLong.
    """
    if days < 1:
        raise ExtensionNotAllowed(f"延长的日数应为正整数，不能是{days}。")
    if limit.max_extension == 0:
        raise ExtensionNotAllowed(f"期限{limit.code}（{limit.label}）{limit.under}不得延长。")
    if limit.max_extension is not None and days > limit.max_extension:
        raise ExtensionTooLong(
            f"期限{limit.code}（{limit.label}）最多延长{limit.max_extension}{limit.unit.label}"
            f"（{limit.authority}），不能延长{days}{limit.unit.label}。"
        )


def _in_order(limit: TimeLimit, excluded: Sequence[tuple[date, date] | Excluded]) -> tuple[Excluded, ...]:
    """Check the excluded periods and put them in order of time."""
    own = [pair for pair in excluded if len(pair) < 3 or pair[2] not in ALWAYS_LEFT_OUT]
    if (own and not limit.excluded_grounds) or limit.direction is Direction.BACKWARD:
        raise ExclusionNotAllowed(f"期限{limit.code}（{limit.label}）{limit.under}不得扣除任何期间。")
    spans = []
    for pair in excluded:
        span = Excluded(*pair) if len(pair) == 3 else Excluded(*pair, limit.excluded_grounds[0])
        spans.append(span)
        if span.ground not in (*limit.excluded_grounds, *ALWAYS_LEFT_OUT):
            raise ExclusionNotAllowed(
                f"期限{limit.code}（{limit.label}）{limit.under}不得扣除{Ground(span.ground).label}期间。"
            )
        if ordinal_of(span.through) < ordinal_of(span.after):
            raise EndBeforeStart(
                f"扣除期间的终止日{chinese_day(span.through, weekday=False)}"
                f"早于起始日{chinese_day(span.after, weekday=False)}。"
            )
    spans.sort()
    for earlier, later in pairwise(spans):
        if later.after < earlier.through:
            raise OverlappingExclusion(
                f"两段扣除期间重叠：{chinese_day(earlier.after, weekday=False)}至"
                f"{chinese_day(earlier.through, weekday=False)}，与{chinese_day(later.after, weekday=False)}至"
                f"{chinese_day(later.through, weekday=False)}，请合并后再计算。"
            )
    return tuple(spans)


def _count_days(start: int, length: int, spans: tuple[Excluded, ...]) -> int:
    end = start + length
    for after, through, _ in spans:
        first = max(after.toordinal(), start)
        if first >= end:
            break
        end += max(through.toordinal() - first, 0)
    return end


def _count_working_days(
    limit: TimeLimit, start: int, length: int, spans: tuple[Excluded, ...], calendar: Calendar
) -> int:
    if limit.direction is Direction.BACKWARD:
        return calendar.nth_before(start, length)
    end = calendar.nth_after(start, length)
    for after, through, _ in spans:
        first = max(after.toordinal(), start)
        if first >= end:
            break
        length += max(calendar.working_days_between(first, through.toordinal()), 0)
        end = calendar.nth_after(start, length)
    return end


def _is_settled(limit: TimeLimit, start: int, nominal: date, legal: date, calendar: Calendar) -> bool:
    """Whether the calendar is known for every day on which the result rests."""
    if limit.unit is Unit.WORKING_DAYS:
        first = date.fromordinal(start + (1 if limit.direction is Direction.FORWARD else -1))
    elif limit.rolls:
        first = nominal
    else:
        return True
    covered = calendar.covered
    if first.year == legal.year:
        return legal.year in covered
    return calendar.covers(min(first, legal), max(first, legal))
