"""What the act under way has written, so that no row changes without a record of it, and none is read again in vain."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, TypeVar

from django.db import models

Place = tuple[str, int]
T = TypeVar("T")


@dataclass
class Written:
    """The objects that an act has written, by model and key.

    `by` is the Python object that wrote each row last: it holds what is stored. `new` are rows that the act has inserted:
    until its end nobody else sees them. `read` are objects that were read and not written since; `known` is what no step
    changes, read once for the whole act.
    """

    by: dict[Place, Any] = field(default_factory=dict)
    new: set[Place] = field(default_factory=set)
    read: dict[Place, Any] = field(default_factory=dict)
    known: dict[Hashable, Any] = field(default_factory=dict)
    # Records that are not stored yet are, before anybody looks for one.
    before_looking: Callable[[], None] = lambda: None

    def note(self, obj: Any, *, is_new: bool, whole: bool, sealed: bool) -> None:
        """An object was stored: as a whole, or some of its fields; `sealed` if the ledger covers any of them."""
        place = place_of(obj)
        self.read.pop(place, None)
        if is_new:
            self.new.add(place)
        if whole or self.by.get(place) is obj:
            self.by[place] = obj
        elif sealed or place in self.by:
            # What else it holds may be older than what is stored.
            self.by[place] = None

    def go_back_to(self, marks: set[Place]) -> None:
        """What was written since is undone in the database; of no object is it known any more whether it holds what is stored."""
        self.read.clear()
        self.known.clear()
        self.new &= marks
        self.by = dict.fromkeys(marks)

    def holds_what_is_stored(self, obj: Any) -> bool:
        """Whether the object wrote its row last in this act."""
        return obj.pk is not None and self.by.get(place_of(obj)) is obj

    def is_alone_with(self, obj: Any) -> bool:
        """Whether, moreover, the row came into being in this act, so that nobody else can have changed it."""
        return self.holds_what_is_stored(obj) and place_of(obj) in self.new


# None outside every act.
written: ContextVar[Written | None] = ContextVar("written", default=None)


class OutsideStep(LookupError):
    """Something that the ledger covers was written outside a step: a fault of the program."""


def place_of(obj: Any) -> Place:
    """By what an object is found again: its model and key."""
    return str(obj._meta.model_name), obj.pk


@contextmanager
def covered(obj: Any, fields: Iterable[str] | None, *, is_new: bool) -> Iterator[None]:
    """Note that the fields of an object are stored (None: all); refuse what the ledger covers outside an act."""
    here = written.get()
    sealed = fields is None or not set(fields) <= set(obj.UNSEALED)
    if here is None and sealed:
        named = sorted(fields) if fields is not None else "as a whole"
        raise OutsideStep(f"{obj._meta.model_name} {obj.pk} would be stored outside a step: {named}")
    yield
    if here is not None:
        here.note(obj, is_new=is_new, whole=fields is None, sealed=sealed)


def as_read(field: Any, value: Any) -> Any:
    """A value of a field that was stored, as the database gives it back."""
    if value and isinstance(field, models.JSONField):
        return json.loads(json.dumps(value, cls=field.encoder))
    if isinstance(value, datetime):
        return value.astimezone(UTC)
    return str(value) if isinstance(field, models.FileField) else value


# What a page that changes nothing has read of what no step changes; None outside of one.
looked_up: ContextVar[dict[Hashable, Any] | None] = ContextVar("looked_up", default=None)


@contextmanager
def one_look() -> Iterator[None]:
    """While a page is made that changes nothing, what no step changes is read once, as within an act."""
    before = looked_up.set({})
    try:
        yield
    finally:
        looked_up.reset(before)


def once_in_an_act(question: Hashable, find: Callable[[], T]) -> T:
    """What no step changes (the rules of an organ) is read once in an act and all it brings about, or for a page; else each time."""
    here = written.get()
    known = looked_up.get() if here is None else here.known
    if known is None:
        return find()
    if question not in known:
        known[question] = find()
    answer: T = known[question]
    return answer


def once_until_written(place: Place, find: Callable[[], T]) -> T:
    """An object that an act asks for again and again is read once, until a step writes its row; outside, each time."""
    here = written.get()
    if here is None:
        return find()
    if place not in here.read:
        here.read[place] = find()
    found: T = here.read[place]
    return found


def as_written(which: Callable[[Place], bool]) -> Any:
    """An object that the act under way has written last, and which therefore holds what is stored; None if it has written none such."""
    here = written.get()
    return (
        None
        if here is None
        else next((obj for place, obj in here.by.items() if obj is not None and which(place)), None)
    )


def look_for_records() -> None:
    """Called before records are read: those of the act under way are to be found too."""
    if (here := written.get()) is not None:
        here.before_looking()
