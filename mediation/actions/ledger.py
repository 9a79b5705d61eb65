"""The rows of the ledger that one act writes: entered step by step, sealed and stored together once the act is whole.

Only then does it stand what the act left in each row: effects go on writing after their step was entered.
"""

from __future__ import annotations

import json
from collections import deque
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from django.db import connection

from mediation.models import Claim, Event
from mediation.models.event import FORMAT, GENESIS
from mediation.models.sealed_rows import rows_as_stored
from mediation.workflows.base import Act, Lifecycle
from mediation.workflows.writing import OutsideStep, Written, written

Chain = tuple[int, str]

# The last record of each chain of some files: of the open one by its number alone, however long it is.
_ENDS = """
    SELECT m.id, e.part, e.seq, e.hash FROM unnest(%s::bigint[]) AS m(id) CROSS JOIN LATERAL (
        (SELECT part, seq, hash FROM mediation_event WHERE matter_id = m.id AND part = '' ORDER BY seq DESC LIMIT 1)
        UNION ALL
        (SELECT DISTINCT ON (part) part, seq, hash FROM mediation_event WHERE matter_id = m.id AND part > ''
         ORDER BY part, seq DESC)
    ) AS e
    UNION ALL
    SELECT nextval(pg_get_serial_sequence('mediation_event', 'id')), NULL, NULL, NULL FROM generate_series(1, %s)
"""
_SEAL = """
    UPDATE mediation_event e SET row_digest = s.row, elsewhere = s.elsewhere::jsonb, hash = s.hash
    FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[]) AS s(id, row, elsewhere, hash)
    WHERE e.id = s.id
"""
# Keys that are taken at once for the records of an act whose step leads to others.
FIRST_KEYS = 8


class Pages:
    """The rows of one act. `ends` are number and hash of the last row of each chain before it.

    Rows are stored when the act is closed, sealed; those of them that somebody looks for before that, when he looks, open.
    """

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.stored = 0
        self.keys: deque[int] = deque()
        self.ends: dict[Chain, tuple[int, str]] = {}
        self.last: dict[Chain, int] = {}
        self.files: set[int] = set()
        self.with_parts: set[int] = set()
        self.written = Written(before_looking=self.show)

    def turn_to(self, files: Iterable[int], *, keys: int = 0) -> None:
        """Read where the chains of the files end, and take keys for so many records."""
        missing = set(files) - self.files
        if missing:
            # Keys taken before this file was locked could be lower than those of records in it.
            self.keys.clear()
            self.files |= missing
        with connection.cursor() as cursor:
            cursor.execute(_ENDS, [list(missing), keys])
            for key, part, seq, sealed in cursor.fetchall():
                if part is None:
                    self.keys.append(key)
                    continue
                self.ends[key, part] = seq, sealed
                self.last[key, part] = seq
                self.with_parts |= {key} if part else set()

    def place(self, event: Event, obj: Lifecycle, act: Act, *, alone: bool = False) -> None:
        """Give a row its part and number; a cause in another closed part is named there alone."""
        if event.matter_id not in self.files:
            self.turn_to([event.matter_id], keys=0 if alone else FIRST_KEYS)
        event.part = self._part_of(obj, act)
        self.with_parts |= {event.matter_id} if event.part else set()
        chain = event.matter_id, event.part
        event.seq = self.last[chain] = self.last.get(chain, 0) + 1
        cause = act.cause
        event.cause = cause if cause is not None and cause.part in ("", event.part) else None

    def enter(self, events: list[Event], acts: list[Act], *, alone: bool = False) -> None:
        """Take rows in. Each has a key, by which others may name it, unless it stands `alone` in its act."""
        waiting = self.events[self.stored :]
        self.events += events
        if alone:
            return
        for event in [*waiting, *events]:
            if event.pk is None:
                event.pk = self._key(len(events))
        for event, act in zip(events, acts, strict=True):
            if act.cause is not None and event.cause_id is None:
                act.cause.elsewhere.append(event.pk)

    def _key(self, wanted: int) -> int:
        if not self.keys:
            self.turn_to([], keys=max(wanted, 2 * FIRST_KEYS))
        return self.keys.popleft()

    def show(self) -> None:
        """Store what has been taken in, open, so that it can be found."""
        waiting, self.stored = self.events[self.stored :], len(self.events)
        if waiting:
            Event.objects.bulk_create(waiting)

    def stands_alone(self, act: Act, *, leads_on: bool) -> bool:
        """Whether a row is the only one of its act: nothing led to it, and it `leads_on` to nothing."""
        return not leads_on and act.cause is None and not self.events

    def _part_of(self, obj: Lifecycle, act: Act) -> str:
        """Where a step is told: with the accusation that it is about, or in which its object came into being."""
        if isinstance(obj, Claim):
            return obj.part
        if obj.matter_id not in self.with_parts:
            # Almost every file: nobody is accused in it, and nothing need be asked.
            return ""
        named = [claim.part for value in act.facts.values() for claim in _claims_in(value) if claim.part]
        if found := obj.part or next(iter(named), ""):
            return found
        if obj.version == 1:
            return act.cause.part if act.cause is not None else ""
        opened = Event.objects.filter(object_type=obj._meta.model_name, object_id=obj.pk, version=1)
        return opened.values_list("part", flat=True).first() or ""

    def close(self) -> None:
        """Seal every row behind the one before it, each with the digest of its object as it now stands."""
        rows = rows_as_stored({(e.object_type, e.object_id) for e in self.events}, FORMAT)
        if unknown := self.written.by.keys() - rows.keys():
            raise OutsideStep(f"written by an act that records no step of them: {sorted(unknown)}")
        hashes = {chain: sealed for chain, (_seq, sealed) in self.ends.items()}
        for event in self.events:
            chain = event.matter_id, event.part
            event.seal(hashes.get(chain, GENESIS), rows[event.object_type, event.object_id])
            hashes[chain] = event.hash
        open_rows = self.events[: self.stored]
        self.show()
        _seal(open_rows)


