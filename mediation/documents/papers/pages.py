"""The pages of a finished PDF as a screen can show them anywhere, also on a phone: a picture of each, and its words."""

from __future__ import annotations

import base64
import io
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

import pypdfium2
from PIL import Image

# Points of the screen for one of the paper: A4 is 893 points wide.
SCALE = 1.5
COLOURS = 64


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
    # An octree takes a sixth of the time of the median cut, and its files are a quarter smaller.
    picture = page.render(scale=SCALE).to_pil().quantize(COLOURS, method=Image.Quantize.FASTOCTREE)
    target = io.BytesIO()
    picture.save(target, "PNG", compress_level=3)
    address = f"data:image/png;base64,{base64.b64encode(target.getvalue()).decode()}"
    words = page.get_textpage().get_text_range()
    return Page(address, picture.width, picture.height, "".join(words.split("\r\n")))


class Kept:
    """The pages shown last, by what they were made from: a paper that is looked at again is not drawn again."""

    def __init__(self, most: int) -> None:
        self.most, self.lock = most, Lock()
        self.shown: OrderedDict[str, tuple[list[Page], int]] = OrderedDict()

    def pages(self, made_from: str, make: Callable[[], tuple[list[Page], int]]) -> tuple[list[Page], int]:
        """The pages of what has this hash, made where they are not at hand; what fails is not kept."""
        with self.lock:
            if made_from in self.shown:
                self.shown.move_to_end(made_from)
                return self.shown[made_from]
        found = make()
        with self.lock:
            self.shown[made_from] = found
            while len(self.shown) > self.most:
                self.shown.popitem(last=False)
        return found
