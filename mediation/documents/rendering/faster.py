"""What WeasyPrint does twice is done once: cutting a font down to the glyphs of a paper, and looking up its styles.

WeasyPrint keeps all glyph numbers of a font in a first subset, and cuts off the tail in a second; HarfBuzz
does both in one. It also copies the whole font file, 5 to 26 MB, for every paper and face, though only the
subset goes into the PDF, and has the declaration of an array parsed anew for every length. The methods
replaced here give the same glyphs. A property that nobody set is looked up without the checks that only a set one needs. The least width of a table's
column is that of one Han character for all that follow each other, instead of a line of its own for each, and a line of
a long paragraph is found in as much of it as fills the line, instead of four times as much. Text and picture are those of the stock renderer; a test compares.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import weasyprint
from weasyprint import css
from weasyprint.css.computed_values import PHYSICAL_FUNCTIONS
from weasyprint.css.properties import INHERITED, INITIAL_NOT_COMPUTED, INITIAL_VALUES
from weasyprint.layout import inline, preferred
from weasyprint.pdf import fonts
from weasyprint.text.ffi import ffi, harfbuzz, harfbuzz_subset
from weasyprint.text.fonts import get_hb_object_data

VERSION = "70.0"
# What no reader of a PDF needs.
DROPPED = (b"BASE", b"DSIG", b"EBDT", b"EBLC", b"EBSC", b"GPOS", b"GSUB", b"JSTF", b"LTSH", b"PCLT", b"SVG ", b"VORG")
# What WeasyPrint itself does not ask of HarfBuzz.
ffi.cdef("""
    hb_font_t * hb_font_create (hb_face_t *face);
    void hb_font_destroy (hb_font_t *font);
    hb_bool_t hb_font_get_nominal_glyph (hb_font_t *font, hb_codepoint_t unicode, hb_codepoint_t *glyph);
""")
# Properties whose value, when nobody set them, is the parent's, or the initial one, without further ado.
APART = {"position", "float", "display", "page", *(name for name in INITIAL_VALUES if name.startswith("text_dec"))}
FROM_PARENT = frozenset(INHERITED) - APART
INITIAL = frozenset(INITIAL_VALUES) - INHERITED - INITIAL_NOT_COMPUTED - APART
LOGICAL = frozenset(name(block="ttb", inline=way) for name in PHYSICAL_FUNCTIONS.values() for way in ("ltr", "rtl"))

# Every Han character of the house's fonts is a square, and a line may be broken between any two.
HAN = re.compile("[\u4e00-\u9fff]{2,}")
PIECES = re.compile("[\u4e00-\u9fff]|[^\u4e00-\u9fff]+")
BLANK = re.compile("[\\s\u00ad\u200b]")
# So many characters more than the line holds are set: the word after the break is looked at, too.
OVER = 4
MEASURED_IN = (
    *("font_size", "font_family", "font_style", "font_weight", "font_stretch", "font_variation_settings", "lang"),
    *("font_language_override", "direction", "letter_spacing", "word_spacing", "white_space", "tab_size"),
    *("overflow_wrap", "word_break", "hyphens", "hyphenate_character", "hyphenate_limit_chars", "hyphenate_limit_zone"),
    *("font_kerning", "font_variant_ligatures", "font_variant_position", "font_variant_caps", "font_variant_numeric"),
    *("font_variant_alternates", "font_variant_east_asian", "font_feature_settings"),
)
MOST_MEASURED = 20_000
_measured: dict[tuple[Any, ...], tuple[Any, ...]] = {}
WIDEST = 100_000

_stock_split = preferred.split_first_line
_stock_missing = css.ComputedStyle.__missing__


def install() -> None:
    """Replace what is slow; RuntimeError with a WeasyPrint that this was not written for."""
    if weasyprint.__version__ != VERSION:
        raise RuntimeError(f"faster was written for WeasyPrint {VERSION}, not {weasyprint.__version__}")
    fonts.get_hb_object_data = nothing_yet
    fonts.Font.subset = subset
    css.ComputedStyle.__missing__ = missing
    preferred.split_first_line, inline.split_first_line = split, split_line


def missing(style: css.ComputedStyle, name: str) -> Any:
    """The computed value of a property that is asked for the first time."""
    cascaded = style.cascaded
    if name not in cascaded and (name not in PHYSICAL_FUNCTIONS or LOGICAL.isdisjoint(cascaded)):
        if name in INITIAL:
            value = style[name] = INITIAL_VALUES[name]
            return value
        if name in FROM_PARENT and style.parent_style is not None:
            value = style[name] = style.parent_style[name]
            return value
    return _stock_missing(style, name)


def split(text: str, style: Any, context: Any, max_width: float | None, *more: Any, **named: Any) -> Any:
    """The first line of a text that is to be as narrow, or as wide, as it can be: for its measures alone.

    Of Han characters all but the last at once. Of what begins otherwise no more is set than up to the first two of them:
    between these it breaks at the latest. What was measured in a setting before is known.
    """
    if max_width:
        return _stock_split(text, style, context, max_width, *more, **named)
    if max_width == 0 and _is_plain(style) and (found := HAN.search(text)):
        if not found.start():
            length = len(text[: found.end() - 1].encode())
            return None, length, length, style["font_size"], 0, 0
        text = text[: found.start() + 2]
    elif max_width is None and style["letter_spacing"] == "normal" and HAN.search(text) and not BLANK.search(text):
        # Each character is as wide as it is alone; marks that meet are measured together.
        measures = [_measured_as(piece, None, style, context, more, named) for piece in PIECES.findall(text)]
        width, height, baseline = (kind([one[n] for one in measures]) for n, kind in ((3, sum), (4, max), (5, max)))
        return None, len(text.encode()), None, width, height, baseline
    return _measured_as(text, max_width, style, context, more, named)


def _measured_as(text: str, max_width: float | None, style: Any, context: Any, more: Any, named: Any) -> Any:
    key = text, max_width, _setting(style), more, tuple(named.items())
    if (known := _measured.get(key)) is None:
        if len(_measured) > MOST_MEASURED:
            _measured.clear()
        known = _measured[key] = (None, *_stock_split(text, style, context, max_width, *more, **named)[1:])
    return known


def _setting(style: Any) -> tuple[Any, ...]:
    """All of a style on which the measures of a text depend."""
    found: tuple[Any, ...] | None = style.__dict__.get("measured_in")
    if found is None:
        found = style.measured_in = (id(style.font_config), *(style[name] for name in MEASURED_IN))
    return found


def split_line(text: str, style: Any, context: Any, max_width: float | None, *more: Any, **named: Any) -> Any:
    """The first line of a text in its width; of a long text no more is set than fills the line and some characters over."""
    if max_width and max_width < WIDEST and style["font_size"] and _is_plain(style):
        text = text[: _filling(text, max_width / style["font_size"])]
    return _stock_split(text, style, context, max_width, *more, **named)


def _is_plain(style: Any) -> bool:
    return style["letter_spacing"] == "normal" and style["white_space"] in ("normal", "pre-wrap", "pre-line")


def _filling(text: str, squares: float) -> int | None:
    """Behind which character the text has more Han characters than the line holds, and may be broken before its end; None if nowhere."""
    wanted = int(squares) + OVER
    for run in HAN.finditer(text):
        if run.end() - run.start() >= wanted:
            return run.start() + wanted
        wanted = max(wanted - (run.end() - run.start()), 2)
    return None


def nothing_yet(face: Any) -> bytes:
    """A font's file is read when it is known which part of it is needed."""
    return b""


