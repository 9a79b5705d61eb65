"""Where seals go: upright on name and date, which lie a little below the centre (GB/T 9704-2012, 7.3.5.1).

Several organs that sign jointly each get their own, in a row at one height; the last one also presses on the date.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import pypdfium2

from mediation.documents.papers.sealing import Box, Seal
from mediation.documents.papers.sealing.drawing import DIAMETER

DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
# How far the middle of name and date, or of a name alone, lies below the centre; less where the text above is near.
LOWER, LEAST = 8.5, 1


def seals_on(pdf: bytes, organs: Sequence[Any]) -> tuple[Seal, ...]:
    """The seals of the organs that sign, in their order; the page is the last on which the last stands over a date."""
    names = [organ.name for organ in organs]
    with pypdfium2.PdfDocument(pdf) as document:
        page, boxes = len(document) - 1, [None] * len(names)
        for number in range(len(document) - 1, -1, -1):
            if found := _places(document[number].get_textpage(), names):
                page, boxes = number, found
                break
    return tuple(Seal(organ.code, organ.name, page, box) for organ, box in zip(organs, boxes, strict=True))


def _places(words: pypdfium2.PdfTextPage, names: list[str]) -> list[Box | None]:
    """A square for each name on the page; nothing where the last does not stand over a date."""
    *others, last = names
    name = _last(words, last, names)
    date = _last_below(words, name) if name else None
    if name is None or date is None:
        return []
    squares: list[Box | None] = []
    for other in others:
        box = _last(words, other, names)
        squares.append(
            _square(box, date if box and abs(box[1] - name[1]) < 1 else box, _foot(words, box)) if box else None
        )
    return [*squares, _square(name, date, _foot(words, name))]


def _foot(words: pypdfium2.PdfTextPage, name: Box) -> float:
    """Where the text above a name ends: a seal reaches up to it, never onto it."""
    boxes = (words.get_charbox(n, loose=True) for n in range(words.count_chars()))
    return min((box[1] for box in boxes if name[3] + 1 < box[1] < name[3] + DIAMETER), default=name[3] + DIAMETER)


def _square(name: Box, below: Box | None, foot: float) -> Box:
    """Centred on the name; its height is that of name and date in the last row, of the name in rows above."""
    low = below or name
    x = (low[0] + low[2]) / 2 if low[0] < name[2] and low[2] > name[0] else (name[0] + name[2]) / 2
    middle, half = (name[3] + low[1]) / 2, DIAMETER / 2
    y = middle + max(min(LOWER, foot - half - middle), LEAST)
    return round(x - half, 2), round(y - half, 2), round(x + half, 2), round(y + half, 2)


def _last(words: pypdfium2.PdfTextPage, text: str, among: Sequence[str] = ()) -> Box | None:
    """The last place of a text that is not part of a longer name."""
    longer = [one for one in among if text in one and one != text]
    taken = [span for one in longer for span in _hits(words, one)]
    found = [hit for hit in _hits(words, text) if not any(s <= hit[0] < s + n for s, n in taken)]
    return _box(words, *found[-1]) if found else None


def _hits(words: pypdfium2.PdfTextPage, text: str) -> list[tuple[int, int]]:
    finder, found = words.search(text), []
    while hit := finder.get_next():
        found.append(hit)
    return found


def _last_below(words: pypdfium2.PdfTextPage, name: Box) -> Box | None:
    """The date in the line below the name."""
    for text in reversed(DATE.findall(words.get_text_range())):
        box = _last(words, text)
        if box is not None and 10 < name[1] - box[1] < 45 and box[0] < name[2] and box[2] > name[0]:
            return box
    return None


def _box(words: pypdfium2.PdfTextPage, start: int, length: int) -> Box:
    boxes = [words.get_charbox(n, loose=True) for n in range(start, start + length)]
    return min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
