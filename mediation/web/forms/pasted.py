"""What was pasted or uploaded into a table, shown before it becomes rows: columns, what is left out, who stands there twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.workflows.facts import Fact, Kind
from mediation.written.hidden import is_hidden
from mediation.written.people import twice
from mediation.written.tables import NotATable, Reading, Row, Wanted, Why, read, text_of

PASTED = (Kind.TEXT, Kind.LONG_TEXT, Kind.DAY, Kind.MOMENT, Kind.MONEY, Kind.NUMBER, Kind.CHOICE, Kind.YES_NO)
# The words by which lists head what is wanted, the best first; other columns go by their own label.
WORDS = {
    "name": (
        "姓名",
        "单位名称",
        "名称",
        "信访人",
        "当事人",
        "申请人",
        "反映人",
        "投诉人",
        "村民",
        "业主",
        "职工",
        "户主",
    ),
    "email": ("电子邮箱", "邮箱", "电子邮件", "邮件"),
    "address": (
        "送达地址",
        "联系地址",
        "通讯地址",
        "现住",
        "家庭住址",
        "家庭地址",
        "住址",
        "地址",
        "住所",
        "居住地",
        "门牌",
    ),
    "phone": ("联系电话", "电话", "手机", "联系方式", "联系号码"),
    "is_representative": ("代表人", "是否代表", "代表"),
    "electronic": ("电子送达",),
}
SORTS = {"name": "name", "address": "address", "phone": "phone", "email": "mail"}
ONCE, BOTH = "once", "both"
MOST_NAMED = 12
MOST_SHOWN = 600
REASONS = {
    Why.TITLE: gettext_lazy("标题"),
    Why.HEAD: gettext_lazy("表头"),
    Why.TOTAL: gettext_lazy("合计"),
    Why.FILLER: gettext_lazy("填表说明"),
    Why.EMPTY: gettext_lazy("没有要读的内容"),
    Why.TOO_NARROW: gettext_lazy("列太窄，只显示成####，没有读入。请在表格中把这一列拉宽后重新复制"),
    Why.SHORTENED: gettext_lazy("号码显示成了科学计数法，后几位已经丢失，没有读入。请把这一列改为文本格式后重新复制"),
    Why.FAULTY: gettext_lazy("表格中的公式出错，没有读入"),
    Why.IDENTITY: gettext_lazy("像是证件号码，没有读入"),
    Why.NO_PHONE: gettext_lazy("是日期，不是电话，没有读入"),
    Why.NO_CHOICE: gettext_lazy("不在可以选的范围内，没有读入"),
    Why.HIDDEN: gettext_lazy("夹有看不见的字符，已经去掉，请核对"),
    Why.BEYOND: gettext_lazy("在最后一列之外，没有读入"),
}
NO_TABLE = {
    "locked": gettext_lazy("“%(name)s”加了密码，打不开。请去掉密码后再选。"),
    "too_large": gettext_lazy("“%(name)s”太大，读不了。请只留要登记的那张表，或者复制后粘贴。"),
    "empty": gettext_lazy("“%(name)s”里没有内容。"),
    "unreadable": gettext_lazy(
        "“%(name)s”不是表格。可以选Excel、WPS表格（xlsx、xls、et）或者CSV文件，也可以复制后粘贴。"
    ),
}


@dataclass(frozen=True)
class Column:
    """A column of what was pasted, with what it may be taken for."""

    head: str
    field: str
    name: str
    filled: int
    example: str


@dataclass(frozen=True)
class Double:
    """Somebody who may stand in the list twice, and what was answered."""

    number: int
    text: str
    other: str
    field: str
    answer: str


def wanted_of(columns: tuple[Fact, ...]) -> list[Wanted]:
    """The columns of a table that can be read from a list."""
    return [_wanted(column) for column in columns if column.kind in PASTED and not column.seldom]


def _wanted(column: Fact) -> Wanted:
    label = str(column.label)
    words = WORDS.get(column.name, ()) or (
        label.lower(),
        *(part for part in label.lower().split("或者") if len(part) > 1),
    )
    if column.kind is Kind.CHOICE:
        return Wanted(column.name, words, "choice", {str(name): str(code) for code, name in column.choices.choices})
    return Wanted(column.name, words, "yes" if column.kind is Kind.YES_NO else SORTS.get(column.name, "text"))


def sheet_text(given: Any) -> tuple[str, str]:
    """The table of an uploaded file as text, and what must be told of it; an empty text where there is none in it."""
    try:
        found = text_of(given.read())
    except NotATable as wrong:
        return "", str(NO_TABLE[wrong.code]) % {"name": given.name}
    told = _("已读“%(name)s”。") % {"name": given.name}
    if len(found.sheets) > 1:
        told += _("有%(n)d张表，读的是“%(sheet)s”。") % {"n": len(found.sheets), "sheet": found.sheet}
    if found.merged:
        told += _("合并的单元格已经按行补全，共%(n)d处。") % {"n": found.merged}
    return found.text, told


class Preview:
    """What would be read from a text, by the columns that were chosen; nothing is taken over before it is confirmed."""

    def __init__(self, fact: Fact, text: str, data: Mapping[str, Any], before: list[dict[str, Any]]) -> None:
        self.fact, self.text, self.data, self.before = fact, text, data, before
        self.fills = bool(data.get(self._name("fill")))
        self.reading: Reading = self._read()

    def _name(self, what: Any) -> str:
        return f"{self.fact.name}-{what}"

    def _read(self) -> Reading:
        wanted = wanted_of(self.fact.columns)
        fill = ("address",) if self.fills else ()
        found = read(self.text, wanted, fill=fill)
        keys = {seen.place: self._name(f"col-{seen.place}") for seen in found.columns}
        # Chosen columns count for the text that they were chosen for.
        if self.data.get(self._name("shape")) != self._shape(found) or not any(
            key in self.data for key in keys.values()
        ):
            return found
        known = {one.name for one in wanted}
        chosen = {place: name for place, key in keys.items() if (name := self.data.get(key, "")) in known}
        return read(self.text, wanted, chosen=chosen, fill=fill)

    @staticmethod
    def _shape(found: Reading) -> str:
        return f"{found.lines}-{'|'.join(seen.head or seen.example for seen in found.columns)}"[:400]

    @property
    def shape(self) -> str:
        """By which it is known that the columns were chosen for this very text."""
        return self._shape(self.reading)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """What a column may be taken for."""
        known = {one.name for one in wanted_of(self.fact.columns)}
        return [("", _("不读入")), *((c.name, str(c.label)) for c in self.fact.columns if c.name in known)]

    def columns(self) -> list[Column]:
        """The columns in their order."""
        return [
            Column(seen.head or _("第%(n)d列") % {"n": seen.place + 1}, self._name(f"col-{seen.place}"), seen.name, seen.filled, seen.example)
            for seen in self.reading.columns
        ]  # fmt: skip

    def labels(self) -> list[str]:
        """The heads of the rows that would be read."""
        return [str(column.label) for column in self._shown()]

    def rows(self) -> list[tuple[int, list[str]]]:
        """The rows as they would be read."""
        return [
            (row.number, [self._said(c, row.values.get(c.name, "")) for c in self._shown()])
            for row in self.reading.rows
        ]

    def rows_shown(self) -> list[tuple[int, list[str]]]:
        """The first of them: of a list of thousands nobody reads each line on a page."""
        return self.rows()[:MOST_SHOWN]

    @property
    def further(self) -> int:
        """How many more there are."""
        return max(len(self.reading.rows) - MOST_SHOWN, 0)

    def _shown(self) -> list[Fact]:
        named = {seen.name for seen in self.reading.columns}
        return [column for column in self.fact.columns if column.name in named]

    @staticmethod
    def _said(column: Fact, value: str) -> str:
        if column.kind is Kind.YES_NO:
            return _("是") if value else ""
        return str(dict(column.choices.choices).get(value, "")) if column.kind is Kind.CHOICE else value

    def counts(self) -> str:
        """How many lines came in, and what became of them."""
        found = self.reading
        return _("共%(lines)d行：可以读入%(rows)d行，不读入%(skipped)d行。") % {
            "lines": found.lines, "rows": len(found.rows), "skipped": len(found.skipped),
        }  # fmt: skip

    def doubts(self) -> list[str]:
        """What does not agree with what the table says of itself, and what is missing in it."""
        found, told = self.reading, []
        if found.said and found.said != len(found.rows):
            told.append(
                _("表中合计写的是%(said)d，可以读入的是%(rows)d行，请核对。")
                % {"said": found.said, "rows": len(found.rows)}
            )
        if found.missing:
            told.append(_("序号不连续，缺：%(numbers)s。") % {"numbers": "、".join(map(str, found.missing))})
        for column in self.fact.columns:
            if column.required and (gone := found.without(column.name)):
                told.append(_("没有“%(label)s”的：%(lines)s。") % {"label": column.label, "lines": _lines(gone)})
        return told

    @property
    def without_address(self) -> str:
        """The lines without an address; empty where no addresses are wanted."""
        wanted = any(column.name == "address" for column in self.fact.columns)
        gone = self.reading.without("address") if wanted else []
        return _lines(gone) if gone else ""

    @property
    def asks_to_fill(self) -> bool:
        """Whether empty cells may stand for the address above: only where an address stands in the column at all."""
        named = any(row.values.get("address") for row in self.reading.rows)
        return self.fills or (named and bool(self.reading.without("address")))

    def left_out(self) -> list[tuple[str, str]]:
        """Cells that are not taken as they stand, by reason."""
        by_reason: dict[Why, list[str]] = {}
        for one in self.reading.left_out:
            where = _("第%(n)d行“%(head)s”") if one.head else _("第%(n)d行%(head)s")
            by_reason.setdefault(one.why, []).append(
                where % {"n": one.number, "head": one.head} + f"：{visible(one.text)}"
            )
        return [(str(REASONS[why]), _few(cells)) for why, cells in by_reason.items()]

    def skipped(self) -> list[tuple[int, str, str]]:
        """Lines that are no rows: number, words, reason."""
        return [(one.number, one.text, str(REASONS[one.why])) for one in self.reading.skipped]

    @cached_property
    def doubles(self) -> list[Double]:
        """Who may stand there twice, in the list itself or in the rows that were filled in before."""
        if not any(column.name == "name" for column in self.fact.columns):
            return []
        rows, known = self.reading.rows, len(self.before)
        found = twice([*self.before, *(row.values for row in rows)])
        return [self._double(rows[n - known], self._where(other)) for n, other in found.items() if n >= known]

    def _where(self, place: int) -> str:
        known = len(self.before)
        if place < known:
            return _("前面已填的第%(n)d行") % {"n": place + 1}
        return _("第%(n)d行") % {"n": self.reading.rows[place - known].number}

    def _double(self, row: Row, other: str) -> Double:
        field = self._name(f"twice-{row.number}")
        text = "，".join(value for name in ("name", "address", "phone") if (value := row.values.get(name)))
        return Double(row.number, text, other, field, str(self.data.get(field, "")))

    @property
    def unanswered(self) -> bool:
        """Whether it was not said of somebody whether he is one person or two."""
        return any(one.answer not in (ONCE, BOTH) for one in self.doubles)

    def two_people(self) -> set[str]:
        """The names of which it was answered that two people bear them."""
        numbers = {one.number for one in self.doubles if one.answer == BOTH}
        return {row.values.get("name", "") for row in self.reading.rows if row.number in numbers}

    def values(self) -> list[dict[str, str]]:
        """The rows to be taken over, once everything was answered."""
        gone = {one.number for one in self.doubles if one.answer == ONCE}
        return [dict(row.values) for row in self.reading.rows if row.number not in gone]


def visible(text: str) -> str:
    """A cell with what nobody sees named in it."""
    return "".join(f"【U+{ord(ch):04X}】" if is_hidden(ch) else ch for ch in text)[:60]


def _lines(numbers: list[int]) -> str:
    return _("第%(numbers)s行") % {"numbers": _few(list(map(str, numbers)), "、")}


def _few(told: list[str], mark: str = "；") -> str:
    more = _("等，共%(n)d处") % {"n": len(told)} if len(told) > MOST_NAMED else ""
    return mark.join(told[:MOST_NAMED]) + more
