"""What is wanted, found in a table: by its head, else by the looks of its cells; all the rest is named with its reason."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from mediation.written.phones import plain
from mediation.written.tables import heads, looks
from mediation.written.tables.cells import (
    DITTO,
    NOTHING,
    Why,
    is_day,
    is_identity,
    is_yes,
    unreadable,
    without_hidden,
)
from mediation.written.tables.text import Line, lines_of
from mediation.written.tables.wanted import Wanted

TOTAL = re.compile(r"(?:合计|总计|小计|共计|累计|总人数)[:：]?(\d{0,9})[人户元个名]?|共(\d{1,9})[人户名][。]?")
FILLER = re.compile(
    r"(?:制表|填表|填报|审核|审批|负责人|联系人|经办|盖章|单位|备注|说明|注|附|日期|时间|村委|镇|乡|街道|第\d{1,4}页|共\d{1,4}页)[^，。]{0,12}[:：].*"
    r"|第\d{1,4}页.{0,12}|[(（]?(?:盖章|公章|签字)[)）]?"
)
COUNTED = re.compile(r"^[(（]?\d{1,4}[.、．)）]\s{0,4}(?=\D)")  # 3、王五
JOINED_BY = {"phone": "/", "address": ""}


@dataclass(frozen=True)
class Seen:
    """A column of the table: its head, what it is taken for (empty: left out), how many cells are filled, an example."""

    place: int
    head: str
    name: str
    filled: int
    example: str


@dataclass(frozen=True)
class Row:
    """One row that would be taken over, with the line on which it stands."""

    number: int
    values: dict[str, str]


@dataclass(frozen=True)
class Skipped:
    """A line that is no row, and why."""

    number: int
    text: str
    why: Why


@dataclass(frozen=True)
class LeftOut:
    """A cell that is not taken over as it stands, and why."""

    number: int
    head: str
    text: str
    why: Why


@dataclass(frozen=True)
class Reading:
    """All that was found. `said` is the number that the table itself gives at its end, `missing` are gaps in its numbering."""

    rows: list[Row] = field(default_factory=list)
    columns: list[Seen] = field(default_factory=list)
    skipped: list[Skipped] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    lines: int = 0
    by_head: bool = False
    said: int | None = None
    missing: list[int] = field(default_factory=list)

    def without(self, name: str) -> list[int]:
        """The lines of rows in which nothing stands for a column that was wanted."""
        return [row.number for row in self.rows if not row.values.get(name)]


def read(
    text: str, wanted: Iterable[Wanted], *, chosen: Mapping[int, str] | None = None, fill: Iterable[str] = ()
) -> Reading:
    """Find the wanted columns in a text.

    `chosen` says what columns are, by their place, where somebody looked and changed it; empty cells of the columns in `fill`
    are taken from the row above.
    """
    wanted, lines = tuple(wanted), lines_of(text)
    head = heads.find(lines, {one.name: one.words for one in wanted})
    body = lines[head.last + 1 :] if head else lines
    rows, skipped = _sorted_out(body, head)
    above = [Skipped(line.number, line.text, Why.TITLE) for line in lines[: head.first if head else 0]]
    if head:
        above += [Skipped(line.number, line.text, Why.HEAD) for line in lines[head.first : head.last + 1]]
    meaning = dict(head.meaning) if head else looks.by_column(rows, wanted)
    if meaning is None:
        rows, meaning = looks.by_row(rows, wanted)
    said = next((n for line in body if (n := _total(line)) is not None), None)
    meaning = dict(chosen) if chosen is not None else meaning
    found = Reading(
        columns=_columns(rows, head, meaning), skipped=above + skipped, lines=len(lines), by_head=head is not None, said=said,
        missing=_gaps(rows, head),
    )  # fmt: skip
    return _values(found, rows, {one.name: one for one in wanted}, set(fill))


def _sorted_out(body: list[Line], head: heads.Head | None) -> tuple[list[Line], list[Skipped]]:
    """Rows, and lines that are none: sums, heads repeated on the next page, what was written below the table."""
    rows, skipped = [], []
    for line in body:
        why = _no_row(line, head)
        if why is None:
            rows.append(line)
        else:
            skipped.append(Skipped(line.number, line.text, why))
    return rows, skipped


def _no_row(line: Line, head: heads.Head | None) -> Why | None:
    first = line.filled[0]
    if head is not None and [heads.squeezed(c) for c in line.filled] == [heads.squeezed(c) for c in head.texts if c]:
        return Why.HEAD
    if _total(line) is not None:
        return Why.TOTAL
    if FILLER.fullmatch(first.replace(" ", "")) or (len(line.filled) == 1 and "：" in first and len(first) > 6):
        return Why.FILLER
    alone = len(line.filled) == 1 and len(line.cells) > 2
    if alone and first.rstrip(".、").isdecimal() and len(first) < 6:
        return Why.EMPTY
    return Why.TITLE if head is not None and alone and len(first) > 8 and line.cells[0] == first else None


def _total(line: Line) -> int | None:
    """The number that a line of sums gives, 0 where it gives none; None for other lines."""
    for place, cell in enumerate(line.filled[:2]):
        if found := TOTAL.fullmatch("".join(cell.split())):
            said = found[1] or found[2]
            beside = next((re.fullmatch(r"(\d{1,9})[人户名]?", c) for c in line.filled[place + 1 :]), None)
            return int(said or (beside[1] if beside else 0))
    return None


def _columns(rows: list[Line], head: heads.Head | None, meaning: Mapping[int, str]) -> list[Seen]:
    width = max([len(row.cells) for row in rows] + [len(head.texts) if head else 0], default=0)
    found = []
    for place in range(width):
        cells = [cell for row in rows if (cell := row.at(place))]
        text = head.texts[place] if head and place < len(head.texts) else ""
        if cells or text:
            found.append(Seen(place, text, meaning.get(place, ""), len(cells), _shown(cells[0]) if cells else ""))
    return found


def _shown(cell: str) -> str:
    """An example of what stands in a column; nobody's number is shown where it is not asked for."""
    return f"{cell[:4]}…" if is_identity(cell) else cell[:30]


