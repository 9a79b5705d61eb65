"""The child process that binds files into one: it opens what strangers handed in, so it has limits and no secrets.

Reads a plan on stdin (JSON), writes a line of JSON for each piece on stdout. Knows nothing of Django.
"""

from __future__ import annotations

import io
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from PIL import Image, ImageOps

from mediation.documents.rendering.child import allow, bind_to_parent

A4 = (595.28, 841.89)
MARGIN, BELOW_NUMBER = 34.0, 54.0  # points around a page that was not made here, and above it
NUMBER_SIZE, FROM_EDGE, FROM_TOP = 11, 57.0, 40.0
DIGIT = 0.556  # the width of a digit of Helvetica, of its size
PIXELS = (1654, 2339)  # A4 at 200 dots an inch
QUALITY = 80
IN_ONE_GO = 25  # pieces whose files are open at the same time


class Body:
    """The numbered pages, bound in batches, so that memory does not grow with the matter."""

    def __init__(self, folder: Path, *, duplex: bool) -> None:
        self.folder, self.duplex = folder, duplex
        self.number = self.sides = 0
        self.batches: list[Path] = []
        self.open: list[pikepdf.Pdf] = []
        self._begin()

    def _begin(self) -> None:
        self.pdf = pikepdf.new()
        self.font = self.pdf.make_indirect(
            pikepdf.Dictionary(
                Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica,
                Encoding=pikepdf.Name.WinAnsiEncoding,
            )
        )  # fmt: skip

    def add(self, piece: dict[str, Any]) -> dict[str, int]:
        """Bind a piece in: its first and last page number. What cannot be opened leaves nothing behind."""
        source = opened(piece)
        before = len(self.pdf.pages), self.number, self.sides
        try:
            self._bind(source, own=piece["own"])
        except Exception:
            kept, self.number, self.sides = before
            del self.pdf.pages[kept:]
            source.close()
            raise
        self.open.append(source)
        if self.duplex and self.sides % 2:
            self.pdf.add_blank_page(page_size=A4)
            self.sides += 1
        if len(self.open) >= IN_ONE_GO:
            self.flush()
        return {"first": before[1] + 1, "last": self.number, "side": before[2]}

    def _bind(self, source: pikepdf.Pdf, *, own: bool) -> None:
        if not len(source.pages):
            raise ValueError("no pages")
        for page in list(source.pages):
            bound = self._taken(page) if own else self._fitted(page)
            self.number, self.sides = self.number + 1, self.sides + 1
            stamp(self.font, bound, self.number, left=self.duplex and self.sides % 2 == 0)

    def _taken(self, page: pikepdf.Page) -> pikepdf.Page:
        self.pdf.pages.append(page)
        bound = self.pdf.pages[-1]
        for key in ("/Annots", "/AA", "/StructParents"):
            if key in bound.obj:
                del bound.obj[key]
        return bound

    def _fitted(self, page: pikepdf.Page) -> pikepdf.Page:
        """A page of any size on a sheet of A4, upright or lying as it is itself; nothing of it but what is drawn."""
        box = page.trimbox
        wide, high = float(box[2] - box[0]), float(box[3] - box[1])
        lies = (wide > high) != (int(page.obj.get("/Rotate", 0)) % 180 == 90)
        size = A4[::-1] if lies else A4
        bound = self.pdf.add_blank_page(page_size=size)
        bound.add_overlay(page, pikepdf.Rectangle(MARGIN, MARGIN, size[0] - MARGIN, size[1] - BELOW_NUMBER))
        return bound

    def flush(self) -> None:
        """Write a batch away and close its files."""
        if len(self.pdf.pages):
            self.batches.append(self.folder / f"batch-{len(self.batches)}.pdf")
            self.pdf.save(self.batches[-1], object_stream_mode=pikepdf.ObjectStreamMode.generate)
        for source in self.open:
            source.close()
        self.pdf.close()
        self.open = []
        self._begin()


