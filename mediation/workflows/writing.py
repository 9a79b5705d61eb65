"""What the act under way has written, so that no row changes without a record of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Place = tuple[str, int]

# The objects written by the act under way, by model and key; None outside every act.
written: ContextVar[set[Place] | None] = ContextVar("written", default=None)


class OutsideStep(LookupError):
    """Something that the ledger covers was written outside a step: a fault of the program."""


@contextmanager
def covered(obj: Any, fields: Iterable[str] | None) -> Iterator[None]:
    """Note that the fields of an object are stored (None: all); refuse what the ledger covers outside an act."""
    here = written.get()
    if fields is not None and set(fields) <= set(obj.UNSEALED):
        here = set()
    if here is None:
        named = sorted(fields) if fields is not None else "as a whole"
        raise OutsideStep(f"{obj._meta.model_name} {obj.pk} would be stored outside a step: {named}")
    yield
    here.add((str(obj._meta.model_name), obj.pk))
