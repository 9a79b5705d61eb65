"""A signature that was drawn: strokes of points in a field of fixed size, whatever the screen was like."""

from __future__ import annotations

import itertools
import json
from math import dist

WIDTH, HEIGHT = 1000, 400
# A dot, a slip of the finger, a drawing that was wiped away is no signature.
LEAST_LENGTH, LEAST_POINTS, LEAST_WIDTH, MOST_POINTS = 300, 8, 60, 6000

Strokes = list[list[tuple[int, int]]]


def strokes_in(written: str) -> Strokes:
    """The strokes as the page sent them; none if they cannot be read or lie outside the field."""
    try:
        found = json.loads(written)
    except ValueError:
        return []
    if not isinstance(found, list) or not all(isinstance(stroke, list) for stroke in found):
        return []
    points = [point for stroke in found for point in stroke]
    if len(points) > MOST_POINTS or not all(_in_field(point) for point in points):
        return []
    return [[(x, y) for x, y in stroke] for stroke in found if stroke]


def _in_field(point: object) -> bool:
    if not isinstance(point, list) or len(point) != 2 or not all(type(one) is int for one in point):
        return False
    return bool(0 <= point[0] <= WIDTH and 0 <= point[1] <= HEIGHT)


def is_drawn(strokes: Strokes) -> bool:
    """Whether somebody wrote something."""
    points = [point for stroke in strokes for point in stroke]
    length = sum(dist(a, b) for stroke in strokes for a, b in itertools.pairwise(stroke))
    across = max((x for x, _y in points), default=0) - min((x for x, _y in points), default=0)
    return len(points) >= LEAST_POINTS and length >= LEAST_LENGTH and across >= LEAST_WIDTH


def path_of(strokes: Strokes) -> str:
    """The strokes as the path of a drawing."""
    return "".join("M" + "L".join(f"{x} {y}" for x, y in stroke) for stroke in strokes if len(stroke) > 1)