def opened(piece: dict[str, Any]) -> pikepdf.Pdf:
    """The piece as a PDF in which notes, seals and filled fields are drawn on the page."""
    if piece["form"] != "pdf":
        return pikepdf.open(io.BytesIO(of_picture(Path(piece["path"]))))
    source = pikepdf.open(piece["path"])
    if "/AcroForm" in source.Root or any("/Annots" in page.obj for page in source.pages):
        source.flatten_annotations("all")
    return source


def of_picture(path: Path) -> bytes:
    """A picture on a page of its own size, turned upright, no larger than a sheet needs."""
    with Image.open(path) as picture:
        picture.draft("RGB", (PIXELS[0] * 2, PIXELS[1] * 2))
        upright = ImageOps.exif_transpose(picture)
        upright.thumbnail(PIXELS if upright.height >= upright.width else PIXELS[::-1])
        if upright.mode in ("RGBA", "LA", "P", "PA"):
            upright = upright.convert("RGBA")
            white = Image.new("RGBA", upright.size, "white")
            upright = Image.alpha_composite(white, upright)
        target = io.BytesIO()
        upright.convert("RGB").save(target, "PDF", resolution=200, quality=QUALITY)
    return target.getvalue()


def stamp(font: pikepdf.Object, page: pikepdf.Page, number: int, *, left: bool) -> None:
    """The number in the upper outer corner."""
    name = page.add_resource(font, pikepdf.Name.Font)
    box = page.mediabox
    wide = len(str(number)) * DIGIT * NUMBER_SIZE
    across = float(box[0]) + FROM_EDGE if left else float(box[2]) - FROM_EDGE - wide
    up = float(box[3]) - FROM_TOP
    page.contents_add(b"q\n", prepend=True)
    page.contents_add(
        f"\nQ q 0 g BT {name} {NUMBER_SIZE} Tf 1 0 0 1 {across:.2f} {up:.2f} Tm ({number}) Tj ET Q".encode()
    )


def bind_body(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Bind every piece in its turn; tell of each where it is, or that it could not be bound in."""
    body = Body(Path(plan["folder"]), duplex=plan["duplex"])
    for piece in plan["pieces"]:
        try:
            yield body.add(piece)
        except MemoryError:
            raise
        except pikepdf.PasswordError:
            yield {"fault": "locked"}
        except Exception:  # whatever is wrong with a stranger's file: the other pieces go on
            yield {"fault": "broken"}
    body.flush()
    yield {"batches": [str(path) for path in body.batches]}


def bind_whole(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Cover and index before the numbered pages, the last sheet after them; bookmarks lead to each piece."""
    whole = pikepdf.new()
    parts = [pikepdf.open(path) for path in plan["front"] + plan["batches"] + plan["back"]]
    sheets = plan["front"] + plan["back"][:-1]
    for path, part in zip(plan["front"] + plan["batches"] + plan["back"], parts, strict=True):
        whole.pages.extend(part.pages)
        if plan["duplex"] and path in sheets and len(whole.pages) % 2:
            whole.add_blank_page(page_size=A4)
    before = sum(len(part.pages) for part in parts[: len(plan["front"])])
    before += before % 2 if plan["duplex"] else 0
    with whole.open_outline() as outline:
        for title, side in plan["outline"]:
            outline.root.append(pikepdf.OutlineItem(title, min(before + side, len(whole.pages) - 1)))
    whole.docinfo["/Title"] = plan["title"]
    whole.save(plan["target"], object_stream_mode=pikepdf.ObjectStreamMode.generate)
    yield {"pages": len(whole.pages)}


def main() -> None:
    """Carry out one plan."""
    bind_to_parent()
    plan = json.load(sys.stdin)
    allow(plan["seconds"], plan["megabytes"])
    for line in {"body": bind_body, "whole": bind_whole}[plan["what"]](plan):
        sys.stdout.write(json.dumps(line) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
