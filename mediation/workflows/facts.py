"""Facts: what the person who takes a step states. Declared once with the step.

From one declaration come the form on the desk, the check in the gateway, the keys of a
scenario and the documentation.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext as _

from mediation.workflows.files import HandedIn, judged


class Kind(StrEnum):
    """What sort of value a fact holds."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    DAY = "day"
    MOMENT = "moment"
    NUMBER = "number"
    MONEY = "money"
    YES_NO = "yes_no"
    CHOICE = "choice"
    CHOICES = "choices"
    ONE = "one"
    SOME = "some"
    TABLE = "table"
    FILE = "file"
    CONTENT = "content"


LISTS = (list, tuple, models.QuerySet)
PYTHON_TYPES: dict[Kind, type] = {
    Kind.TEXT: str,
    Kind.LONG_TEXT: str,
    Kind.DAY: date,
    Kind.MOMENT: datetime,
    Kind.NUMBER: int,
    Kind.MONEY: Decimal,
    Kind.YES_NO: bool,
    Kind.CHOICE: str,
}

FIRST_YEAR, LAST_YEAR = 1949, 2100
LONGEST = {Kind.TEXT: 200, Kind.LONG_TEXT: 20_000}


@dataclass(frozen=True, kw_only=True)
class Fact:
    """One thing stated with a step.

    `of` names the model of a reference, `role` narrows staff to a role, `of_organs` narrows
    organs to kinds; `columns` are the facts of one row of a table. A `confidential` fact is
    kept out of the ledger, which holds only a keyed digest of it. A number lies from `least` to `most`. A fact `at_window` is what staff write
    down for somebody who came or wrote: a party itself leaves it out, or names itself; one that is
    `asked_of_staff` says for whom they act, and is not left out by them. One that may name a party that is `gone` says so.
    What the page itself tells, or asks only once it has told something, is `by_page`.
    A column that is `seldom` filled in lies behind a fold of its row, and no list is read into it. Of a closed list a form may
    offer `only` some. The rows of a table may also be made by a plan, whose facts are `planned_by`.
    """

    name: str
    label: Any
    kind: Kind
    required: bool = True
    help: Any = ""
    choices: Any = None
    of: str = ""
    role: str = ""
    kinds: tuple[str, ...] = ()
    columns: tuple[Fact, ...] = ()
    longest: int = 0
    least: int = 0
    most: int = 10_000_000
    confidential: bool = False
    at_window: bool = False
    asked_of_staff: bool = False
    gone: bool = False
    by_page: bool = False
    seldom: bool = False
    only: tuple[str, ...] = ()
    planned_by: tuple[Fact, ...] = ()

    @property
    def offered(self) -> list[tuple[str, Any]]:
        """The choices that a form offers: all of the list, or `only` some of it."""
        return [(value, label) for value, label in self.choices.choices if not self.only or value in self.only]

    def speaks_for(self, party: Any, value: Any) -> bool:
        """Whether what a party itself states here is about nobody else."""
        named = value if isinstance(value, list) else [value]
        return not self.at_window or not value or all(one == party for one in named)

    def clean(self, value: Any) -> Any:
        """Return the value as the step may use it; raise ValueError with a sentence otherwise."""
        if value in (None, "", []) or (isinstance(value, str) and not value.strip()):
            if self.required:
                raise ValueError(_("请填写“%(label)s”。") % {"label": self.label})
            return {
                Kind.SOME: [],
                Kind.TABLE: [],
                Kind.CHOICES: [],
                Kind.YES_NO: False,
                Kind.CONTENT: {},
                Kind.FILE: [],
            }.get(self.kind, "" if self.kind in LONGEST or self.kind is Kind.CHOICE else None)
        return getattr(self, f"_clean_{self.kind.value}", self._clean_plain)(value)

    def _of_type(self, value: Any, *types: type) -> Any:
        if not isinstance(value, types):
            raise ValueError(_("“%(label)s”的格式不对，请重新填写。") % {"label": self.label})
        return value

    def _clean_plain(self, value: Any) -> Any:
        if self.kind is Kind.DAY and isinstance(value, datetime):
            value = None
        return self._of_type(value, PYTHON_TYPES[self.kind])

    def _clean_day(self, value: Any) -> Any:
        if not FIRST_YEAR <= self._clean_plain(value).year <= LAST_YEAR:
            raise ValueError(
                _("“%(label)s”的年份应当在%(a)d到%(b)d之间。") % {"label": self.label, "a": FIRST_YEAR, "b": LAST_YEAR}
            )
        return value

    _clean_moment = _clean_day

    def _clean_text(self, value: Any) -> str:
        text = str(self._clean_plain(value)).strip().replace("\r\n", "\n")
        limit = self.longest or LONGEST[self.kind]
        if len(text) > limit:
            raise ValueError(
                _("“%(label)s”最多%(limit)d个字，现有%(length)d个字，请删减。")
                % {"label": self.label, "limit": limit, "length": len(text)}
            )
        if any(ord(ch) < 32 and ch not in "\n\t" for ch in text) or any(0xD800 <= ord(ch) <= 0xDFFF for ch in text):
            raise ValueError(_("“%(label)s”中有不能显示的控制字符，请删去后重试。") % {"label": self.label})
        return text

    _clean_long_text = _clean_text

    def _clean_number(self, value: Any) -> int:
        number = self._clean_plain(value)
        if isinstance(number, bool) or not self.least <= number <= self.most:
            raise ValueError(
                _("“%(label)s”应当是%(a)d到%(b)d之间的整数。") % {"label": self.label, "a": self.least, "b": self.most}
            )
        return int(number)

    def _clean_money(self, value: Any) -> Decimal:
        amount = Decimal(value) if isinstance(value, int) else self._clean_plain(value)
        if not amount.is_finite() or not 0 <= amount < Decimal("1e12") or amount != round(amount, 2):
            raise ValueError(_("“%(label)s”应当是不超过一万亿元、最多两位小数的金额。") % {"label": self.label})
        return amount.quantize(Decimal("0.01"))

    def _clean_choice(self, value: Any) -> str:
        if self._of_type(value, str) not in self.choices.values:
            raise ValueError(_("“%(label)s”请从列出的选项中选择。") % {"label": self.label})
        return str(value)

    def _clean_choices(self, value: Any) -> list[str]:
        return [self._clean_choice(one) for one in self._of_type(value, *LISTS)]

    def _clean_one(self, value: Any) -> Any:
        if self._of_type(value, models.Model)._meta.object_name != self.of:
            raise ValueError(_("“%(label)s”选错了对象，请重新选择。") % {"label": self.label})
        return value

    def _clean_some(self, value: Iterable[Any]) -> list[Any]:
        return [self._clean_one(one) for one in self._of_type(value, *LISTS)]

    def _clean_table(self, value: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
        rows = [self._of_type(row, Mapping) for row in self._of_type(value, *LISTS)]
        return [clean_facts(self.columns, row) for row in rows]

    def _clean_content(self, value: Any) -> Any:
        return dict(self._of_type(value, Mapping))

    def _clean_file(self, value: Iterable[Any]) -> list[HandedIn]:
        given = list(self._of_type(value, *LISTS))
        if len(given) > settings.MATERIAL_FILES:
            raise ValueError(
                _("“%(label)s”一次最多%(limit)d个文件，现有%(count)d个，请分几次提交。")
                % {"label": self.label, "limit": settings.MATERIAL_FILES, "count": len(given)}
            )
        found, wrong = [], []
        for one in given:
            try:
                found.append(one if isinstance(one, HandedIn) else judged(one))
            except ValueError as fault:
                wrong.append(str(fault))
        if wrong:
            raise ValueError("".join(wrong))
        return found


def parties_in(fact: Fact, value: Any) -> list[Any]:
    """The parties that a fact names, in the rows of a table too."""
    if not value:
        return []
    if fact.kind is Kind.TABLE:
        return [party for row in value for column in fact.columns for party in parties_in(column, row.get(column.name))]
    if fact.of != "Party":
        return []
    return list(value) if fact.kind is Kind.SOME else [value]


def gone_among(facts: Iterable[Fact], stated: Mapping[str, Any], on: date) -> list[Any]:
    """The parties that facts name which may not name them: they were none any more on the day."""
    named = (party for fact in facts if not fact.gone for party in parties_in(fact, stated.get(fact.name)))
    return [party for party in named if party.gone_on is not None and party.gone_on <= on]


class WrongFacts(ValueError):
    """Facts that cannot be used: a sentence for each fact's name ("" for the whole)."""

    def __init__(self, errors: dict[str, str]) -> None:
        self.errors = errors
        super().__init__("".join(errors.values()))


def clean_facts(declared: Iterable[Fact], given: Mapping[str, Any]) -> dict[str, Any]:
    """Check what was given against what is declared; raise WrongFacts with every fault at once."""
    declared = tuple(declared)
    names = {fact.name for fact in declared}
    errors = {name: _("没有“%(name)s”这一项。") % {"name": name} for name in given if name not in names}
    clean: dict[str, Any] = {}
    for fact in declared:
        try:
            clean[fact.name] = fact.clean(given.get(fact.name))
        except WrongFacts as wrong:
            errors[fact.name] = str(wrong)
        except ValueError as wrong:
            errors[fact.name] = str(wrong)
    if errors:
        raise WrongFacts(errors)
    return clean


def text(name: str, label: Any, **more: Any) -> Fact:
    """A line of text."""
    return Fact(name=name, label=label, kind=Kind.TEXT, **more)


def long_text(name: str, label: Any, **more: Any) -> Fact:
    """Paragraphs of plain text."""
    return Fact(name=name, label=label, kind=Kind.LONG_TEXT, **more)


def day(name: str, label: Any, **more: Any) -> Fact:
    """A calendar day."""
    return Fact(name=name, label=label, kind=Kind.DAY, **more)


def moment(name: str, label: Any, **more: Any) -> Fact:
    """A day and time."""
    return Fact(name=name, label=label, kind=Kind.MOMENT, **more)


def number(name: str, label: Any, **more: Any) -> Fact:
    """A whole number, not negative; with `of`, the number that such a thing has in its file."""
    return Fact(name=name, label=label, kind=Kind.NUMBER, **more)


def money(name: str, label: Any, **more: Any) -> Fact:
    """An amount in yuan."""
    return Fact(name=name, label=label, kind=Kind.MONEY, **more)


def yes_no(name: str, label: Any, **more: Any) -> Fact:
    """Yes, or not said."""
    return Fact(name=name, label=label, kind=Kind.YES_NO, required=False, **more)


def choice(name: str, label: Any, choices: Any, **more: Any) -> Fact:
    """One of a closed list of the vocabulary."""
    return Fact(name=name, label=label, kind=Kind.CHOICE, choices=choices, **more)


def one(name: str, label: Any, of: str, **more: Any) -> Fact:
    """A reference to one object of the model named `of`."""
    return Fact(name=name, label=label, kind=Kind.ONE, of=of, **more)


def some(name: str, label: Any, of: str, **more: Any) -> Fact:
    """References to objects of the model named `of`."""
    return Fact(name=name, label=label, kind=Kind.SOME, of=of, **more)


def table(name: str, label: Any, *columns: Fact, **more: Any) -> Fact:
    """Rows, each with the same facts."""
    return Fact(name=name, label=label, kind=Kind.TABLE, columns=columns, **more)


def files(name: str, label: Any, **more: Any) -> Fact:
    """Files that are handed in; the gateway puts each into the matter as 材料."""
    return Fact(name=name, label=label, kind=Kind.FILE, **more)


def content(name: str, label: Any, **more: Any) -> Fact:
    """The structured fields of a paper; the kind of paper says which. The ledger keeps a keyed digest of them."""
    return Fact(name=name, label=label, kind=Kind.CONTENT, required=False, confidential=True, **more)
