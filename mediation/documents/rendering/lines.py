"""Every line is as high as its style says, whatever typefaces meet in it.

A rare character comes from another typeface, whose line stands elsewhere: the line box that holds both grew by a
fraction of a millimetre, and the page of 22 lines held 21.
"""

from __future__ import annotations

from typing import Any

from weasyprint.layout import inline

_before: Any = None


def install() -> None:
    """Put the line of every text where that of its style is."""
    global _before
    if _before is None:
        _before = inline.split_first_line
        inline.split_first_line = split_first_line


def split_first_line(text: str, style: Any, *more: Any, **named: Any) -> Any:
    """The first line of the text, with the height at which its letters stand as the style's own do."""
    layout, length, resume, width, height, baseline = _before(text, style, *more, **named)
    if style["line_height"] != "normal":
        line, own = inline.strut(style)
        height = line - 2 * (own - baseline)
    return layout, length, resume, width, height, baseline
