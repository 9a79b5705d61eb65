"""A seal as operators of a PDF page: ring, star, the organ's name along the upper arc, and 样章 across the face."""

from __future__ import annotations

import math
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings
from fontTools.pens.basePen import BasePen
from fontTools.ttLib import TTFont

POINT = 72 / 25.4
# 《国务院关于国家行政机关和企业事业单位社会团体印章管理的规定》: 42 mm for organs of a county or a prefecture.
DIAMETER = 42 * POINT
RED = "0.902 0 0.071"
FONTS = ("FandolSong-Bold.otf", "NotoSerifCJK-Bold.ttc", "HanaMinB.ttf")
ACROSS = "样章"


@lru_cache(256)
def seal(name: str) -> bytes:
    """The sample seal of an organ in a square of DIAMETER points, its lower left corner at the origin."""
    half = DIAMETER / 2
    drawn = [f"{RED} rg {RED} RG 1 0 0 1 {half:.3f} {half:.3f} cm", _ring(half - 1.8), _star(half * 0.3)]
    size, turn = _size_and_turn(name)
    for place, char in enumerate(name):
        angle = math.pi / 2 + turn * ((len(name) - 1) / 2 - place)
        drawn.append(_glyph(char, size, angle, half * 0.9 - size))
    for place, char in enumerate(ACROSS):
        drawn.append(_placed(_outline(char), 26, (place - 1) * 27 + 0.5, -half * 0.72 + 4))
    return "\n".join(drawn).encode()


def _size_and_turn(name: str) -> tuple[float, float]:
    """Size of a character and the angle between two: at most three quarters of the circle are written on."""
    size = min(15.0, 190 / max(len(name), 1) + 3)
    return size, min(0.42, 1.5 * math.pi / max(len(name), 1))


def _ring(radius: float) -> str:
    bend = radius * 0.5523
    quarters = " ".join(_quarter(x, y, radius, bend) for x, y in ((1, 0), (0, 1), (-1, 0), (0, -1)))
    return f"3.2 w {radius:.3f} 0 m {quarters} S"


def _quarter(x: int, y: int, radius: float, bend: float) -> str:
    points = (
        (x * radius - y * bend, y * radius + x * bend),
        (x * bend - y * radius, y * bend + x * radius),
        (-y * radius, x * radius),
    )
    return " ".join(f"{a:.3f} {b:.3f}" for a, b in points) + " c"


def _star(radius: float) -> str:
    corners = []
    for place in range(10):
        reach = radius if place % 2 == 0 else radius * 0.382
        angle = math.pi / 2 + place * math.pi / 5
        corners.append(f"{reach * math.cos(angle):.3f} {reach * math.sin(angle) + 4:.3f}")
    return f"{corners[0]} m {' l '.join(corners[1:])} l h f"


def _glyph(char: str, size: float, angle: float, radius: float) -> str:
    """A character with its foot towards the centre."""
    cos, sin = math.cos(angle - math.pi / 2), math.sin(angle - math.pi / 2)
    x, y = radius * math.cos(angle) - cos * size / 2, radius * math.sin(angle) - sin * size / 2
    scale = size / 1000
    matrix = f"{scale * cos:.5f} {scale * sin:.5f} {-scale * sin:.5f} {scale * cos:.5f} {x:.3f} {y:.3f} cm"
    return f"q {matrix} {_outline(char)} Q"


def _placed(outline: str, size: float, x: float, y: float) -> str:
    return f"q {size / 1000:.5f} 0 0 {size / 1000:.5f} {x:.3f} {y:.3f} cm {outline} Q"


class _Operators(BasePen):  # type: ignore[misc]
    """An outline as operators of a PDF page."""

    def __init__(self, glyphs: Any) -> None:
        super().__init__(glyphs)
        self.said: list[str] = []

    def _moveTo(self, point: Any) -> None:  # noqa: N802
        self.said.append(f"{point[0]:.1f} {point[1]:.1f} m")

    def _lineTo(self, point: Any) -> None:  # noqa: N802
        self.said.append(f"{point[0]:.1f} {point[1]:.1f} l")

    def _curveToOne(self, *points: Any) -> None:  # noqa: N802
        self.said.append(" ".join(f"{x:.1f} {y:.1f}" for x, y in points) + " c")

    def _closePath(self) -> None:  # noqa: N802
        self.said.append("h")


@lru_cache(512)
def _outline(char: str) -> str:
    """The filled outline of a character at 1000 units; empty if no font has it."""
    for name in FONTS:
        with TTFont(Path(settings.FONTS) / name, fontNumber=0, lazy=True) as font:
            glyph = font.getBestCmap().get(ord(char))
            if glyph is None:
                continue
            glyphs = font.getGlyphSet()
            pen = _Operators(glyphs)
            glyphs[glyph].draw(pen)
            return " ".join([*pen.said, "f"])
    return ""
