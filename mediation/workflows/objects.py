"""Objects that are named by their lifecycle and key: what a paper or a limit is about."""

from __future__ import annotations

from typing import Any

from mediation.workflows.base import lifecycle_named
from mediation.workflows.writing import as_written, once_until_written, written


def object_at(name: str, pk: int) -> Any:
    """The object of a lifecycle's name and a key, as it is stored."""
    return once_until_written(
        (name, pk), lambda: _as_written(name, pk) or lifecycle_named(name)._base_manager.get(pk=pk)
    )


def _as_written(name: str, pk: int) -> Any:
    """What the act itself has stored need not be read back."""
    stored = as_written(lambda place: place == (name, pk))
    if stored is None:
        return None
    fresh = stored.apart()
    if type(stored).matter.is_cached(stored):
        fresh.matter = stored.matter.alone()
    return fresh


def petition_of(matter: Any) -> Any:
    """The petition of a file, or None; within an act as it stands now, read once until a step writes it."""
    here = written.get()
    if here is None or type(matter).petition.is_cached(matter):
        return getattr(matter, "petition", None)
    question = "petition of", matter.pk
    if question not in here.known:
        stored = as_written(lambda place: place[0] == "petition" and here.by[place].matter_id == matter.pk)
        found = stored or getattr(matter, "petition", None)
        if found is None:
            return None
        here.known[question] = found.pk
    return object_at("petition", here.known[question])
