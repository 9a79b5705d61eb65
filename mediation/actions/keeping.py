"""Files are laid by before the transaction of the step that names them, and swept if it never came."""

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


def forget_unnamed(at: datetime) -> list[str]:
    """Delete files that no row names a day after they were laid by: their step was refused."""
    storage = storages["materials"]
    gone = []
    for folder in _folders(storage):
        paths = [f"{folder}/{name}" for name in storage.listdir(folder)[1]]
        old = [path for path in paths if at - storage.get_modified_time(path) > SPARED]
        named = set(Attachment.objects.filter(file__in=old).values_list("file", flat=True))
        for path in old:
            if path not in named:
                storage.delete(path)
                gone.append(path)
    return gone


def _folders(storage: Any) -> list[str]:
    try:
        return [f"materials/{folder}" for folder in storage.listdir("materials")[0]]
    except FileNotFoundError:
        return []
