"""A plan of instalments: one sentence is read into its fields, the rows it makes are shown, and become rows once they are confirmed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.models.clock.calendar import current_calendar
from mediation.timelimits.calendars import DayKind
from mediation.timelimits.errors import DayOutOfRange
from mediation.web.forms.references import Scope, choices_of
from mediation.workflows.facts import Fact
from mediation.written.plans import Said, against, instalments, said_in

# Buttons: read the sentence and show the rows; take the rows; leave it.
PLAN, PLAN_IN, PLAN_DROP = "_plan", "_plan_in", "_plan_drop"
LONGEST = 1000
AGAINST = {
    "both_sides": gettext_lazy("同一个人不能既是履行人，又是权利人。"),
    "no_total": gettext_lazy("分期的、按份的，请填写总额。"),
    "too_small": gettext_lazy("总额太少，分不成这么多期。"),
    "how_several": gettext_lazy("一方有几个人，请写明是连带还是按份：不写明的，法院无法知道可以向谁要多少。"),
}


@dataclass(frozen=True)
class Planned:
    """One row that the plan makes, as it is shown before it is taken: `values` go into the table."""

    no: int
    debtor: str
    creditor: str
    amount: Decimal | None
    due_on: date
    told: str
    values: dict[str, Any]


class Planning:
    """The plan beside a table: its sentence, its fields and the rows they make."""

    def __init__(self, fact: Fact, *, scope: Scope, data: Any, form_class: Any) -> None:
        self.fact, self.scope, self.form_class = fact, scope, form_class
        self.prefix = f"{fact.name}-plan"
        self.data = data if data is not None else {}
        self.sentence = str(self.data.get(f"{self.prefix}-sentence", ""))[:LONGEST].replace("\x00", "")
        self.read = str(self.data.get(f"{self.prefix}-read", ""))
        self.form: Any = None
        self.doubts: list[str] = []
        self.rows: list[Planned] = []

    @property
    def is_shown(self) -> bool:
        """Whether its fields stand on the page."""
        return self.form is not None

    @property
    def is_open(self) -> bool:
        """Whether something stands in it."""
        return self.is_shown or self.waits

    @property
    def waits(self) -> bool:
        """Whether a sentence stands there that nobody has read into fields, or fields whose rows nobody has taken."""
        return bool(self.sentence.strip())

    def show(self) -> None:
        """Read the sentence, where it is a new one, and show the rows of its fields."""
        typed = self.data if self.sentence == self.read and self._has_fields() else self._from_sentence()
        self.read = self.sentence
        self.form = self.form_class(self.fact.planned_by, scope=self.scope, data=typed, prefix=self.prefix)
        if self.form.is_valid():
            self._make_rows(self.form.stated())

    def keep(self) -> None:
        """Show what was typed again while another button is pressed."""
        if self._has_fields() and self.data.get(PLAN_DROP) != self.fact.name:
            self.show()

    def drop(self) -> None:
        """Nothing of it is left."""
        self.sentence = self.read = ""
        self.form, self.rows = None, []

    def _has_fields(self) -> bool:
        return f"{self.prefix}-what" in self.data

    def _from_sentence(self) -> QueryDict:
        parties = list(choices_of(self.fact.planned_by[0], self.scope))
        by_name: dict[str, list[Any]] = {}
        for party in parties:
            by_name.setdefault(party.name, []).append(party)
        # Whose name two bear is asked for, not guessed at.
        said = said_in(self.sentence, [name for name, who in by_name.items() if len(who) == 1], self.scope.actor.on)
        if "each" in said.doubts:
            self.doubts.append(_("每期的金额乘以期数与总额不一致，请核对总额。"))
        return self._as_posted(said, {name: who[0].pk for name, who in by_name.items()})

    def _as_posted(self, said: Said, keys: dict[str, int]) -> QueryDict:
        found = QueryDict(mutable=True)
        for side in ("debtors", "creditors"):
            found.setlist(f"{self.prefix}-{side}", [str(keys[name]) for name in getattr(said, side)])
        paid = _("支付款项") if said.total is not None else self.sentence.strip()[:200]
        told = {
            "sharing": said.how, "what": paid, "total": said.total, "number": said.number or 1,
            "first_on": said.first_on, "period": said.period or ("month" if (said.number or 1) > 1 else ""),
            "month_end": "on" if said.month_end else "", "manner": said.manner,
        }  # fmt: skip
        for name, value in told.items():
            if value not in (None, ""):
                found[f"{self.prefix}-{name}"] = str(value)
        return found

    def _make_rows(self, plan: dict[str, Any]) -> None:
        if found := against(plan):
            self.form.add_error(None, str(AGAINST[found]))
            return
        rows = instalments(plan, numbered=_("{what}（第{n}期）"))
        self.rows = [
            Planned(
                n,
                _side(row, "debtor"),
                _side(row, "creditor"),
                row["amount"],
                row["due_on"],
                told_of_day(row["due_on"]),
                row,
            )
            for n, row in enumerate(rows, start=1)
        ]
        if plan["number"] > 1 and self.rows[0].amount != self.rows[-1].amount:
            self.doubts.append(_("总额除不尽，余数放在最后一期：%(sum)s元。") % {"sum": self.rows[-1].amount})

    def total(self) -> Decimal:
        """What the rows come to."""
        return sum((row.amount for row in self.rows if row.amount is not None), Decimal())


def _side(row: dict[str, Any], side: str) -> str:
    return "、".join(map(str, [row[side], *row[f"joint_{side}s"]]))


def told_of_day(day: date) -> str:
    """That a day is not worked, or whether it will be is not known yet; it is told, and the day is left where it is."""
    calendar = current_calendar()
    try:
        kind = calendar.kind(day)
    except DayOutOfRange:
        return ""
    if kind is DayKind.HOLIDAY:
        return _("放假（%s），银行可能不办理") % calendar.name(day)
    if kind is DayKind.WEEKEND:
        return _("周末，银行可能不办理")
    return "" if day.year in calendar.covered else _("放假安排尚未公布")
