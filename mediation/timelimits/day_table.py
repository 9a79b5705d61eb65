"""The day table: what each day of a period is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from .calendars import Calendar, DayKind, days_from
from .limits import Direction, Unit
from .rules_of_counting import BACKWARD, EXCLUSION, WEEKEND, counting_rules

if TYPE_CHECKING:
    from .computing import Computation, Excluded


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the table: its number in the count or None, what kind of day, why, by which article."""

    day: date
    counted: int | None
    kind: DayKind
    why: str
    authority: str


def day_table(computation: Computation) -> tuple[DayLine, ...]:
    """List every day from the trigger to the last one, in the order of counting (a notice counts back)."""
    backward = computation.limit.direction is Direction.BACKWARD
    trigger = computation.trigger
    rules = counting_rules(on=trigger)
    lines = [
        DayLine(
            trigger,
            None,
            computation.calendar.kind(trigger),
            f"{computation.limit.trigger}，当日不计入",
            f"{rules.first_day}（{BACKWARD}）" if backward else rules.first_day,
        )
    ]
    number = 0
    for day in days_from(trigger, computation.legal):
        if day == trigger:
            continue
        line = _line(computation, day, number + 1)
        number = line.counted or number
        lines.append(line)
    return tuple(lines)


def _line(computation: Computation, day: date, number: int) -> DayLine:
    limit, calendar = computation.limit, computation.calendar
    backward = limit.direction is Direction.BACKWARD
    kind = calendar.kind(day)
    if day < computation.nominal if backward else day > computation.nominal:
        last_day = counting_rules(on=computation.trigger).last_day
        if day != computation.legal:
            return DayLine(day, None, kind, f"{_what(calendar, day)}，继续{_moved(backward)}", last_day)
        why = f"{_moved(backward)}后的最后一日，{_what(calendar, day)}"
        return DayLine(day, None, kind, why, f"{last_day}（{BACKWARD}）" if backward else last_day)
    span = _span_of(computation, day)
    if span is not None:
        return DayLine(day, None, kind, f"{span.ground.label}期间，不计入", f"{limit.authority}；{EXCLUSION}")
    if limit.unit is Unit.WORKING_DAYS and kind not in (DayKind.WORKING, DayKind.MAKE_UP):
        return DayLine(
            day, None, kind, f"{_what(calendar, day)}，不是工作日，不计入", _authority_of(calendar, day)
        )

    why = f"第{number}{limit.unit.label}" if limit.unit is Unit.WORKING_DAYS else f"第{number}日"
    over = number - (limit.length or 0)
    if over > 0:
        why = f"{why}（延长期限第{over}{limit.unit.label}）"
    if kind is not DayKind.WORKING:
        why = f"{why}，{_what(calendar, day)}"
    if day == computation.nominal:
        why = (
            f"{why}，期限最后一日"
            if day == computation.legal
            else f"{why}，期限最后一日，遇休息日{_moved(backward)}"
        )
    if day.year not in calendar.covered and limit.unit is Unit.WORKING_DAYS:
        why = f"{why}（暂定：尚无{day.year}年放假安排）"
    return DayLine(day, number, kind, why, limit.authority)


def _span_of(computation: Computation, day: date) -> Excluded | None:
    return next((span for span in computation.excluded if span.after < day <= span.through), None)


def _moved(backward: bool) -> str:
    return "提前" if backward else "顺延"


def _what(calendar: Calendar, day: date) -> str:
    """Name the kind of day: 国庆节放假, 周六, 国庆节调休上班, 工作日."""
    kind = calendar.kind(day)
    if kind is DayKind.WEEKEND:
        return "周六" if day.weekday() == 5 else "周日"
    return f"{calendar.name(day)}{kind.label}"


def _authority_of(calendar: Calendar, day: date) -> str:
    return calendar.notice(day.year) if calendar.kind(day) is DayKind.HOLIDAY else WEEKEND
