"""Where the seal goes: upright on name and date, which lie a little below its centre (GB/T 9704-2012, 7.3.5.1)."""

from __future__ import annotations

import re

import pypdfium2

from mediation.documents.sealing.drawing import DIAMETER

DATE = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
# How far the middle of name and date lies below the centre.
LOWER = 8.5


def place_of_seal(pdf: bytes, organ: str) -> tuple[int, tuple[int, int, int, int] | None]:
    """The page, counted from 0, and the square in points; no square where no name stands over a date."""
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document) - 1, -1, -1):
            words = document[number].get_textpage()
            name = _last(words, organ)
            if name is None:
                continue
            date = _last_below(words, name)
            if date is None:
                continue
            x = (date[0] + date[2]) / 2
            y = (name[3] + date[1]) / 2 + LOWER
            half = DIAMETER / 2
            return number, (round(x - half), round(y - half), round(x + half), round(y + half))
        return len(document) - 1, None


Box = tuple[float, float, float, float]


def _last(words: pypdfium2.PdfTextPage, text: str) -> Box | None:
    finder, found = words.search(text), None
    while hit := finder.get_next():
        found = _box(words, *hit)
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
