"""How a day comes about, as a page tells it: the calculator, the desk and a party's page say the same words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from mediation.models import ClockChange, Deadline
from mediation.timelimits import (
    Computation,
    DayKind,
    DayLine,
    Direction,
    Source,
    as_dict,
    chinese_day,
    day_table,
    explain,
)
from mediation.web.shared.clock.chips import Chip

PROVISIONAL = "暂定"


@dataclass(frozen=True)
class Run:
    """Neighbouring days of which the same is to be said."""

    lines: tuple[DayLine, ...]
    computation: Computation

    @property
    def counted(self) -> bool:
        """Whether these days count."""
        return self.lines[0].counted is not None

    @property
    def is_legal(self) -> bool:
        """Whether this is the last day on which the act is in time."""
        return self.lines[-1].day == self.computation.legal

    @property
    def authority(self) -> str:
        """The article."""
        return self.lines[0].authority

    @property
    def days(self) -> str:
        """9月9日（周二）, or 9月9日至10月7日; the year is named where it is not that of the first day of the table."""
        first, last = self.lines[0].day, self.lines[-1].day
        year = "" if first.year == self.computation.trigger.year else f"{first.year}年"
        if first == last:
            return year + _short(first)
        end = f"{last.day}日" if (first.year, first.month) == (last.year, last.month) else f"{last.month}月{last.day}日"
        return f"{year}{first.month}月{first.day}日至{end if last.year == first.year else f'{last.year}年{end}'}"

    @property
    def why(self) -> str:
        """What is to be said of them."""
        first, last = self.lines[0], self.lines[-1]
        if first is last:
            return first.why
        if not self.counted:
            return first.why if first.why == last.why else first.why.replace("周六", "周末").replace("周日", "周末")
        unit = self.computation.limit.unit.label
        words = f"第{first.counted}至第{last.counted}{unit}，共{len(self.lines)}{unit}"
        special = _special(self.lines)
        if special:
            words += f"，其间的{'、'.join(special)}照常计入"
        return words + (f"（{PROVISIONAL}）" if PROVISIONAL in last.why else "")


@dataclass(frozen=True)
class Explanation:
    """One day with its reasons."""

    code: str
    label: str
    authority: str
    legal: date
    provisional: bool
    sentences: Sequence[str]
    computation: Computation | None = None
    organ: str = ""
    begun: date | None = None

    @property
    def day(self) -> str:
        """The legal day as in a paper."""
        return chinese_day(self.legal)

    @cached_property
    def lines(self) -> tuple[DayLine, ...]:
        """The day table."""
        return day_table(self.computation) if self.computation else ()

    @cached_property
    def runs(self) -> list[Run]:
        """The day table, with days of which the same is to be said drawn together."""
        return runs_of(self.computation, self.lines) if self.computation else []

    @property
    def calculator(self) -> str:
        """The address at which anyone can count the same day again; none for days that were ordered, or a day kept."""
        found = self.computation
        if found is None or found.kept or found.limit.source in (Source.ORGAN, Source.GOVERNING):
            return ""
        asked: list[tuple[str, Any]] = [("code", found.limit.code)]
        backward = found.limit.direction is Direction.BACKWARD
        asked.append(("until" if backward else "from", found.trigger.isoformat()))
        for span in found.excluded:
            asked += [("after", span.after.isoformat()), ("through", span.through.isoformat())]
        if found.extension_days:
            asked.append(("extend", found.extension_days))
        if self.begun is not None and not found.limit.in_force_on(found.trigger):
            asked.append(("begun", self.begun.isoformat()))
        if self.organ and found.limit.source is Source.LOCAL:
            asked.append(("organ", self.organ))
        return f"{reverse('public:calculator')}?{urlencode(asked)}"


def of_computation(found: Computation) -> Explanation:
    """Explain what was computed."""
    limit = found.limit
    return Explanation(limit.code, limit.label, limit.authority, found.legal, found.provisional, explain(found), found)


def of_chip(chip: Chip) -> Explanation:
    """Explain a deadline; one whose day was set by an agreement or an organ has no day table."""
    deadline, found = chip.deadline, chip.computed
    if found is None:
        sentences = [_("这一天是约定或者指定的，不按日数推算，遇休息日也不顺延。"), _("依据：%s") % deadline.authority]
    else:
        sentences = explain(found)
    if found is not None and found.legal != deadline.legal_on:
        sentences.append(
            _("办理记录中的届满日是%(day)s，与上面的推算不同时，以办理记录为准。")
            % {"day": chinese_day(deadline.legal_on)}
        )
    if deadline.suspended_on is not None:
        sentences.append(
            _("自%(day)s的次日起中止计算，恢复后不计中止的日子，最后一日随之后移。")
            % {"day": chinese_day(deadline.suspended_on)}
        )
    return Explanation(
        deadline.code,
        deadline.label,
        deadline.authority,
        deadline.legal_on,
        deadline.provisional,
        sentences,
        found,
        deadline.organ.code if deadline.organ_id else "",
        deadline.matter.begun_on if found is not None else None,
    )


def changes_of(deadline: Deadline) -> list[ClockChange]:
    """What moved the deadline, in order; the deadline is one that the reader may see."""
    return list(deadline.changes.select_related("paper").order_by("pk"))


def json_of(chip: Chip) -> dict[str, Any]:
    """A deadline as data, with its day table."""
    deadline, told = chip.deadline, of_chip(chip)
    found = as_dict(chip.computed) if chip.computed else {"nominal": deadline.nominal_on, "days": []}
    return {
        **found,
        "id": deadline.pk,
        "matter": deadline.matter.number,
        "state": deadline.state,
        "code": deadline.code,
        "label": deadline.label,
        "authority": deadline.authority,
        "legal": deadline.legal_on.isoformat(),
        "provisional": deadline.provisional,
        "suspended_on": deadline.suspended_on and deadline.suspended_on.isoformat(),
        "explanation": list(told.sentences),
        "changes": [
            {
                "on": change.changed_on.isoformat(),
                "ground": change.ground,
                "why": change.why,
                "basis": change.basis,
                "old_nominal": change.old_nominal_on.isoformat(),
                "new_nominal": change.new_nominal_on.isoformat(),
                "old_legal": change.old_legal_on.isoformat(),
                "new_legal": change.new_legal_on.isoformat(),
            }
            for change in changes_of(deadline)
        ],
    }


def runs_of(found: Computation, lines: Iterable[DayLine]) -> list[Run]:
    """Draw neighbouring days together; the day of the event, the nominal and the legal day stand alone."""
    marks = {found.trigger, found.nominal, found.legal}

    def alike(line: DayLine) -> Any:
        if line.day in marks:
            return line.day
        if line.counted is not None:
            extended = line.counted > (found.limit.length or 0)
            return (True, extended, PROVISIONAL in line.why)
        return (False, line.why.replace("周六", "").replace("周日", ""), line.authority)

    return [Run(tuple(group), found) for _key, group in groupby(lines, key=alike)]


def _special(lines: Iterable[DayLine]) -> list[str]:
    """What among counted days one might have thought is left out."""
    kinds = {line.kind for line in lines}
    names = {DayKind.WEEKEND: "周末", DayKind.HOLIDAY: "放假日", DayKind.MAKE_UP: "调休上班日"}
    return [name for kind, name in names.items() if kind in kinds]


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日（周{'一二三四五六日'[day.weekday()]}）"
