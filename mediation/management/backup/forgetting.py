"""Runs that are older than an office wants to keep, and the contents that no run needs any more."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

from mediation.management.backup.runs import FILES, STAMP, Run

# So many stay, however old: who makes no more backups does not lose those he has.
FEWEST = 7


def forget(folder: Path, *, days: int, at: datetime) -> int:
    """Take away runs older than so many days, then contents that are in none of those left; how many runs went."""
    runs = Run.all_in(folder)
    before = f"{(at - timedelta(days=days)).astimezone(UTC):{STAMP}}"
    gone = [run for run in runs[:-FEWEST] if run.path.name < before]
    for run in gone:
        shutil.rmtree(run.path)
    if gone:
        _forget_contents(folder)
    return len(gone)


def _forget_contents(folder: Path) -> None:
    needed = {name.removeprefix("../") for run in Run.all_in(folder) for name in run.sums()}
    for place in sorted((folder / FILES).glob("*/*")):
        if place.relative_to(folder).as_posix() not in needed:
            place.unlink()
