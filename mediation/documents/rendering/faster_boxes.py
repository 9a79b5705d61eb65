"""What WeasyPrint computes for every box though it is the same for all boxes of a style, and what no box needs.

Lengths that are neither percentages nor formulas are the same for every box of a style: they are resolved once. A
margin box without content is given none, and what stands alike on every page is laid out once. A line of Chinese is looked for in the next forty characters of a
paragraph, not in the next hundred. Text and picture are those of the stock renderer; a test compares.
"""

from __future__ import annotations

from math import inf
from typing import Any

from weasyprint.formatting_structure import boxes
from weasyprint.layout import absolute, block, column, float, grid, inline, page, percent, table  # noqa: A004
from weasyprint.text import line_break

SIDES = ("top", "right", "bottom", "left")
LENGTHS = (
    *(f"{kind}_{side}" for kind in ("margin", "padding") for side in SIDES),
    *(f"{bound}{axis}" for axis in ("width", "height") for bound in ("", "min_", "max_")),
)
BORDERS = tuple(f"border_{side}_width" for side in SIDES)
NOTHING = dict.fromkeys(("width", "height", "min_width", "min_height"), 0) | {"max_width": inf, "max_height": inf}
# So many characters beyond the line's own are looked at: room for marks that must not begin or end a line.
BEYOND = 16
SAFE = 8

_stock_strut = line_break.strut
_stock_resolve = percent.resolve_percentages
_stock_line = inline.split_first_line
_stock_margin = page.margin_box_content_layout


def install() -> None:
    """Replace the functions in every module that has them by name."""
    for module in (absolute, block, column, float, grid, inline, page, table):
        module.resolve_percentages = resolve_percentages
    inline.split_first_line, inline.strut = split_first_line, strut
    page.margin_box_content_layout = margin_content


def strut(style: Any) -> tuple[float, float]:
    """Height and baseline of a line of the style."""
    known = style.__dict__.get("line_height_and_baseline")
    if known is None:
        known = style.line_height_and_baseline = _stock_strut(style)
    return known


def resolve_percentages(box: Any, containing_block: Any) -> None:
    """Give the box its used lengths: those of its style, where they depend on nothing else."""
    if type(box) is boxes.MarginBox and not box.is_generated:
        box.__dict__.update(NOTHING)
        return
    style = box.style
    used = style.__dict__.get("used_lengths")
    if used is None:
        used = style.used_lengths = _used(style)
    if used:
        box.__dict__.update(used)
    else:
        _stock_resolve(box, containing_block)


def margin_content(context: Any, sheet: Any, margin: Any) -> Any:
    """The margin box laid out; an element that runs from page to page as it was on an earlier one, moved to its place."""
    if [kind for kind, _value in margin.style["content"]] != ["element()"] or len(margin.children) != 1:
        return _stock_margin(context, sheet, margin)
    (running,) = margin.children
    kept = context.__dict__.setdefault("margin_contents", {})
    key = running.element, margin.width, margin.height, margin.style["vertical_align"]
    if key not in kept:
        laid = _stock_margin(context, sheet, margin)
        if all(box.style["content"] in ("normal", "none") for box in running.descendants()):
            kept[key] = laid
        return laid
    before = kept[key]
    margin.children = [child.deepcopy() for child in before.children]
    aside, down = margin.content_box_x() - before.content_box_x(), margin.content_box_y() - before.content_box_y()
    for child in margin.children:
        child.translate(aside, down)
    return margin


def _used(style: Any) -> dict[str, Any]:
    """The used lengths of all boxes of the style; empty where they depend on the box or on what is around it."""
    if style["border_collapse"] == "collapse" or style["box_sizing"] != "content-box":
        return {}
    used = {}
    for name in LENGTHS:
        value = style[name]
        if value != "auto" and getattr(value, "unit", None) != "px":
            return {}
        used[name] = value if value == "auto" else value.value
    for name in ("min_width", "min_height"):
        used[name] = 0 if used[name] == "auto" else used[name]
    return used | {name: style[name] for name in BORDERS}


def split_first_line(text: str, style: Any, context: Any, max_width: Any, *more: Any, **named: Any) -> Any:
    """The first line of a text, found in as much of it as one line and the beginning of the next can hold."""
    size = style["font_size"]
    if max_width is not None and max_width != inf and max_width > 4 * size > 0:
        enough = int(max_width / size) + BEYOND
        if len(text) > enough and style["letter_spacing"] == "normal":
            start = text[:enough]
            if not any(space in start for space in " \u00a0\u00ad\t\n"):
                found = _stock_line(start, style, context, max_width, *more, **named)
                if found[2] is not None and len(start.encode()[: found[2]].decode()) <= enough - SAFE:
                    return found
    return _stock_line(text, style, context, max_width, *more, **named)
