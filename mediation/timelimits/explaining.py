"""Explaining a period in plain Chinese, for a person and for a program."""

from __future__ import annotations

from datetime import date

from .computing import Computation
from .day_table import DayLine, day_table
from .days import chinese_day
from .limits import Direction, Unit
from .rules_of_counting import BACKWARD, EXCLUSION, KEPT, KEPT_AUTHORITY, WEEKEND, counting_rules


def explain(computation: Computation) -> list[str]:
    """Say in sentences what the period is, how it was counted, what moved it and until when it runs."""
    limit = computation.limit
    rules = counting_rules(on=computation.trigger)
    backward = limit.direction is Direction.BACKWARD
    sentences = [
        f"{limit.label}的期限为{limit.span}，{'应在' if backward else '自'}{limit.trigger}"
        f"{'之前届满' if backward else '起算'}，依据是{limit.authority}（{limit.source.label}）。",
        f"{limit.trigger}是{chinese_day(computation.trigger)}，当日不计入（{rules.first_day}）。",
    ]
    if limit.unit is Unit.WORKING_DAYS:
        sentences.append(f"期限按工作日计算：周末（{WEEKEND}）和放假日不计入，调休上班的周末计入。")
    else:
        sentences.append("期限按自然日计算：期限中间的周末和放假日照常计入。")
    if backward:
        sentences.append(f"期限从该日向前倒算；{BACKWARD}。")
    if computation.extension_days:
        by = f"（{limit.extension_by}）" if limit.extension_by else ""
        sentences.append(f"延长{computation.extension_days}{limit.unit.label}{by}，从未经顺延的名义届满日起接续计算。")
    sentences += [
        f"{span.ground.label}期间不计入：自{chinese_day(span.after, weekday=False)}的次日起，"
        f"至{chinese_day(span.through, weekday=False)}止，共{(span.through - span.after).days}日（{EXCLUSION}）。"
        for span in computation.excluded
    ]
    sentences += _ending(computation)
    if computation.advised is not None:
        sentences.append(f"建议不迟于{chinese_day(computation.advised)}办理，即提前{limit.warn}{limit.unit.label}。")
    if computation.provisional:
        sentences.append("这一日期是暂定的：所涉年份尚无国务院办公厅的放假安排，只按周末计算，安排公布后重新计算。")
    return sentences


def _ending(computation: Computation) -> list[str]:
    rules = counting_rules(on=computation.trigger)
    until = f"最迟在{chinese_day(computation.legal)}24时前（北京时间）（{rules.midnight}）。"
    nominal = f"最后一日是{chinese_day(computation.nominal)}"
    if computation.nominal == computation.legal:
        return [f"期限{nominal}，{until}"]
    if computation.kept:
        return [f"按新的放假安排，期限{nominal}；但{KEPT}（{KEPT_AUTHORITY}）。", f"因此{until}"]
    name = computation.calendar.name(computation.nominal)
    backward = computation.limit.direction is Direction.BACKWARD
    return [
        f"计算到的{nominal}，遇{f'{name}放假' if name else '周末'}，"
        f"{'提前到前一个工作日' if backward else '顺延到其后的第一个工作日'}（{rules.last_day}）。",
        f"因此{until}",
    ]


def as_dict(computation: Computation) -> dict[str, object]:
    """Give the computation with its explanation and day table as plain data for JSON; days are ISO texts."""
    limit = computation.limit
    return {
        "code": limit.code,
        "label": limit.label,
        "authority": limit.authority,
        "source": limit.source.value,
        "bound": limit.bound.value,
        "length": limit.length,
        "unit": limit.unit.value,
        "direction": limit.direction.value,
        "trigger": computation.trigger.isoformat(),
        "trigger_event": limit.trigger,
        "extension_days": computation.extension_days,
        "excluded": [
            {
                "after": span.after.isoformat(),
                "through": span.through.isoformat(),
                "ground": span.ground.value,
            }
            for span in computation.excluded
        ],
        "nominal": computation.nominal.isoformat(),
        "legal": computation.legal.isoformat(),
        "advised": _iso(computation.advised),
        "provisional": computation.provisional,
        "kept": computation.kept,
        "calendar_version": computation.calendar_version,
        "explanation": explain(computation),
        "days": [_line(line) for line in day_table(computation)],
    }


def _line(line: DayLine) -> dict[str, object]:
    return {
        "day": line.day.isoformat(),
        "counted": line.counted,
        "kind": line.kind.value,
        "why": line.why,
        "authority": line.authority,
    }


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
