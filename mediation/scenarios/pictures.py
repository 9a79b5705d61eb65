"""Page images of sample sheets: small enough to be kept, and compared with some tolerance."""

from __future__ import annotations

import io
from collections.abc import Iterable
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

SCALE = 40 / 72
SHADES = 8
GAP = 4
# Of 255: what smoothing may change in a point, and what share of the points may change more.
TOLERANCE, SHARE = 64, 0.004


def picture_of(pdf: bytes) -> bytes:
    """All pages of a PDF side by side, in few shades of grey, as PNG."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.render(scale=SCALE, grayscale=True).to_pil() for page in document]
    whole = Image.new("L", (sum(page.width + GAP for page in pages) - GAP, pages[0].height), 128)
    left = 0
    for page in pages:
        whole.paste(page, (left, 0))
        left += page.width + GAP
    target = io.BytesIO()
    whole.quantize(SHADES).save(target, "PNG", optimize=True)
    return target.getvalue()


def looks_like(picture: bytes, kept: Path) -> bool:
    """Whether a picture is the kept one, but for smoothing."""
    one, other = (Image.open(file).convert("L") for file in (io.BytesIO(picture), kept))
    if one.size != other.size:
        return False
    different = ImageChops.difference(one, other).histogram()
    return sum(different[TOLERANCE:]) <= SHARE * sum(different)


def changed(pictures: Iterable[tuple[str, bytes]], folder: Path) -> list[str]:
    """The names of those that look different from what is kept in the folder, or are not kept there."""
    found = []
    for name, picture in pictures:
        kept = folder / f"{name}.png"
        if not (kept.exists() and looks_like(picture, kept)):
            found.append(name)
    return found
