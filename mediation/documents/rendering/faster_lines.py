"""What WeasyPrint asks of Pango anew for each line is asked once for all lines of a style, or not at all.

The lines of a style share their context and the description of their font. A line that was found in a longer text is
not set a second time to be measured. A line that was laid out is drawn from the same layout instead of a new one; only
room between its characters makes it be set anew. Text and picture are those of the stock renderer; a test compares.
"""

from __future__ import annotations

from typing import Any

from weasyprint.text import line_break
from weasyprint.text.constants import PANGO_DIRECTION
from weasyprint.text.ffi import FROM_UNITS, ffi, gobject, pango, unicode_to_char_p
from weasyprint.text.fonts import font_features, get_font_description

from mediation.documents.rendering.justification import CLOSING, OPENING

FEATURES = (
    "font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric",
    "font_variant_alternates", "font_variant_east_asian", "font_feature_settings",
)  # fmt: skip
# What ends a line may be set otherwise when nothing follows it.
ENDS_OTHERWISE = f" \u00ad{CLOSING}{OPENING}"
PARAGRAPHS = ("\n", "\r", "\u2028", "\u2029")

_stock_setup = line_break.Layout.setup
_stock_metrics = line_break.first_line_metrics
_set_text = line_break.Layout.set_text


def install() -> None:
    """Replace the functions; to be called after justification has replaced what sets a text."""
    global _set_text
    _set_text = line_break.Layout.set_text
    line_break.Layout.setup, line_break.Layout.set_text = setup, set_text
    line_break.Layout.deactivate, line_break.Layout.reactivate = keep, draw_kept
    line_break.first_line_metrics = first_line_metrics


def setup(layout: line_break.Layout, style: Any) -> None:
    """Begin a layout in the style."""
    known = style.__dict__.get("line_setting")
    if known is None:
        known = style.line_setting = _setting(style)
    if not known:
        _stock_setup(layout, style)
        return
    context, description, layout.language = known
    layout.style, layout.first_line_direction = style, 0
    layout.ascent = layout.underline_position = layout.strikethrough_position = None
    layout.layout = ffi.gc(pango.pango_layout_new(context), gobject.g_object_unref)
    pango.pango_layout_set_auto_dir(layout.layout, False)
    pango.pango_layout_set_font_description(layout.layout, description)


def _setting(style: Any) -> tuple[Any, ...]:
    """Context, font description and language of the style; empty where a layout needs more than these."""
    odd = style["text_decoration_line"] != "none" or style["font_language_override"] != "normal"
    if odd or not style["lang"] or font_features(*(style[name] for name in FEATURES)):
        return ()
    context = ffi.gc(pango.pango_font_map_create_context(style.font_config.font_map), gobject.g_object_unref)
    pango.pango_context_set_round_glyph_positions(context, False)
    pango.pango_context_set_base_dir(context, PANGO_DIRECTION[style["direction"]])
    language = pango.pango_language_from_string(unicode_to_char_p(style["lang"])[0])
    pango.pango_context_set_language(context, language)
    return context, get_font_description(style), language


def set_text(layout: line_break.Layout, text: str, justify: bool = False) -> None:
    """Set the text; one of a single paragraph is told so now: told when it is drawn, it would be laid out again."""
    single = not any(end in text for end in PARAGRAPHS)
    pango.pango_layout_set_single_paragraph_mode(layout.layout, single)
    layout.longer = False
    _set_text(layout, text, justify)


def first_line_metrics(
    first_line: Any,
    text: str,
    layout: Any,
    resume_at: Any,
    space_collapse: Any,
    style: Any,
    hyphenated: bool = False,
    *more: Any,
) -> tuple[Any, ...]:
    """The line with its width, height and baseline, as it stands in the longer text that it was found in."""
    if resume_at and not hyphenated and style["letter_spacing"] == "normal":
        line = text.encode()[: first_line.length].decode()
        if line and line[-1] not in ENDS_OTHERWISE:
            width, height = line_break.line_size(first_line, style)
            baseline = pango.pango_layout_get_baseline(layout.layout) * FROM_UNITS
            layout.text, layout.longer = line, True
            return layout, first_line.length, resume_at, width, height, baseline
    return _stock_metrics(first_line, text, layout, resume_at, space_collapse, style, hyphenated, *more)


def keep(layout: line_break.Layout) -> None:
    """A line that was laid out waits to be drawn."""


def draw_kept(layout: line_break.Layout, style: Any) -> None:
    """Only a line found in a longer text, or with room between its characters, is set anew."""
    if layout.justification_spacing or layout.longer:
        pango.pango_layout_set_width(layout.layout, -1)
        layout.set_text(layout.text, justify=True)
