"""Which characters the shipped fonts can print, found out from their outlines, not from their promises.

A font may list a character and hold nothing for it: a name then silently loses a character. The renderer
takes the first font of the chain that lists a character, so that font's outline decides.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import cache
from itertools import groupby
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.pens.boundsPen import ControlBoundsPen
from fontTools.ttLib import TTFont

from mediation.queries.office.fonts import missing_fonts

# The chain of the body text; the other chains end in the same fonts, which list every Han character.
CHAIN = (
    "FandolFang-Regular.otf",
    "LXGWWenKai-Light.ttf",
    "NotoSerifCJK-Regular.ttc",
    "HanaMinA.ttf",
    "HanaMinB.ttf",
)
# No drawing of a visible character is shorter than this many bytes of charstring.
SURELY_DRAWN = 24

Ranges = list[tuple[int, int]]


def unprintable(text: str) -> list[str]:
    """The characters of the text that would be missing on paper, each once, in order of appearance.

    Spaces and line ends print as nothing and are fine; control and direction marks are not.
    """
    ranges = _as_last_known() if missing_fonts() else printable_ranges()
    return [char for char in dict.fromkeys(text) if not _is_printable(char, ranges)]


def _is_printable(char: str, ranges: Ranges) -> bool:
    if char in "\n\t\r " or unicodedata.category(char) == "Zs" or _is_variation_selector(char):
        return True
    if unicodedata.category(char) in ("Cc", "Cf", "Cs", "Zl", "Zp"):
        return False
    place = bisect_right(ranges, (ord(char), 0x110000)) - 1
    return place >= 0 and ranges[place][0] <= ord(char) <= ranges[place][1]


def _is_variation_selector(char: str) -> bool:
    # It only chooses among forms of the character before it; where there is but one form, that is printed.
    return "\ufe00" <= char <= "\ufe0f" or "\U000e0100" <= char <= "\U000e01ef"


def _as_last_known() -> Ranges:
    """While fonts are missing nobody is kept from writing: what they printed when they were there, or all, decides."""
    found = sorted((Path(settings.VAR) / "cache").glob("glyphs-*.json"), key=lambda kept: kept.stat().st_mtime)
    return _kept_in(found[-1]) if found else [(0, 0x10FFFF)]


@cache
def printable_ranges() -> Ranges:
    """The code points that print in ink; computed in some seconds when fonts are new, then kept in var/."""
    own = sorted((Path(settings.FONTS) / "own").glob("fang.*"))
    fonts = [*own, *(Path(settings.FONTS) / name for name in CHAIN)]
    marks = "|".join(f"{font.name} {font.stat().st_size} {font.stat().st_mtime_ns}" for font in fonts)
    kept = Path(settings.VAR) / "cache" / f"glyphs-{hashlib.sha256(marks.encode()).hexdigest()[:16]}.json"
    if not kept.exists():
        kept.parent.mkdir(parents=True, exist_ok=True)
        fresh = kept.with_suffix(f".{os.getpid()}")
        fresh.write_text(json.dumps(_ranges(_printed(fonts))), encoding="ascii")
        fresh.replace(kept)
    return _kept_in(kept)


@cache
def _kept_in(kept: Path) -> Ranges:
    return [(first, last) for first, last in json.loads(kept.read_text(encoding="ascii"))]


def _printed(fonts: Iterable[Path]) -> set[int]:
    listed: set[int] = set()
    printed: set[int] = set()
    for font in fonts:
        inked = dict(_outlines(font))
        printed |= {point for point, drawn in inked.items() if drawn and point not in listed}
        listed |= inked.keys()
    return printed


def _outlines(path: Path) -> Iterator[tuple[int, bool]]:
    """Every code point that the font lists, and whether there is a drawing for it."""
    with TTFont(path, fontNumber=0, lazy=True) as font:
        drawn = _drawn_in_cff(font) if "CFF " in font else _drawn_in_glyf(font)
        for point, name in font.getBestCmap().items():
            yield point, drawn(name)


def _drawn_in_glyf(font: Any) -> Any:
    places, places_of = font["loca"], font.getReverseGlyphMap()
    return lambda name: places[places_of[name]] != places[places_of[name] + 1]


def _drawn_in_cff(font: Any) -> Any:
    strings = font["CFF "].cff.topDictIndex[0].CharStrings

    def drawn(name: str) -> bool:
        string = strings[name]
        if string.bytecode is None or len(string.bytecode) < SURELY_DRAWN:
            pen = ControlBoundsPen(None)
            string.draw(pen)
            return pen.bounds is not None
        return True

    return drawn


def _ranges(points: Iterable[int]) -> Ranges:
    runs = (list(run) for _key, run in groupby(enumerate(sorted(points)), lambda pair: pair[1] - pair[0]))
    return [(run[0][1], run[-1][1]) for run in runs]
