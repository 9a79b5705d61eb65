"""导入机关和人员: every row of a table is compared with what is registered: new, changed, the same, or refused with the reason."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.written.tables import lines_of

NEW, CHANGED, SAME, REFUSED = "new", "changed", "same", "refused"
BETWEEN = "、"
MOST_ROWS = 2000


@dataclass(frozen=True)
class Column:
    """One column of the table: its name, its head, and whether a row needs it."""

    name: str
    head: Any
    needed: bool = False


@dataclass
class Planned:
    """One row: on which line it stands, whom or what it is about, and what would come of it."""

    number: int
    values: dict[str, str]
    called: str = ""
    status: str = SAME
    told: list[str] = field(default_factory=list)
    found: dict[str, Any] = field(default_factory=dict)

    def refuse(self, why: str) -> None:
        """Note why it is not taken over; all reasons stand together."""
        if self.status != REFUSED:
            self.status, self.told = REFUSED, []
        self.told.append(str(why))

    def change(self, what: str) -> None:
        """Note what it would change."""
        if self.status != REFUSED:
            self.status = NEW if self.status == NEW else CHANGED
            self.told.append(str(what))

    @property
    def taken(self) -> bool:
        """Whether it is taken over and does something."""
        return self.status in (NEW, CHANGED)

    @property
    def status_label(self) -> str:
        """The standing as a word."""
        return {NEW: _("新增"), CHANGED: _("更改"), SAME: _("不变"), REFUSED: _("不能导入")}[self.status]


class WrongTable(ValueError):
    """A text in which the columns are not found; the sentence says which are missing."""


def rows_in(text: str, columns: Sequence[Column]) -> list[Planned]:
    """The rows of a table by the heads of its first line; raises WrongTable where a needed column is missing."""
    lines = lines_of(text)
    heads = {str(column.head): column for column in columns}
    first = next((line for line in lines if sum(cell.rstrip("*") in heads for cell in line.cells) >= 2), None)
    if first is None:
        raise WrongTable(_("没有找到表头。第一行应当是：%(heads)s。") % {"heads": BETWEEN.join(heads)})
    places = {
        heads[cell.rstrip("*")].name: place for place, cell in enumerate(first.cells) if cell.rstrip("*") in heads
    }
    if missing := [str(one.head) for one in columns if one.needed and one.name not in places]:
        raise WrongTable(_("表里缺少这几列：%(heads)s。") % {"heads": BETWEEN.join(missing)})
    rows = [line for line in lines if line.number > first.number]
    if len(rows) > MOST_ROWS:
        raise WrongTable(_("一次最多导入%(n)d行，请分几次。") % {"n": MOST_ROWS})
    return [Planned(line.number, {name: _plain(line.at(place)) for name, place in places.items()}) for line in rows]


def _plain(cell: str) -> str:
    """A cell without the mark that keeps a spreadsheet from taking it for a formula."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in "=+-@" else cell


def needs(rows: Iterable[Planned], columns: Sequence[Column]) -> None:
    """Refuse rows in which a needed cell is empty."""
    for row in rows:
        if empty := [str(one.head) for one in columns if one.needed and not row.values.get(one.name)]:
            row.refuse(_("没有填写：%(heads)s。") % {"heads": BETWEEN.join(empty)})


def day_in(row: Planned, name: str, head: Any) -> date | None:
    """A day as people write it; refused where it is none."""
    typed = row.values.get(name, "")
    if not typed:
        return None
    plain = typed.replace("年", "-").replace("月", "-").replace("日", "").replace("/", "-").replace(".", "-")
    try:
        year, month, day = (int(part) for part in plain.split(" ")[0].split("-"))
        return date(year, month, day)
    except ValueError:
        row.refuse(_("“%(head)s”不是日期：%(typed)s。") % {"head": head, "typed": typed[:30]})
        return None


def parts_of(cell: str) -> list[str]:
    """Several things in one cell."""
    for mark in "，,；;/ ":
        cell = cell.replace(mark, BETWEEN)
    return [part for part in cell.split(BETWEEN) if part]


def differing(row: Planned, obj: Any, values: dict[str, Any]) -> dict[str, Any]:
    """What the row says otherwise than the register; a column that the table has not, or leaves empty, changes nothing."""
    found = {}
    for name, value in values.items():
        if value in (None, "") or getattr(obj, name) == value:
            continue
        label, was = obj._meta.get_field(name).verbose_name, getattr(obj, name)
        row.change(f"{label}：{was or _('（无）')} → {value}")
        found[name] = value
    return found


def in_rows(planned: Iterable[Planned]) -> Iterator[dict[str, Any]]:
    """Rows as the facts of the step that takes them over."""
    for row in planned:
        if row.taken:
            yield {"line": row.number, **{name: value for name, value in row.values.items() if value}}


def from_rows(rows: Iterable[dict[str, Any]]) -> list[Planned]:
    """The facts of the step as rows."""
    return [Planned(row["line"], {name: value for name, value in row.items() if name != "line"}) for row in rows]
