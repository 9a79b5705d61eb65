"""Slices: of what runs in thousands `make test` takes a seeded share, `make thorough` (THOROUGH=1) all.

Tests draw with `slice_of` while they are collected, or widen a search with `examples`. The end of a run tells the seed and how
many of how many were taken; SEED=… repeats a run.
"""

from __future__ import annotations

import os
import random
import secrets
from collections.abc import Sequence
from typing import Any, TypeVar

import pytest

T = TypeVar("T")
# How much farther a search with random examples goes when it is thorough.
FARTHER = 50
# Of each: how many were taken, and how many there are.
_DRAWN: dict[str, tuple[int, int]] = {}


def thorough() -> bool:
    """Whether all is run."""
    return os.environ.get("THOROUGH", "") not in ("", "0")


def seed() -> int:
    """The seed of this run, one for all of its processes."""
    return int(os.environ.setdefault("SEED", str(secrets.randbelow(1_000_000))))


def slice_of(whole: Sequence[T], n: int, *, what: str) -> list[T]:
    """At most `n` of the whole in their order, drawn by the seed of the run; all where it is thorough."""
    taken = list(whole)
    if not thorough() and n < len(taken):
        # Each slice draws for itself: one more test elsewhere changes none of the others.
        places = random.Random(f"{seed()} {what}").sample(range(len(taken)), n)
        taken = [taken[place] for place in sorted(places)]
    _DRAWN[what] = (len(taken), len(whole))
    return taken


def examples(n: int, *, what: str) -> int:
    """How many random examples a search tries."""
    tried = n * FARTHER if thorough() else n
    _DRAWN[what] = (tried, n * FARTHER)
    return tried


def pytest_configure(config: pytest.Config) -> None:
    seed()
    if config.pluginmanager.hasplugin("xdist"):
        config.pluginmanager.register(_Gathering())


class _Gathering:
    """The processes that collect tell the one that reports."""

    def pytest_testnodedown(self, node: Any) -> None:
        _DRAWN.update(getattr(node, "workeroutput", {}).get("slices", {}))


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):
        session.config.workeroutput["slices"] = _DRAWN


def pytest_terminal_summary(terminalreporter: Any) -> None:
    if _DRAWN:
        terminalreporter.section("thorough" if thorough() else "slices")
        terminalreporter.line(f"SEED={seed()}")
        for what, (taken, whole) in sorted(_DRAWN.items()):
            terminalreporter.line(f"{taken:8} of {whole:8}  {what}")
