"""The day table: what each day of a period is, and why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .calendars import Calendar, DayKind, days_from
from .computing import Computation, Excluded
from .limits import Direction, Unit
from .rules_of_counting import BACKWARD, EXCLUSION, KEPT, KEPT_AUTHORITY, WEEKEND, counting_rules


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day of the table: its number in the count or None, what kind of day, why, by which article."""

    day: date
    counted: int | None
    kind: DayKind
    why: str
    authority: str


def day_table(computation: Computation) -> tuple[DayLine, ...]:
    """List every day from the trigger to the last one, in the order of counting (a notice counts back).

    It is made anew at each call.
    """
    backward = _is_backward(computation)
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
    calendar = computation.calendar
    if (day - computation.nominal).days * (-1 if _is_backward(computation) else 1) > 0:
        return _line_after(computation, day)
    span = _span_of(computation, day)
    if span is not None:
        why, authority = f"{span.ground.label}期间，不计入", f"{computation.limit.authority}；{EXCLUSION}"
        return DayLine(day, None, calendar.kind(day), why, authority)
    if computation.limit.unit is Unit.WORKING_DAYS and not calendar.is_working_day(day):
        why = f"{_what(calendar, day)}，不是工作日，不计入"
        return DayLine(day, None, calendar.kind(day), why, _authority_of(calendar, day))
    return DayLine(day, number, calendar.kind(day), _why_counted(computation, day, number), computation.limit.authority)


def _line_after(computation: Computation, day: date) -> DayLine:
    """Explain a day beyond the nominal one."""
    calendar = computation.calendar
    backward = _is_backward(computation)
    authority = counting_rules(on=computation.trigger).last_day
    if computation.kept:
        why, authority = f"{_what(calendar, day)}，{KEPT}", KEPT_AUTHORITY
    elif day == computation.legal:
        why = f"{_moved(backward)}后的最后一日，{_what(calendar, day)}"
    else:
        why = f"{_what(calendar, day)}，继续{_moved(backward)}"
    return DayLine(day, None, calendar.kind(day), why, f"{authority}（{BACKWARD}）" if backward else authority)


def _why_counted(computation: Computation, day: date, number: int) -> str:
    """Say why a day counts: its number, and what is particular about it."""
    limit, calendar = computation.limit, computation.calendar
    parts = [f"第{number}{limit.unit.label}"]
    over = number - (limit.length or 0)
    if over > 0:
        parts[0] += f"（延长期限第{over}{limit.unit.label}）"
    if calendar.kind(day) is not DayKind.WORKING:
        parts.append(_what(calendar, day))
    if day == computation.nominal:
        parts.append("期限最后一日")
        if day != computation.legal and not computation.kept:
            parts.append(f"遇休息日{_moved(_is_backward(computation))}")
    if day.year not in calendar.covered and (limit.unit is Unit.WORKING_DAYS or day == computation.nominal):
        parts[-1] += f"（暂定：尚无{day.year}年放假安排）"
    return "，".join(parts)


def _is_backward(computation: Computation) -> bool:
    return computation.limit.direction is Direction.BACKWARD


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
