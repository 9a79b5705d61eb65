"""Files are laid by before the transaction of the step that names them, and set aside if it never came."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from django.core.files.base import File
from django.core.files.storage import storages

from mediation.actions.registry import Reader
from mediation.models import Attachment
from mediation.workflows.facts import Fact, Kind
from mediation.workflows.files import HandedIn

SPARED = timedelta(days=1)
QUARANTINE = "quarantine"
MOST_AT_ONCE = 100


def laid_by(declared: Iterable[Fact], facts: dict[str, Any], read: Reader | None = None) -> dict[str, Any]:
    """The facts with every acceptable file hashed, read and stored; faulty ones are left for the step to refuse.

    A process that dies here leaves a file that nobody names, never a row without its file.
    """
    laid = dict(facts)
    for fact in declared:
        if fact.kind is Kind.FILE and laid.get(fact.name):
            try:
                laid[fact.name] = fact.clean(laid[fact.name])
            except ValueError:
                continue
            if read is not None:
                laid[fact.name] = [
                    one if one.found is not None else replace(one, found=read(one)) for one in laid[fact.name]
                ]
            for one in laid[fact.name]:
                store(one)
    return laid


def store(one: HandedIn) -> None:
    """Write the file under its hash."""
    one.content.seek(0)
    storages["materials"].save(one.path, File(one.content, name=one.path))


class TooManyUnnamed(Exception):
    """More files without a record than a day's refused steps leave: the database is rather older than its files."""


def set_aside_unnamed(at: datetime) -> list[str]:
    """Move files that no row names a day after they were laid by: their step was refused. Nothing is deleted.

    Where they are many, none is touched: after a restore, they are what came in since.
    """
    storage: Any = storages["materials"]
    unnamed = [path for folder in _folders(storage) for path in _unnamed(storage, folder, at)]
    if len(unnamed) > MOST_AT_ONCE:
        raise TooManyUnnamed(f"{len(unnamed)} files that no record names")
    aside = f"{QUARANTINE}/{at:%Y-%m-%d}"
    return [path for path in unnamed if storage.set_aside(path, f"{aside}/{path}", unless_after=at - SPARED)]


def _unnamed(storage: Any, folder: str, at: datetime) -> list[str]:
    paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1] if not name.startswith(".")]
    old = [path for path in paths if at - storage.get_modified_time(path) > SPARED]
    named = set(Attachment.objects.filter(file__in=old).values_list("file", flat=True))
    return [path for path in old if path not in named]


def _folders(storage: Any) -> list[str]:
    try:
        return [f"materials/{folder}" for folder in storage.listdir("materials")[0]]
    except FileNotFoundError:
        return []
