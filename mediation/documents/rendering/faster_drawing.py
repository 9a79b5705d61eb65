"""A line is drawn from the glyphs that it was laid out with, also when room was given between them since.

WeasyPrint sets the text of a justified line anew to draw it, and reads its glyphs one by one. What is not plain text
is left to it. Text and picture are those of the stock renderer; a test compares.
"""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Any

from weasyprint.draw import text as drawing
from weasyprint.text.ffi import FROM_UNITS, ffi, pango
from weasyprint.text.line_break import Layout

from mediation.documents.rendering.justification import STRETCHES

# PangoGlyphInfo: glyph, width, offset to the right, offset upward, flags; each of four bytes.
FIELDS = 5
Run = tuple[Any, float, Any, list[int]]

_stock_draw = drawing.draw_first_line
_set_anew = Layout.reactivate


def install() -> None:
    """Replace the functions; to be called after those that lay out lines are replaced."""
    global _set_anew
    if pango.pango_version() >= 14802 and ffi.sizeof("PangoGlyphInfo") == 4 * FIELDS:
        _set_anew, Layout.reactivate = Layout.reactivate, leave
        drawing.draw_first_line = draw_first_line


def leave(layout: Layout, style: Any) -> None:
    """Whether a line must be set anew is known when its glyphs are looked at."""
    layout.style = style


def draw_first_line(stream: Any, textbox: Any, text_overflow: str, block_ellipsis: str, matrix: Any) -> list[Any]:
    """Write the glyphs of a laid-out line into the page; plain text needs no pictures for its characters."""
    layout = textbox.pango_layout
    whole = text_overflow != "ellipsis" and block_ellipsis == "none" and layout.text.strip() and "\n" not in layout.text
    runs = _runs(stream, layout) if whole and layout.style["letter_spacing"] == "normal" else []
    if not runs:
        _set_anew(layout, layout.style)
        return _stock_draw(stream, textbox, text_overflow, block_ellipsis, matrix)
    stream.set_text_matrix(*matrix.values)
    rooms = _rooms(layout)
    for font, size, item, glyphs in runs:
        stream.set_font_size(font.hash, size)
        count = len(glyphs) // FIELDS
        _learn(font, size, item, glyphs[0::FIELDS], layout.text, stream)
        stream.show_text(_written(font.widths, size, glyphs, rooms[:count]))
        del rooms[:count]
    return []


def _runs(stream: Any, layout: Layout) -> list[Run]:
    """Font, size, item and glyphs of each run of a line; none where there is more to do than to write them."""
    found: list[Run] = []
    line, _next = layout.get_first_line()
    run, drawn = line.runs[0], 0
    while run != ffi.NULL:
        item, run = run.data, run.next
        count = item.glyphs.num_glyphs
        glyphs = memoryview(ffi.buffer(item.glyphs.glyphs, 4 * FIELDS * count)).cast("i").tolist()
        font, size = stream.add_font(item.item.analysis.font)
        odd = font.bitmap or font.svg or font.png or font.colr or item.item.analysis.level % 2
        if (
            odd
            or count != item.item.num_chars
            or any(glyphs[3::FIELDS])
            or max(glyphs[0::FIELDS]) >= pango.PANGO_GLYPH_EMPTY
        ):
            return []
        found.append((font, size, item, glyphs))
        drawn += count
    return found if drawn == len(layout.text) else []


def _rooms(layout: Layout) -> list[tuple[float, float]]:
    """What is added before and after each character, in pixels: nothing at the two ends of the text."""
    half = layout.justification_spacing / 2
    if not half:
        return [(0, 0)] * len(layout.text)
    sides = [half if stretches(character) else 0 for character in layout.text]
    return list(zip([0, *sides[1:]], [*sides[:-1], 0], strict=True))


@cache
def stretches(character: str) -> bool:
    """Whether the character takes part of the room that is shared out over a line."""
    return STRETCHES.match(character) is not None


def _learn(font: Any, size: float, item: Any, glyphs: list[int], text: str, stream: Any) -> None:
    """Which characters each glyph stands for, and how wide it is, where the font does not know it yet."""
    if all(glyph in font.to_unicode and glyph in font.widths for glyph in glyphs):
        return
    encoded, start = text.encode(), item.item.offset
    bounds = pairwise([*item.glyphs.log_clusters[0 : len(glyphs)], item.item.length])
    for glyph, (begin, end) in zip(glyphs, bounds, strict=True):
        font.to_unicode.setdefault(glyph, encoded[start + begin : start + end].decode())
        if glyph not in font.widths:
            pango.pango_font_get_glyph_extents(item.item.analysis.font, glyph, stream.ink_rect, stream.logical_rect)
            font.widths[glyph] = round(stream.logical_rect.width * 1000 * FROM_UNITS / size)


def _written(widths: dict[int, int], size: float, glyphs: list[int], rooms: list[tuple[float, float]]) -> str:
    """The glyphs in hexadecimal; between them, in thousandths of the type's size, how far to step back."""
    parts, moves, back = [], {}, 0.0
    rows = zip(glyphs[0::FIELDS], glyphs[1::FIELDS], glyphs[2::FIELDS], rooms, strict=True)
    for glyph, width, shift, room in rows:
        usual = widths[glyph]
        if (move := moves.get((usual, width, shift, room))) is None:
            offset, (before, after) = shift / size, room
            kerning = int(usual + offset - width * 1000 * FROM_UNITS / size)
            move = moves[usual, width, shift, room] = -offset - 1000 * before / size, kerning - 1000 * after / size
        if back := back + move[0]:
            parts.append(f">{back:.2f}<")
        parts.append(f"{glyph:04x}")
        back = move[1]
    return f"<{''.join(parts)}>{back:.2f}" if back else f"<{''.join(parts)}>"
