"""Where things stand on a printed page, in millimetres from its upper left corner, read back from the PDF."""

from __future__ import annotations

from dataclasses import dataclass

import pypdfium2
from pypdfium2 import raw

from tests.documents.papers.reading import MM


@dataclass(frozen=True)
class Box:
    """A character, a text or a rule."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def middle(self) -> float:
        return (self.left + self.right) / 2


class Page:
    """One page: the ink of its characters, their squares, its rules."""

    def __init__(self, pdf: bytes, number: int = 0) -> None:
        self.document = pypdfium2.PdfDocument(pdf)
        self.sheet = self.document[number % len(self.document)]
        self.height = self.sheet.get_height()
        self.words = self.sheet.get_textpage()

    def __enter__(self) -> Page:
        return self

    def __exit__(self, *_raised: object) -> None:
        self.document.close()

    def ink(self, text: str, *, loose: bool = False, last: bool = False) -> Box:
        """The ink of a text that stands in one line; `loose` for the squares of its characters."""
        finder, found = self.words.search(text), []
        while hit := finder.get_next():
            found.append(hit)
        start, length = found[-1 if last else 0]
        boxes = [self.words.get_charbox(n, loose=loose) for n in range(start, start + length)]
        left, bottom = min(b[0] for b in boxes), min(b[1] for b in boxes)
        right, top = max(b[2] for b in boxes), max(b[3] for b in boxes)
        return Box(left * MM, (self.height - top) * MM, right * MM, (self.height - bottom) * MM)

    def rules(self) -> list[Box]:
        """Filled and stroked shapes wider than 100 mm, from top to bottom; two lines of one border are one shape."""
        found = []
        for shape in self.sheet.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
            left, bottom, right, top = shape.get_bounds()
            box = Box(left * MM, (self.height - top) * MM, right * MM, (self.height - bottom) * MM)
            if box.right - box.left > 100 and box.bottom - box.top < 20:
                found.append(box)
        return sorted(found, key=lambda box: box.top)
