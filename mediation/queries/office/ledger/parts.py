"""The parts of the ledger: cells of a grid over the keys, each with so many files and their chains, or so many objects of a kind."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from mediation.models import Matter
from mediation.queries.office.ledger import chains as _chains
from mediation.queries.office.ledger import objects as _objects
from mediation.queries.office.ledger.streaming import asked, one_moment
from mediation.queries.office.ledger.verdict import Fault, Verdict

CHAINS = ""
FILES, OBJECTS = 1000, 10_000  # in one part
LOWEST = -(2**63)


@dataclass(frozen=True)
class Part:
    """The chains of some files (`kind` is empty), or some objects of a kind."""

    kind: str
    cell: int

    def walked(self) -> Verdict:
        """What there is to say of it; faults name their file by key."""
        verdict, width = Verdict(), _width(self.kind)
        first, end = self.cell * width, (self.cell + 1) * width
        with one_moment():
            if self.kind == CHAINS:
                _chains.chains(verdict, first, end)
            else:
                _objects.objects(verdict, self.kind, first, end)
        return verdict


def faults() -> tuple[int, list[Fault]]:
    """Walk every chain; return how many rows were checked and every fault found."""
    verdict = verify()
    return verdict.rows, verdict.found


def verify() -> Verdict:
    """Walk every chain, then every object beside the record that left it so; in this process, in one go."""
    verdict = Verdict()
    for part in parts(tops()):
        verdict.add(part.walked())
    return named(verdict)


def named(verdict: Verdict) -> Verdict:
    """With files by their numbers."""
    numbers = dict(Matter.objects.filter(pk__in={int(one.matter) for one in verdict.found}).values_list("pk", "number"))
    verdict.found = [
        Fault(numbers.get(int(one.matter), one.matter), one.seq, one.what, one.part) for one in verdict.found
    ]
    return verdict


def tops() -> dict[str, int]:
    """The highest key of each kind: what is entered later belongs to the next walk."""
    highest = {CHAINS: asked("SELECT max(matter_id) FROM mediation_event")}
    for kind in dict.fromkeys([*_objects.kinds(), *_recorded()]):
        highest[kind] = asked(f"SELECT greatest({', '.join(_of_keys(kind, 'max', '<='))})", _bounds(kind, -LOWEST - 1))
    return {kind: top for kind, top in highest.items() if top is not None}


def parts(highest: dict[str, int]) -> Iterator[Part]:
    """Cells with something in them; those without are leapt over."""
    for kind, top in highest.items():
        at = LOWEST
        while (found := _next(kind, at)) is not None and found <= top:
            yield Part(kind, found // _width(kind))
            at = (found // _width(kind) + 1) * _width(kind)


def _next(kind: str, at: int) -> int | None:
    if kind == CHAINS:
        found = asked("SELECT min(matter_id) FROM mediation_event WHERE matter_id >= %s", [at])
    else:
        found = asked(f"SELECT least({', '.join(_of_keys(kind, 'min', '>='))})", _bounds(kind, at))
    return found if found is None else int(found)


def _of_keys(kind: str, which: str, side: str) -> list[str]:
    """The first or last key of the objects, and of the records about them."""
    found = [f"(SELECT {which}(object_id) FROM mediation_event WHERE object_type = %s AND object_id {side} %s)"]  # noqa: S608
    if model := _objects.kinds().get(kind):
        found.append(f"(SELECT {which}(id) FROM {model._meta.db_table} WHERE id {side} %s)")  # noqa: S608
    return found


def _bounds(kind: str, at: int) -> list[str | int]:
    return [kind, at, at] if kind in _objects.kinds() else [kind, at]


def _recorded() -> Iterator[str]:
    """What records speak of, leaping from kind to kind in the index."""
    kind = asked("SELECT min(object_type) FROM mediation_event")
    while kind is not None:
        yield str(kind)
        kind = asked("SELECT min(object_type) FROM mediation_event WHERE object_type > %s", [kind])


def _width(kind: str) -> int:
    return FILES if kind == CHAINS else OBJECTS
