"""The scenarios that ship with the project."""

from __future__ import annotations

from pathlib import Path

FOLDER = Path(__file__).parent


def shipped() -> list[Path]:
    """Their files, in order; files that begin with an underscore only declare organs and people."""
    return sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))


def samples() -> list[Path]:
    """What a new site is filled with: a matter told to its end, and matters in hand."""
    return [shipped()[0], FOLDER / "_desk.yaml"]
