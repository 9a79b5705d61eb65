"""Fences and what tests share; each stands in a module of its own."""

from __future__ import annotations

import gc

import pytest

pytest_plugins = [
    "tests.costs",
    "tests.slices",
    "tests.fences",
    "tests.unordered",
    "tests.databases",
    "tests.stages",
    "tests.shared",
    "tests.browser",
    "tests.scratch",
]

LONGEST = ("tests/journeys/", "tests/scenarios/", "tests/faults/")


def pytest_collection_finish() -> None:
    """What was loaded and collected stays: to look through it again and again for garbage is a twelfth of a run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no process is left alone with one at the end."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))
