"""docs/security.md: each requirement of ASVS 5.0, levels 1 and 2, once; what is said there and in the guide to be tried is there."""

from __future__ import annotations

import ast
import re
from collections import Counter
from functools import cache

import pytest

from setup.paths import ROOT

PAGE = ROOT / "docs/security.md"
TEXT = PAGE.read_text(encoding="utf-8")
TRIED = (ROOT / "docs/operations.md").read_text(encoding="utf-8").split("## What was tried")[1]
ROW = re.compile(r"^\| (V\d+\.\d+\.\d+) \| (\S+) \| ([^|]+) \| ([^|]+) \| (.+) \|$", re.M)
ROWS = ROW.findall(TEXT)
NAMED = re.compile(r"`([^`]+?)::([^`]+)`")
VERDICTS = ("covered", "not applicable", "open")
# How many each section of the standard has on levels 1 and 2, in the order of their numbers; level 3 is left out here.
LEVELS = {"1": 70, "2": 183}
IDS = ROOT / "tests/architecture/asvs_5.0.txt"


def test_every_requirement_of_both_levels_stands_there_once():
    asked = [tuple(line.split()) for line in IDS.read_text(encoding="utf-8").splitlines()]
    assert Counter(level for _number, level in asked) == LEVELS
    assert [(number, level) for number, level, *_rest in ROWS] == asked


def test_every_verdict_is_known_and_the_head_counts_them():
    found = Counter(verdict for _number, _level, _what, verdict, _why in ROWS)
    assert set(found) == set(VERDICTS)
    told = "{} requirements: {} covered, {} not applicable, {} open.".format(len(ROWS), *map(found.get, VERDICTS))
    print(told)  # noqa: T201 for whoever mends the head
    assert told in TEXT.split("## Open")[0]


def test_what_is_open_stands_on_top_with_what_would_close_it():
    top = TEXT.split("## Open, by how much it matters")[1].split("\n## ")[0]
    told = dict(re.findall(r"^\d+\. \*\*(V[\d.]+)\*\* (.+)$", top, re.M))
    assert set(told) == {number for number, _level, _what, verdict, _why in ROWS if verdict == "open"}
    for number, said in told.items():
        assert len(said) > 60, number


@pytest.mark.parametrize(("number", "why"), [(row[0], row[4]) for row in ROWS if row[3] == "covered"])
def test_what_is_covered_names_what_holds_it(number, why):
    assert NAMED.findall(why), number


def test_every_fault_of_the_guide_names_how_it_was_tried():
    tried = TRIED.split("| **By hand** |")[0]
    faults = re.findall(r"^\| (?!fault |\*\*|---)([^|]+) \| ([^|]+) \|", tried, re.M)
    assert len(faults) > 30
    assert [fault for fault, how in faults if not NAMED.findall(how)] == []


@pytest.mark.parametrize(("path", "name"), sorted({*NAMED.findall(TEXT), *NAMED.findall(TRIED)}))
def test_what_is_named_is_there(path, name):
    assert (ROOT / path).is_file(), path
    assert name in held_by(path) if path.endswith((".py", ".md")) else name in read(path), f"{path}::{name}"


def test_what_is_not_there_would_be_found():
    assert "test_that_nobody_wrote" not in held_by("tests/architecture/test_security.py")
    assert "WORDS" in held_by("mediation/settings/passwords.py")
    assert "No such heading" not in held_by("docs/security.md")


@cache
def read(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


@cache
def held_by(path: str) -> set[str]:
    """Functions, classes and names of a module; headings of a page."""
    if path.endswith(".md"):
        return {line.lstrip("#").strip() for line in read(path).splitlines() if line.startswith("#")}
    nodes = list(ast.walk(ast.parse(read(path))))
    made = {node.name for node in nodes if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    return made | {node.id for node in nodes if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