def subset(font: fonts.Font, to_unicode: dict[int, str], hinting: bool) -> None:
    """Give the font the part of its file that holds these glyphs, under their old numbers."""
    if not to_unicode:
        font.file_content = get_hb_object_data(font.hb_face)
        return
    wanted = ffi.gc(harfbuzz_subset.hb_subset_input_create_or_fail(), harfbuzz_subset.hb_subset_input_destroy)
    if characters := _all_of_the_map(font, to_unicode):
        _fill(harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_UNICODE), characters)
    else:
        _fill(harfbuzz_subset.hb_subset_input_glyph_set(wanted), to_unicode)
    tables = harfbuzz_subset.hb_subset_input_set(wanted, harfbuzz_subset.HB_SUBSET_SETS_DROP_TABLE_TAG)
    _fill(tables, (harfbuzz.hb_tag_from_string(name, -1) for name in DROPPED))
    flags = (
        harfbuzz_subset.HB_SUBSET_FLAGS_RETAIN_GIDS
        | harfbuzz_subset.HB_SUBSET_FLAGS_PASSTHROUGH_UNRECOGNIZED
        | harfbuzz_subset.HB_SUBSET_FLAGS_DESUBROUTINIZE
    )
    if not hinting:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NO_HINTING
    if font.missing:
        flags |= harfbuzz_subset.HB_SUBSET_FLAGS_NOTDEF_OUTLINE
    harfbuzz_subset.hb_subset_input_set_flags(wanted, flags)
    part = ffi.gc(harfbuzz_subset.hb_subset_or_fail(font.hb_face, wanted), harfbuzz.hb_face_destroy)
    font.file_content = get_hb_object_data(part) or get_hb_object_data(font.hb_face)


def _all_of_the_map(font: fonts.Font, to_unicode: dict[int, str]) -> list[int]:
    """The characters of the glyphs, if each glyph is the one that the font has for its character; else none.

    Asked for glyphs, HarfBuzz goes through all the characters of a font to find theirs; asked for characters it does not.
    """
    plain, found = ffi.gc(harfbuzz.hb_font_create(font.hb_face), harfbuzz.hb_font_destroy), ffi.new("hb_codepoint_t *")
    characters = []
    for glyph, text in to_unicode.items():
        if len(text) != 1 or not harfbuzz.hb_font_get_nominal_glyph(plain, ord(text), found) or found[0] != glyph:
            return []
        characters.append(ord(text))
    return characters


def _fill(found: Any, numbers: Iterable[int]) -> None:
    array = sorted(numbers)
    harfbuzz.hb_set_add_sorted_array(found, ffi.new("hb_codepoint_t[]", array), len(array))
