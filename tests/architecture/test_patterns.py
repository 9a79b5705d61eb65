"""No pattern takes longer than in proportion to what it reads: each is fed 100,000 characters made from its own parts."""

from __future__ import annotations

import ast
import re
import sys
import time
from collections.abc import Iterator
from itertools import islice
from pkgutil import walk_packages
from re import _constants as sre
from re import _parser

import pytest
from django.conf import settings

import mediation
from tests.slices import slice_of

# Many times what a pattern needs that reads every character a few times; one that begins anew at every character, or
# goes back over them, needs a hundred times as much. The whole length is read once the shorter ones were quick.
# First a few characters only: what grows with every one of them would never end on more.
LENGTHS = ((24, 0.3), (3_000, 0.3), (20_000, 0.6), (100_000, 2.0))
PLAIN = ("a", "1", " ", "\n", "，", "元", "。", "-", ".", "@", "\t", '"', "（")
OF_CATEGORY = {"DIGIT": "1", "SPACE": " ", "WORD": "a", "NOT_DIGIT": "a", "NOT_SPACE": "a", "NOT_WORD": " "}
# Read the project's own files, or pages of its own making in which what people typed is escaped.
OWN_TEXTS = ("mediation.scenarios.", "mediation.management.", "mediation.documents.rendering.", "mediation.documents.papers.snapshot",
             "mediation.templatetags.")  # fmt: skip
MOST_PIECES = 14
USED = re.compile(r"\bre\.\w+\(")
REPEATS = (sre.MAX_REPEAT, sre.MIN_REPEAT, sre.POSSESSIVE_REPEAT)


def patterns() -> Iterator[tuple[str, re.Pattern[str]]]:
    """Every pattern that a module holds, and every one that is written where it is used."""
    for found in walk_packages(mediation.__path__, "mediation."):
        if ".migrations" in found.name or ".settings" in found.name or found.name.startswith(OWN_TEXTS):
            continue
        module = sys.modules.get(found.name) or __import__(found.name, fromlist=["x"])
        for name, value in vars(module).items():
            for place, one in enumerate(_held(value)):
                yield f"{found.name}.{name}{place or ''}", one
        yield from _inline(found.name, module.__file__ or "")


def _held(value: object) -> list[re.Pattern[str]]:
    if isinstance(value, re.Pattern):
        return [value] if isinstance(value.pattern, str) else []
    if isinstance(value, dict):
        value = tuple(value.values())
    return [one for inner in value for one in _held(inner)] if type(value) in (tuple, list) else []


def _inline(module: str, path: str) -> Iterator[tuple[str, re.Pattern[str]]]:
    with open(path, encoding="utf-8") as file:
        text = file.read()
    if not USED.search(text):
        return  # each process of a run comes by here while it collects
    for node in ast.walk(ast.parse(text)):
        is_call = isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if is_call and _is_re(node.func.value) and node.args and isinstance(node.args[0], ast.Constant):
            yield f"{module}:{node.lineno}", re.compile(node.args[0].value)


def _is_re(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "re"


def hostile(pattern: re.Pattern[str]) -> list[str]:
    """What the pattern waits for: its parts, and the beginnings of what it would find."""
    tree = _parser.parse(pattern.pattern, pattern.flags & ~re.UNICODE & ~re.DEBUG)
    parts = list(islice(_parts(tree), 60))
    whole = "".join(_sample(tree))
    starts = [whole[:cut] for cut in range(1, min(len(whole), 9))]
    pairs = [one + other for one in parts[:4] for other in parts[:4]]
    return list(dict.fromkeys([*starts, *parts[:MOST_PIECES], whole or "a", *pairs, *PLAIN]))


def _sample(tree) -> Iterator[str]:
    """One text that the pattern finds, or nearly."""
    for kind, value in tree:
        if kind in (sre.LITERAL, sre.NOT_LITERAL, sre.ANY, sre.IN):
            yield {sre.LITERAL: chr, sre.IN: _member}.get(kind, lambda _one: "字")(value)
        elif kind is sre.BRANCH:
            yield from _sample(value[1][0])
        elif kind in (sre.SUBPATTERN, sre.ATOMIC_GROUP):
            yield from _sample(value if kind is sre.ATOMIC_GROUP else value[-1])
        elif kind in REPEATS:
            yield from list(_sample(value[2])) * max(min(value[0], 3), 1)


def _parts(tree) -> Iterator[str]:
    for kind, value in tree:
        if kind is sre.BRANCH:
            for branch in value[1]:
                yield "".join(_sample(branch)) or "a"
                yield from _parts(branch)
        elif kind is sre.SUBPATTERN:
            yield from _parts(value[-1])
        elif kind is sre.ATOMIC_GROUP:
            yield from _parts(value)
        elif kind in REPEATS:
            yield "".join(_sample(value[2])) or "a"
            yield from _parts(value[2])
        elif kind in (sre.LITERAL, sre.IN):
            yield "".join(_sample([(kind, value)]))


def _member(members) -> str:
    if members[0][0] is sre.NEGATE:
        return "字"
    kind, value = members[0]
    if kind is sre.CATEGORY:
        return OF_CATEGORY[str(value).removeprefix("CATEGORY_").removeprefix("UNI_")]
    return chr(value[0] if kind is sre.RANGE else value)


def read(pattern: re.Pattern[str], text: str) -> None:
    for _hit in pattern.finditer(text):
        pass
    pattern.fullmatch(text)


ALL = list(dict(patterns()).items()) if settings.configured else []
AT_LENGTH = set(slice_of([name for name, _pattern in ALL], 50, what="patterns read at full length"))


NAMES = {name for name, _pattern in ALL}


def test_there_is_something_to_try():
    assert len(ALL) > 80
    assert {"mediation.documents.papers.redaction.MAIL"} < {name for name, _pattern in ALL}


@pytest.mark.parametrize(("name", "pattern"), ALL, ids=[name for name, _pattern in ALL])
def test_a_pattern_reads_in_proportion(name, pattern):
    """The whole length is read only of what took longest at a fifth of it, and by a share of the patterns at a time."""
    pieces = hostile(pattern)
    *shorter, (whole, most_of_all) = LENGTHS
    if name in NAMES - AT_LENGTH:
        shorter.pop()
    for length, most in shorter:
        took = {piece: seconds(name, pattern, piece, length, most) for piece in pieces}
    if name in NAMES - AT_LENGTH:
        return
    for piece in sorted(pieces, key=took.__getitem__)[-3:]:
        seconds(name, pattern, piece, whole, most_of_all)


def seconds(name: str, pattern: re.Pattern[str], piece: str, length: int, most: float) -> float:
    """Of the processor, for a text of this length; at most so many."""
    text = (piece * (length // len(piece) + 1))[:length]
    begun = time.process_time()
    read(pattern, text)
    took = time.process_time() - begun
    assert took < most, f"{name} needs {took:.1f} s for {length} characters of {piece!r}"
    return took


@pytest.mark.parametrize("slow", [r"a+b", r"[\w.]+@\w+", r"(?:a|a)*b", r"x[^。]*(?:y|z)"])
def test_one_that_is_slow_is_found(slow):
    with pytest.raises(AssertionError, match="needs"):
        test_a_pattern_reads_in_proportion("slow", re.compile(slow))