def _gaps(rows: list[Line], head: heads.Head | None) -> list[int]:
    """Numbers that the column of numbers leaves out: rows that were lost before they came here."""
    place = next((n for n, text in enumerate(head.texts) if heads.counts(text)), None) if head else None
    if place is None:
        return []
    given = {int(cell) for row in rows if (cell := row.at(place)).isascii() and cell.isdigit() and len(cell) < 6}
    return [n for n in range(1, max(given, default=0)) if n not in given][:20] if len(given) > len(rows) // 2 else []


def _values(found: Reading, rows: list[Line], wanted: dict[str, Wanted], fill: set[str]) -> Reading:
    taken: list[Row] = []
    left: list[LeftOut] = []
    width = {seen.place for seen in found.columns}
    for line in rows:
        values: dict[str, str] = {}
        for seen in found.columns:
            if (one := wanted.get(seen.name)) is None:
                continue
            above = taken[-1].values.get(one.name, "") if taken else ""
            value, why = _value(line.at(seen.place), one, above, fill)
            if why is not None:
                left.append(LeftOut(line.number, seen.head, line.at(seen.place), why))
            joined = (
                [values[one.name], value] if values.get(one.name) and value else [values.get(one.name, "") or value]
            )
            values[one.name] = JOINED_BY.get(one.sort, "　").join(joined)
        left += [
            LeftOut(line.number, "", line.at(n), Why.BEYOND)
            for n in range(len(line.cells))
            if n not in width and line.at(n)
        ]
        if any(values.values()):
            taken.append(Row(line.number, values))
        else:
            found.skipped.append(Skipped(line.number, line.text, Why.EMPTY))
    return replace(found, rows=taken, left_out=left)


def _value(cell: str, one: Wanted, above: str, fill: set[str]) -> tuple[str, Why | None]:
    """What a cell says in its column, and why it is not taken as it stands."""
    shown, was_hidden = without_hidden(cell)
    if shown in DITTO:
        return above, None
    if shown in NOTHING:
        return (above if not shown and one.name in fill else ""), None
    if why := unreadable(shown):
        return "", why
    value, why = _of_sort(shown, one)
    return value, why or (Why.HIDDEN if was_hidden and value else None)


def _of_sort(shown: str, one: Wanted) -> tuple[str, Why | None]:
    """The value of a cell as its column wants it."""
    if one.sort == "yes":
        return ("on" if is_yes(shown) else ""), None
    if one.sort == "choice":
        code = next((code for label, code in one.choices.items() if shown in (label, code)), "")
        return code, None if code else Why.NO_CHOICE
    if is_identity(shown):
        return "", Why.IDENTITY
    if one.sort == "phone":
        return ("", Why.NO_PHONE) if is_day(shown) else (plain(shown), None)
    return (COUNTED.sub("", shown) if one.sort == "name" else shown), None
