"""A deadline as people see it: the day, what it is for, how many days are left, and why."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from mediation.models import Claim, Deadline
from mediation.workflows.deadline import DeadlineState


@dataclass(frozen=True)
class Chip:
    """One deadline on one day."""

    deadline: Deadline
    on: date
    about: str = ""

    @property
    def days_left(self) -> int:
        """Calendar days to the last day, which counts in full; negative once it is over."""
        return (self.deadline.legal_on - self.on).days

    @property
    def open(self) -> bool:
        """Whether something is still to be done."""
        return self.deadline.state in (DeadlineState.RUNNING, DeadlineState.OVERDUE)

    @property
    def share_used(self) -> float:
        """How much of the period is over, from 0 to 1 and beyond."""
        whole = (self.deadline.legal_on - self.deadline.trigger_on).days
        return (self.on - self.deadline.trigger_on).days / whole if whole > 0 else 1.0

    @property
    def level(self) -> str:
        """done, past, near or easy; each has its own words and its own shape, not only a colour."""
        if not self.open:
            return "done"
        if self.days_left < 0:
            return "past"
        return "near" if self.days_left <= 1 or self.share_used >= 0.8 else "easy"

    @property
    def words(self) -> str:
        """What is left, in words."""
        if not self.open:
            return self.deadline.state_label
        if self.days_left < 0:
            return ngettext("逾期%(n)d日", "逾期%(n)d日", -self.days_left) % {"n": -self.days_left}
        if self.days_left == 0:
            return _("今天届满")
        return ngettext("还剩%(n)d日", "还剩%(n)d日", self.days_left) % {"n": self.days_left}

    def reasons(self) -> list[str]:
        """How the day comes about, one line each."""
        row = self.deadline
        lines = [
            _("自%(day)s“%(what)s”起算，当日不计入。") % {"day": date_format(row.trigger_on), "what": row.trigger},
            _("依据：%s") % row.authority,
        ]
        if row.extension_days:
            lines.append(_("已延长%d日。") % row.extension_days)
        lines += [_("不计入期限的期间：%(a)s至%(b)s。") % {"a": a, "b": b} for a, b in row.excluded]
        if row.nominal_on != row.legal_on:
            lines.append(_("%s是休息日，顺延到之后的第一个工作日。") % date_format(row.nominal_on))
        if row.provisional:
            lines.append(_("当年的放假安排尚未公布，日期暂定，公布后只会向有利于当事人的方向调整。"))
        return [*lines, _("最后一日计到24时。日历版本：%s") % row.calendar_version]

    def who(self) -> Any:
        """Whose period it is."""
        return self.deadline.party or self.deadline.organ or ""


def chips(rows: Any, on: date, *, claims: Iterable[Claim] = ()) -> list[Chip]:
    """Deadlines as chips, in the given order; those of a claim name it."""
    names = {("claim", claim.pk): str(claim) for claim in claims}
    return [Chip(row, on, names.get((row.subject_type, row.subject_id), "")) for row in rows]
