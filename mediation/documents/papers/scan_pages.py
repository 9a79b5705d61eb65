"""Which page of its paper a scanned page is: told by how it looks, since all pages of a paper bear the same code.

The square code gives place, size and turn of what was scanned, so that a scan and the paper's own file can be laid one over
the other; what is printed above the code then tells the pages apart. A page that resembles two, or none, is not told.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from PIL import Image, ImageFilter, ImageMath, ImageOps

Look = Image.Image
# The part of the sheet that is compared, in widths of the code: to its left and right, and above it.
ASIDE, ABOVE = 16, 26
CELLS = 4  # for each width of the code
COARSE = 6  # what is darker or lighter than its surroundings counts, not paper, lamp and shadow
ALIKE, CLEARLY = 0.25, 0.1


def look_of(picture: Image.Image, corners: Any) -> Look | None:
    """What the page looks like above its code, without lines and shadows that all pages share; None if it is too small."""
    left, right, below = ((one.x, one.y) for one in (corners.top_left, corners.top_right, corners.bottom_left))
    across = ((right[0] - left[0]) / CELLS, (right[1] - left[1]) / CELLS)
    down = ((below[0] - left[0]) / CELLS, (below[1] - left[1]) / CELLS)
    cell = (across[0] ** 2 + across[1] ** 2) ** 0.5
    if cell < 1:
        return None
    size = (2 * ASIDE * CELLS, ABOVE * CELLS)
    begin = [left[n] - ASIDE * CELLS * across[n] - ABOVE * CELLS * down[n] for n in (0, 1)]
    affine = (across[0], down[0], begin[0], across[1], down[1], begin[1])
    soft = picture.filter(ImageFilter.BoxBlur(cell / 2))
    laid = soft.transform(size, Image.Transform.AFFINE, affine, Image.Resampling.BILINEAR, fillcolor=255)
    return _bare(ImageOps.invert(laid).convert("F"))


def _bare(ink: Look) -> Look:
    """Less what surrounds each cell, and less the mean of each row: the lines of type stand at the same height on all pages."""
    wide, high = ink.size
    around = ink.resize((wide // COARSE, high // COARSE), Image.Resampling.BOX).resize(
        ink.size, Image.Resampling.BILINEAR
    )
    detail = ImageMath.lambda_eval(lambda on: on["ink"] - on["around"], ink=ink, around=around)
    rows = detail.resize((1, high), Image.Resampling.BOX).resize(ink.size, Image.Resampling.NEAREST)
    return ImageMath.lambda_eval(lambda on: on["detail"] - on["rows"], detail=detail, rows=rows)


def alike(one: Look, other: Look) -> float:
    """From -1 to 1: how much two pages have in common."""
    whole = (_product(one, one) * _product(other, other)) ** 0.5
    return _product(one, other) / whole if whole else 0.0


def _product(one: Look, other: Look) -> float:
    found = ImageMath.lambda_eval(lambda on: on["one"] * on["other"], one=one, other=other)
    return float(found.resize((1, 1), Image.Resampling.BOX).getpixel((0, 0)))


def numbered(seen: Iterable[Look | None], paper: Sequence[Look | None]) -> tuple[int, ...]:
    """For each page that was seen its number in the paper, from 1; 0 where that cannot be told."""
    return tuple(_number(look, paper) for look in seen)


def _number(look: Look | None, paper: Sequence[Look | None]) -> int:
    if look is None:
        return 0
    ranked = sorted(((alike(look, page) if page else 0.0, no) for no, page in enumerate(paper, 1)), reverse=True)
    best, second = ranked[0], ranked[1] if len(ranked) > 1 else (0.0, 0)
    return best[1] if best[0] >= ALIKE and best[0] - second[0] >= CLEARLY else 0
