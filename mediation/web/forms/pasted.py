"""Rows pasted from a spreadsheet: by their heads if there are any, else in order, told apart by their looks."""

from __future__ import annotations

import csv
import re
import unicodedata
from io import StringIO

CELLS = re.compile(r"\s*[,，;；]\s*|\s+")
HEADS = {
    "name": ("姓名", "名称", "单位", "信访人", "当事人"),
    "address": ("住址", "地址"),
    "phone": ("电话", "手机", "联系方式"),
    "email": ("邮箱", "邮件"),
}
PHONE = re.compile(r"(?!\d{4}-\d\d?-\d\d?$)\+?\d[\d -]{5,18}\d")
IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}", re.IGNORECASE)
SEXES = ("男", "女")


def rows_of(text: str, names: list[str]) -> tuple[list[dict[str, str]], list[str]]:
    """The rows by column name, and the heads of columns for which there is no place."""
    cells = [row for row in _cells(text) if any(row)]
    places = _by_heads(cells[0], names) if cells else {}
    if places:
        left_out = [head for n, head in enumerate(cells[0]) if head and n not in places]
        return [{name: _at(row, n) for n, name in places.items()} for row in cells[1:]], left_out
    if "name" in names and "phone" in names:
        counted = _are_counted(cells)
        return [_by_looks(row[1:] if counted else row, names) for row in cells], []
    return [dict(zip(names, row, strict=False)) for row in cells], []


def _cells(text: str) -> list[list[str]]:
    if "\t" in text:
        rows = csv.reader(StringIO(text, newline=""), delimiter="\t")
        return [[" ".join(cell.split()) for cell in row] for row in rows]
    return [CELLS.split(line.strip()) for line in text.splitlines() if line.strip()]


def _by_heads(row: list[str], names: list[str]) -> dict[int, str]:
    """Which column is which, if the first row names them."""
    found: dict[int, str] = {}
    for place, cell in enumerate(row):
        for name in names:
            if len(cell) <= 12 and name not in found.values() and any(word in cell for word in HEADS.get(name, ())):
                found[place] = name
                break
    return found if len(found) > 1 or [c for c in row if c] == [row[p] for p in found] else {}


def _are_counted(rows: list[list[str]]) -> bool:
    """Whether the first column only counts the rows."""
    firsts = [unicodedata.normalize("NFKC", row[0]).rstrip(".、") for row in rows]
    return all(one.isdecimal() and len(one) < 5 for one in firsts)


def _by_looks(row: list[str], names: list[str]) -> dict[str, str]:
    """A number is a telephone, an @ an address of mail; numbers of identity cards are not taken in."""
    found: dict[str, str] = {}
    rest = []
    for cell in row:
        plain = unicodedata.normalize("NFKC", cell)
        if "@" in plain and "email" in names and "email" not in found:
            found["email"] = plain
        elif IDENTITY.fullmatch(plain) or (cell in SEXES):
            continue
        elif PHONE.fullmatch(plain) and "phone" not in found:
            found["phone"] = plain
        else:
            rest.append(cell)
    while rest and not rest[0]:
        rest.pop(0)
    free = [name for name in names if name not in ("phone", "email")]
    return {**dict(zip(free, rest, strict=False)), **found}


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""
