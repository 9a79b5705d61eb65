"""A flush right edge for Chinese text.

WeasyPrint justifies a line by widening its spaces; Chinese has none. Here the room that is left over
is shared out between the characters: every Han character, Chinese mark and space takes the same room on
its left and on its right; Latin letters, digits, —— and …… keep together. A mark whose outer half is blank, at
either end of a line, is set so that its ink stands at the edge, not its blank; of two marks that meet, one is
set half as wide. Two functions of WeasyPrint are
replaced, so its version is asserted; what is extracted as text does not change.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from typing import Any

import weasyprint
from weasyprint.formatting_structure import boxes
from weasyprint.layout import inline
from weasyprint.text import line_break
from weasyprint.text.ffi import TO_UNITS, ffi, pango

VERSION = "70.0"
# A reader of the PDF takes more than a sixth of an em for a space, and people see a line that is torn apart: one that would
# need more, before a number that must not be broken, is set as it is and ends early.
MOST = 0.16
STRETCHES = re.compile(
    "[ \u00a0·‘’“”\u2e80-\u9fff\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uffee\U00020000-\U0003ffff]"
)
# Marks that fill the left half, or the right half, of their square.
CLOSING = "，。、；：”’）〕】》〉」』"
OPENING = "“‘（〔【《〈「『"
RUNS = re.compile(f"{STRETCHES.pattern}+")
# Of two marks that meet, one gives up its blank half: ）。 and 》、 and ：“ take one and a half squares, not two.
MEETING = re.compile(f"[{CLOSING}](?=[{CLOSING}{OPENING}])|(?<=[{OPENING}])[{OPENING}]")
HALF, WHOLE = b"halt", b"halt=0"

_stock_set_text = line_break.Layout.set_text


def install() -> None:
    """Replace the two functions; RuntimeError with a WeasyPrint that this was not written for."""
    if weasyprint.__version__ != VERSION:
        raise RuntimeError(f"justification was written for WeasyPrint {VERSION}, not {weasyprint.__version__}")
    inline.justify_line = justify_line
    line_break.Layout.set_text = set_text


def justify_line(context: Any, line: boxes.LineBox, extra_width: float) -> None:
    """Share `extra_width` out over a line; it is not called for the last line of a paragraph."""
    leaves = list(_leaves(line))
    before, after = _blanks(line, leaves) if leaves else (0, 0)
    extra_width += before + after
    halves = sum(sum(_halves(leaf)) for leaf in leaves)
    if leaves:
        halves -= _halves(leaves[0])[0] + _halves(leaves[-1])[2]
    if halves:
        half = extra_width / halves
        if half > MOST * line.style["font_size"] / 2:
            half = 0.0
        _spread(line, half, -before, (leaves[0], leaves[-1]))


def _blanks(line: boxes.LineBox, leaves: list[Any]) -> tuple[float, float]:
    """How wide the blank is that a mark has at the beginning and at the end of the line; an indent is left alone."""
    first, last = (getattr(leaf, "text", "") or " " for leaf in (leaves[0], leaves[-1]))
    indented = leaves[0].position_x - line.position_x > 1
    before = leaves[0].style["font_size"] / 2 if first[0] in OPENING and not indented else 0
    after = leaves[-1].style["font_size"] / 2 if last.rstrip()[-1:] in tuple(CLOSING) else 0
    return before, after


def set_text(layout: line_break.Layout, text: str, justify: bool = False) -> None:
    """Set the text of a line; when it is drawn, with the room that it was given."""
    _stock_set_text(layout, text)
    attributes = _meeting(layout) + (_stretched(layout) if justify and layout.justification_spacing else [])
    if not attributes:
        return
    kept = pango.pango_layout_get_attributes(layout.layout)
    if kept == ffi.NULL:
        kept = ffi.gc(pango.pango_attr_list_new(), pango.pango_attr_list_unref)
    for attribute, (start, end) in attributes:
        attribute.start_index, attribute.end_index = (len(layout.text[:n].encode()) for n in (start, end))
        pango.pango_attr_list_change(kept, attribute)
    pango.pango_layout_set_attributes(layout.layout, kept)


def _meeting(layout: line_break.Layout) -> list[tuple[Any, tuple[int, int]]]:
    """Half squares for marks that meet another; a layout that is given a shorter text forgets those it had."""
    spans = [found.span() for found in MEETING.finditer(layout.text)]
    had, layout.marks_meet = getattr(layout, "marks_meet", False), bool(spans)
    whole = [(pango.pango_attr_font_features_new(WHOLE), (0, len(layout.text)))] if had else []
    return whole + [(pango.pango_attr_font_features_new(HALF), span) for span in spans]


def _stretched(layout: line_break.Layout) -> list[tuple[Any, tuple[int, int]]]:
    """Room between the characters."""
    usual = layout.style["letter_spacing"]
    spacing = layout.justification_spacing + (0 if usual == "normal" else usual)
    room = int(spacing * TO_UNITS)
    return [(pango.pango_attr_letter_spacing_new(room), run.span()) for run in RUNS.finditer(layout.text)]


def _leaves(box: Any) -> Iterator[Any]:
    for child in box.children:
        if not child.is_in_normal_flow():
            continue
        if isinstance(child, boxes.InlineBox):
            yield from _leaves(child)
        else:
            yield child


def _halves(leaf: Any) -> tuple[int, int, int]:
    """How many half gaps lie before the text, inside it and after it."""
    if not isinstance(leaf, boxes.TextBox) or not leaf.text:
        return 0, 0, 0
    before, after = (int(bool(STRETCHES.match(leaf.text[place]))) for place in (0, -1))
    return before, 2 * len(STRETCHES.findall(leaf.text)) - before - after, after


def _spread(box: Any, half: float, shift: float, ends: tuple[Any, Any]) -> float:
    """Move and widen what is in the line; return how far the next thing must move."""
    if isinstance(box, boxes.TextBox):
        # Pango leaves out the halves at both ends of a text: between two texts they are given here.
        before, inside, after = _halves(box)
        shift += half * before * (box is not ends[0])
        box.position_x += shift
        box.width += half * inside
        box.pango_layout = copy.copy(box.pango_layout)
        box.pango_layout.justification_spacing = box.justification_spacing = 2 * half
        return shift + half * inside + half * after * (box is not ends[1])
    if isinstance(box, boxes.LineBox | boxes.InlineBox):
        box.position_x += shift * (not isinstance(box, boxes.LineBox))
        start = shift
        for child in box.children:
            if child.is_in_normal_flow():
                shift = _spread(child, half, shift, ends)
        box.width += shift - start
        return shift
    box.translate(shift, 0)
    return shift
