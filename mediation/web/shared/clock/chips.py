"""A deadline as people see it: the day, what it is for, how much is left, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mediation.actions.clock.deadlines import computation
from mediation.models import Claim, Deadline
from mediation.models.clock.calendar import current_calendar
from mediation.timelimits import (
    Calendar,
    Computation,
    Direction,
    TimeLimitError,
    Unit,
    WarningLevel,
    explain,
    shipped_calendar,
)
from mediation.workflows.clock.deadline import DeadlineState

SHAPES = {
    WarningLevel.GREEN: "easy",
    WarningLevel.AMBER: "half",
    WarningLevel.RED: "near",
    WarningLevel.OVERDUE: "past",
}


@dataclass
class Chip:
    """One deadline on one day."""

    deadline: Deadline
    on: date
    calendar: Calendar
    about: str = ""
    others: int = 0

    @cached_property
    def computed(self) -> Computation | None:
        """How the day comes about; nothing where it was agreed or set, or can no longer be computed."""
        if not self.deadline.limit:
            return None
        try:
            return computation(self.deadline, calendar=self.calendar)
        except TimeLimitError:
            return None

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.deadline.state in (DeadlineState.RUNNING, DeadlineState.OVERDUE)

    @property
    def unsure(self) -> bool:
        """Whether the day may still move, since the holidays of its year are not announced."""
        return self.open and self.deadline.provisional

    @property
    def days_left(self) -> int:
        """Calendar days to the last day, which counts in full; negative once it is over."""
        return (self.deadline.legal_on - self.on).days

    @property
    def shape(self) -> str:
        """done, past, near, half or easy; each has its own words and its own shape, not only a colour."""
        if not self.open:
            return "done"
        return SHAPES[self.deadline.level(self.on)]

    @property
    def words(self) -> str:
        """What is left, in words; in working days where the limit is counted so."""
        if not self.open:
            return self.deadline.state_label
        if self.deadline.suspended_on is not None:
            return _("中止")
        left = self.days_left
        if left < 0:
            return ngettext("逾期%(n)d日", "逾期%(n)d日", -left) % {"n": -left}
        if left == 0:
            return _("今天届满")
        if self.computed and self.computed.limit.unit is Unit.WORKING_DAYS:
            days = self.calendar.working_days_between(self.on.toordinal(), self.deadline.legal_on.toordinal())
            return ngettext("还剩%(n)d个工作日", "还剩%(n)d个工作日", days) % {"n": days}
        return ngettext("还剩%(n)d日", "还剩%(n)d日", left) % {"n": left}

    def reasons(self) -> list[str]:
        """How the day comes about, one sentence each; the derivation quotes the law and is in Chinese only."""
        if self.computed is None:
            return [_("依据：%s") % _(self.deadline.authority)]
        return explain(self.computed) if (get_language() or "zh").startswith("zh") else self._in_short()

    def _in_short(self) -> list[str]:
        row, form = self.deadline, _("Y年n月j日")
        begun = {"trigger": _(row.trigger), "on": date_format(row.trigger_on, form), "authority": _(row.authority)}
        if self.computed and self.computed.limit.direction is Direction.BACKWARD:
            return [_("从“%(trigger)s”（%(on)s）向前倒算，依据%(authority)s。") % begun]
        told = [_("从“%(trigger)s”（%(on)s）的第二天起算，依据%(authority)s。") % begun]
        if row.nominal_on != row.legal_on:
            nominal = date_format(row.nominal_on, form)
            told.append(_("最后一天%(nominal)s是休息日，顺延到下一个工作日。") % {"nominal": nominal})
        return told

    def who(self) -> Any:
        """Whose period it is."""
        whose = self.deadline.party or self.deadline.organ or ""
        return _("%(name)s等%(n)d人") % {"name": whose, "n": self.others + 1} if self.others else whose


def chips(rows: Iterable[Deadline], on: date, *, claims: Iterable[Claim] = ()) -> list[Chip]:
    """Deadlines as chips, in the given order; those of a claim name it."""
    names = {("claim", claim.pk): str(claim) for claim in claims}
    rows = list(rows)
    calendar = current_calendar() if rows else shipped_calendar()
    return [
        Chip(row, on, calendar, names.get((row.subject_type, row.subject_id), ""), getattr(row, "alike", 1) - 1)
        for row in rows
    ]


def alike_once(found: Iterable[Chip]) -> list[Chip]:
    """The same right of many people is shown once, with their number, where it ends on the same day."""
    groups: dict[Any, list[Chip]] = {}
    for chip in found:
        row = chip.deadline
        alike = (row.code, row.legal_on, row.state) if row.party_id else row.pk
        groups.setdefault(alike, []).append(chip)
    for first, *others in groups.values():
        if others:
            first.others += sum(one.others + 1 for one in others)
    return [group[0] for group in groups.values()]
