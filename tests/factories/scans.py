"""Scans as an office scanner makes them: 200 dots an inch, a little turned, pressed as JPEG, saved as PDF."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
from PIL import Image, ImageDraw, ImageFilter

from mediation.models import Paper

DOTS = 200


def bytes_of(paper: Paper) -> bytes:
    """The file of a printed paper."""
    with paper.pdf.open("rb") as file:
        return file.read()


def pictures(pdf: bytes, *, dots: int = DOTS, turned: float = 1.5, pages: list[int] | None = None) -> list[Image.Image]:
    """Its pages as seen by a scanner, with a stamp on the last."""
    seen = []
    with pypdfium2.PdfDocument(pdf) as document:
        for number in range(len(document)) if pages is None else pages:
            page = document[number].render(scale=dots / 72).to_pil().convert("RGB")
            if number == len(document) - 1:
                ring = (page.width * 0.55, page.height * 0.6, page.width * 0.75, page.height * 0.6 + page.width * 0.2)
                ImageDraw.Draw(page).ellipse(ring, outline=(210, 30, 30), width=dots // 20)
            page = page.rotate(turned, fillcolor=(246, 245, 240), resample=Image.Resampling.BICUBIC)
            seen.append(page.filter(ImageFilter.GaussianBlur(0.6)))
    return seen


def scanned(paper: Paper, **how: object) -> bytes:
    """The scan of a printed paper as one PDF."""
    return as_pdf(pictures(bytes_of(paper), **how))  # type: ignore[arg-type]


def as_pdf(pages: list[Image.Image]) -> bytes:
    """Pictures as the scanner's PDF."""
    made = BytesIO()
    pages[0].save(made, "PDF", save_all=True, append_images=pages[1:], resolution=DOTS, quality=70)
    return made.getvalue()


def as_jpeg(page: Image.Image) -> bytes:
    """One page as a picture."""
    made = BytesIO()
    page.save(made, "JPEG", quality=70)
    return made.getvalue()


def rough(pages: int = 1) -> bytes:
    """Pages on which no code can be read."""
    return as_pdf([Image.new("RGB", (1654, 2339), (240, 240, 235)) for _n in range(pages)])
