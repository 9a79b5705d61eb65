"""A table without a head: what its columns are is told by their cells."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable

from mediation.written.tables.cells import is_identity, is_mail, is_phone, unreadable
from mediation.written.tables.text import Line
from mediation.written.tables.wanted import Wanted

SEXES = {"男", "女", "男性", "女性"}
MOST = 0.6  # of the filled cells look so
LONGEST_NAME = 30


def by_column(rows: list[Line], wanted: tuple[Wanted, ...]) -> dict[int, str] | None:
    """What each column holds, by most of its cells; None where the lines are too unlike each other to have columns."""
    sorts = {one.sort: one.name for one in wanted}
    if "name" not in sorts or "phone" not in sorts:
        free = [one.name for one in wanted if one.sort not in ("yes", "choice")]
        first = _first_place(rows)
        return {first + n: name for n, name in enumerate(free)}
    widths = {len(row.cells) for row in rows}
    if len(widths) > 1 and not _regular(rows):
        return None
    found: dict[int, str] = {}
    for place in range(max(widths, default=0)):
        cells = [cell for row in rows if (cell := row.at(place))]
        if not cells or _counting(cells, place) or _mostly(cells, _of_nobody):
            continue
        if _mostly(cells, is_mail):
            found[place] = sorts.get("mail", "")
        elif _mostly(cells, _number_like):
            found[place] = sorts["phone"]
        else:
            free = [one.name for one in wanted if one.sort in ("name", "address") and one.name not in found.values()]
            found[place] = free[0] if free else ""
    return {place: name for place, name in found.items() if name}


def by_row(rows: list[Line], wanted: tuple[Wanted, ...]) -> tuple[list[Line], dict[int, str]]:
    """Each line by itself, put into the order of the wanted columns: lines by blanks and commas have no columns."""
    order = [one for one in wanted if one.sort in ("name", "address", "phone", "mail")]
    places = {one.sort: place for place, one in enumerate(order)}
    return [Line(row.number, _in_order(row, places)) for row in rows], {n: one.name for n, one in enumerate(order)}


def _in_order(row: Line, places: dict[str, int]) -> tuple[str, ...]:
    held: dict[str, list[str]] = {sort: [] for sort in places}
    rest = []
    for cell in row.filled:
        if is_mail(cell) and "mail" in places:
            held["mail"].append(cell)
        elif is_phone(cell):
            held["phone"].append(cell)
        elif not _of_nobody(cell):
            rest.append(cell)
    if len(rest) > 1 and rest[0].rstrip(".、").isdecimal() and len(rest[0]) < 5:
        rest.pop(0)
    held["name"], held["address"] = rest[:1], rest[1:] if "address" in places else []
    joined = {"phone": "/", "mail": " "}
    return tuple(joined.get(sort, "").join(held[sort]) for sort in sorted(places, key=places.__getitem__))


def _regular(rows: list[Line]) -> bool:
    """Whether all but a few lines have one width: the others only lack cells at their end."""
    widths = [len(row.cells) for row in rows]
    usual = max(set(widths), key=widths.count)
    return widths.count(usual) >= MOST * len(widths) and max(widths) == usual


def _mostly(cells: list[str], looks: Callable[[str], bool]) -> bool:
    return sum(map(looks, cells)) >= MOST * len(cells)


def _number_like(cell: str) -> bool:
    return is_phone(cell) or unreadable(cell) is not None


def _of_nobody(cell: str) -> bool:
    """What is nobody's name or address: the number of an identity card, a sex."""
    return is_identity(cell) or unicodedata.normalize("NFKC", cell) in SEXES


def _counting(cells: list[str], place: int) -> bool:
    firsts = [unicodedata.normalize("NFKC", cell).rstrip(".、") for cell in cells]
    return place < 2 and all(one.isdecimal() and len(one) < 6 for one in firsts)


def _first_place(rows: list[Line]) -> int:
    """Where the table begins: columns that are empty in all its lines are no columns."""
    return min((next(n for n, cell in enumerate(row.cells) if cell) for row in rows), default=0)