def _claims_in(value: Any) -> list[Claim]:
    values = value if isinstance(value, list) else [value]
    return [one for one in values if isinstance(one, Claim)]


def _seal(events: list[Event]) -> None:
    if not events:
        return
    columns: list[Any] = [[e.pk for e in events], [e.row_digest for e in events],
               [json.dumps(e.elsewhere) for e in events], [e.hash for e in events]]  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, columns)
        if cursor.rowcount != len(events):
            raise OutsideStep("a row of the ledger is not there to be sealed")


_pages: ContextVar[Pages | None] = ContextVar("pages", default=None)


def open_pages() -> Pages:
    """The pages of the act under way."""
    if (pages := _pages.get()) is None:
        raise OutsideStep("no act is under way")
    return pages


@contextmanager
def whole_act() -> Iterator[tuple[Pages, bool]]:
    """All that is done within is one act: its rows, and whether it is the outermost one, which seals them.

    What is refused within an act leaves no row in it.
    """
    if (pages := _pages.get()) is not None:
        with _undone(pages):
            yield pages, False
        return
    pages = Pages()
    here, seen = _pages.set(pages), written.set(pages.written)
    try:
        yield pages, True
        pages.close()
    finally:
        _pages.reset(here)
        written.reset(seen)


@contextmanager
def _undone(pages: Pages) -> Iterator[None]:
    """Forget, with the savepoint, what a refused step within an act had entered and stored."""
    entered, stored, last = len(pages.events), pages.stored, dict(pages.last)
    marks = set(pages.written.by)
    elsewhere = [len(event.elsewhere) for event in pages.events]
    try:
        yield
    except BaseException:
        del pages.events[entered:]
        pages.stored = stored
        for event, count in zip(pages.events, elsewhere, strict=True):
            del event.elsewhere[count:]
        pages.written.go_back_to(marks)
        pages.last = {**{chain: seq for chain, (seq, _hash) in pages.ends.items()}, **last}
        raise
