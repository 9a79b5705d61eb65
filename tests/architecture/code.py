"""The house's own code, read and parsed once for all tests that look at it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from functools import cache

from setup.house.modules import Module, house
from setup.paths import ROOT


@cache
def written() -> dict[str, Module]:
    """Every module by its dotted name."""
    return house(ROOT)


def modules(*folders: str) -> list[Module]:
    """Those below the folders, in the order of their paths."""
    found = [one for one in written().values() if one.path.startswith(tuple(f"{folder}/" for folder in folders))]
    return sorted(found, key=lambda one: one.path)


def nodes(*folders: str) -> Iterator[tuple[Module, ast.AST]]:
    """All that is written there."""
    for module in modules(*folders):
        for node in ast.walk(module.tree):
            yield module, node
