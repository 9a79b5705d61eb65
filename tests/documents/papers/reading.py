"""Reads a PDF back: text, lines with their edges, ink."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pypdfium2

MM = 25.4 / 72


@dataclass
class Line:
    text: str
    left: float
    right: float


def words_of(page: str) -> str:
    """What is on a paper's page, without tags and white space."""
    return "".join(html.unescape(re.sub(r"<(style|script).*?</\1>|<[^>]*>", "", page, flags=re.DOTALL)).split())


def text_of(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return "".join(page.get_textpage().get_text_range() for page in document)


def lines_of(pdf: bytes, page: int = 0) -> list[Line]:
    """The printed lines of a page from top to bottom, with their edges in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = document[page].get_textpage()
        boxes = [(found.get_text_range(n, 1), *found.get_charbox(n, loose=True)) for n in range(found.count_chars())]
    rows: list[list[tuple[str, float, float, float, float]]] = []
    for box in sorted((b for b in boxes if b[0].strip()), key=lambda b: -b[2]):
        if rows and abs(rows[-1][0][2] - box[2]) < 6:
            rows[-1].append(box)
        else:
            rows.append([box])
    ordered = [sorted(row, key=lambda b: b[1]) for row in rows]
    return [Line("".join(b[0] for b in row), row[0][1] * MM, row[-1][3] * MM) for row in ordered]


def ink_of(pdf: bytes) -> int:
    """How many dark pixels the first page has."""
    with pypdfium2.PdfDocument(pdf) as document:
        picture = document[0].render(scale=1, grayscale=True).to_pil()
    return sum(picture.histogram()[:128])
