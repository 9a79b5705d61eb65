"""Lines and cells of a text: by tabs with the rule by which Excel puts quotes, by commas, else by blanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import partial

COMMAS = ",，;；|"
COMMA = re.compile(f"[{COMMAS}]")
LOOSE = re.compile(rf"\s*[{COMMAS}]\s*|\s+")
HAN = re.compile(r"[㐀-鿿\U00020000-\U0003ffff]")
MOST_LINES_IN_A_CELL = 40


@dataclass(frozen=True)
class Line:
    """One line of a table: its number in what was handed in, and its cells, tidied."""

    number: int
    cells: tuple[str, ...]

    def at(self, place: int) -> str:
        """The cell, empty where the line is shorter."""
        return self.cells[place] if place < len(self.cells) else ""

    @property
    def filled(self) -> list[str]:
        """The cells in which something stands."""
        return [cell for cell in self.cells if cell]

    @property
    def text(self) -> str:
        """The line as people see it."""
        return "　".join(self.filled)


def lines_of(text: str) -> list[Line]:
    """Every line with something in it. A line break within quotes belongs to its cell."""
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if "\t" in text:
        rows = [(n, cells if len(cells) > 1 else _loose(cells[0])) for n, cells in _quoted(text, "\t")]
    elif _is_by_commas(text):
        rows = [(n, cells if len(cells) > 1 else _loose(cells[0])) for n, cells in _quoted(text, COMMAS)]
    else:
        rows = [(n, _loose(line)) for n, line in enumerate(text.split("\n"), start=1)]
    tidied = (Line(number, tuple(tidy(cell) for cell in cells)) for number, cells in rows)
    return [line for line in tidied if line.filled]


def tidy(cell: str) -> str:
    """One line without blanks at its ends; blanks within, as in 张　三, stay."""
    return " ".join(part.strip() for part in cell.split("\n") if part.strip())


def _is_by_commas(text: str) -> bool:
    lines = [line for line in text.split("\n")[:200] if line.strip()]
    return sum(bool(COMMA.search(line)) for line in lines) * 2 > len(lines)


def _quoted(text: str, marks: str) -> list[tuple[int, list[str]]]:
    """Cells between marks. A quote opens one only where another closes it before the next mark or the line's end.

    What Excel copies it quotes only for a line break in it, and a cell has no tab: so a lone quote at the head of a cell is
    just a character, and swallows nothing.
    """
    rows: list[tuple[int, list[str]]] = []
    cells: list[str] = []
    number = first = 1
    closing = partial(_closing, text, marks)
    place, begun = 0, 0
    while place <= len(text):
        here = text[place] if place < len(text) else "\n"
        if here == '"' and place == begun and (end := closing(place)):
            cells.append(text[place + 1 : end].replace('""', '"'))
            number += text.count("\n", place, end)
            place = begun = end + 1
            here = text[place] if place < len(text) else "\n"
        elif here in marks or here == "\n":
            cells.append(text[begun:place])
        else:
            place += 1
            continue
        place += 1
        begun = place
        if here == "\n":
            rows.append((first, cells))
            cells, number = [], number + 1
            first = number
    return rows


def _closing(text: str, marks: str, start: int) -> int:
    """Where the quote that opens at the start is closed; 0 where it is none."""
    place, lines = start + 1, 0
    while place < len(text) and lines <= MOST_LINES_IN_A_CELL:
        char = text[place]
        if char == '"':
            if text[place + 1 : place + 2] != '"':
                after = text[place + 1 : place + 2]
                return place if after in ("", "\n") or after in marks else 0
            place += 1
        elif char == "\t" and marks == "\t":
            return 0
        lines += char == "\n"
        place += 1
    return 0


def _loose(line: str) -> list[str]:
    """A line by commas and blanks; a name of two characters that was padded (张　三) is put together again."""
    pieces = [piece for piece in LOOSE.split(line.strip()) if piece]
    for place in range(len(pieces) - 1):
        both = pieces[place : place + 2]
        if all(len(one) == 1 and HAN.match(one) for one in both) and place <= 1:
            return [*pieces[:place], f"{both[0]}　{both[1]}", *pieces[place + 2 :]]
    return pieces or [""]
