"""What the site needs of its machine and of its database's tables, asked at every look from outside: cheaply."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import connection

# A day of a busy office: papers, materials, and the database's own log.
ROOM = 2 << 30
# Some file systems run out of names before they run out of room.
NAMES = 10_000
LAST_BACKUP = "last_backup.json"
OLDEST_JOB = """
    SELECT min(e.at) FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'deferred'
    WHERE j.status = 'todo' AND (j.scheduled_at IS NULL OR j.scheduled_at <= now()) AND j.priority >= 0
"""


def disks(folders: tuple[Path, ...]) -> Iterator[Path]:
    """Each disk once, by the first of the folders that lies on it and is there."""
    seen: set[int] = set()
    for path in folders:
        there = next(folder for folder in (path, *path.absolute().parents) if folder.exists())
        if (disk := there.stat().st_dev) not in seen:
            seen.add(disk)
            yield there


def room_of(folder: Path) -> int:
    """How many bytes are free on its disk."""
    return shutil.disk_usage(folder).free


def names_of(folder: Path) -> int | None:
    """How many files more its disk can hold; None where it does not count them."""
    kept = os.statvfs(folder)
    return kept.f_favail if kept.f_files else None


def is_full(folder: Path) -> bool:
    """Whether a day's work may not find room on its disk."""
    names = names_of(folder)
    return room_of(folder) < ROOM or (names is not None and names < NAMES)


def full_disks() -> int:
    """How many of the disks under files and data are nearly full."""
    return sum(map(is_full, disks((Path(settings.MEDIA_ROOT), Path(settings.VAR)))))


@cache
def newest_migration() -> str:
    """The newest that this program brings along."""
    folder = Path(__file__).resolve().parents[2] / "migrations"
    return max(file.stem for file in folder.glob("[0-9]*.py"))


def applied_migration() -> str:
    """The newest that the database has had."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(name) FROM django_migrations WHERE app = 'mediation'")
        return cursor.fetchone()[0] or ""


def oldest_job() -> datetime | None:
    """Since when the job waits that waits longest and could be done; what goes after all else may wait."""
    with connection.cursor() as cursor:
        cursor.execute(OLDEST_JOB)
        found: datetime | None = cursor.fetchone()[0]
    return found


def last_backup() -> datetime | None:
    """When the last backup of this machine was proved; None where none ever was."""
    try:
        return datetime.fromisoformat(
            json.loads((settings.VAR / LAST_BACKUP).read_text(encoding="ascii")).get("at", "")
        )
    except (OSError, ValueError):
        return None


def note_backup(at: datetime) -> None:
    """A backup of that moment was proved."""
    (settings.VAR / LAST_BACKUP).write_text(json.dumps({"at": at.isoformat()}), encoding="ascii")
