"""The pages of a finished PDF as a screen can show them anywhere, also on a phone: a picture of each, and its words."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass

import pypdfium2

# Points of the screen for one of the paper: A4 is 893 points wide.
SCALE = 1.5


@dataclass(frozen=True)
class Page:
    """A page: the address of its picture (data:), its size on the screen, and what stands on it."""

    picture: str
    width: int
    height: int
    text: str


def pages_of(pdf: bytes, *, most: int) -> tuple[list[Page], int]:
    """The first pages, and how many there are."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [_page(document[number]) for number in range(min(most, len(document)))], len(document)


def _page(page: pypdfium2.PdfPage) -> Page:
    picture = page.render(scale=SCALE).to_pil().quantize(64)
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=3)
    address = f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"
    words = page.get_textpage().get_text_range()
    return Page(address, picture.width, picture.height, "".join(words.split("\r\n")))
