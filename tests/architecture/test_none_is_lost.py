"""No test of an earlier release is gone: it is there, or the map names what has taken its place."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from pathlib import Path

HERE = Path(__file__).parent
RELEASE = HERE / "tests_of_0.1.0.txt"
TEST = re.compile(r"^\s*(?:async )?def (test_\w+)", re.MULTILINE)


def present() -> Counter[str]:
    """How often each name of a test stands in the tree."""
    files = HERE.parent.rglob("test_*.py")
    return Counter(name for path in files for name in TEST.findall(path.read_text(encoding="utf-8")))


def lost(before: Counter[str], now: Counter[str], renamed: dict[str, list[str]]) -> list[str]:
    """Names that stood more often than they stand now, unless their successors are all there."""
    missing = [name for name, times in before.items() if now[name] < times]
    return [name for name in missing if not renamed.get(name) or not all(now[one] for one in renamed[name])]


def test_every_test_of_the_release_before_is_there_or_has_its_successors():
    before = Counter(RELEASE.read_text(encoding="utf-8").split())
    renamed = tomllib.loads((HERE / "renamed.toml").read_text(encoding="utf-8"))
    assert len(before) > 1000
    assert lost(before, present(), renamed) == []


def test_a_lost_test_would_be_named():
    before = Counter(["test_a", "test_b", "test_b"])
    assert lost(before, Counter(["test_a", "test_b"]), {}) == ["test_b"]
    assert lost(before, Counter(["test_b", "test_b", "test_c"]), {"test_a": ["test_c"]}) == []
    assert lost(before, Counter(["test_b", "test_b"]), {"test_a": ["test_c"]}) == ["test_a"]
