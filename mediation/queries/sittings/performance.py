"""What is owed in a file, item by item: by whom to whom, until when, what was shown, confirmed, and what is left."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal

from mediation.models import Deadline, Matter, Obligation, Performed, Revisit
from mediation.models.sittings.ways import Way, ways_of
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.workflows.sittings.obligation import ObligationState


@dataclass(frozen=True)
class Doing:
    """What the reader may do about an item, and where."""

    label: str
    address: str


@dataclass(frozen=True)
class Item:
    """One obligation with how far it was performed; where it is late, the ways that are open."""

    obligation: Obligation
    rows: list[Performed]
    left: Decimal | None
    ways: list[Way]
    acts: list[Doing] = field(default_factory=list)


def stands_idle(item: Item, step: str) -> bool:
    """Whether a step would be refused for what the list knows already: nothing was shown that could be denied."""
    return step == "deny" and all(row.denied_on for row in item.rows)


def performance_of(matter: Matter, actor: Actor) -> list[Item]:
    """Every obligation that the reader may see, by its day."""
    found = visible(Obligation, actor).filter(matter=matter).order_by("due_on", "pk").prefetch_related("performed")
    found = found.select_related("agreement__organ", "debtor__organ", "debtor_organ", "creditor")
    return [_item(one, matter) for one in found]


def _item(obligation: Obligation, matter: Matter) -> Item:
    obligation.matter = matter
    rows = list(obligation.performed.all())
    paid = sum((row.amount or Decimal() for row in rows if row.confirmed_on), Decimal())
    left = obligation.amount - paid if obligation.amount is not None and obligation.is_outstanding else None
    return Item(obligation, rows, left, ways_of(obligation) if obligation.state == ObligationState.LATE else [])


VISITS = ("D22", "D23", "VISIT")


def visits_of(matter: Matter, actor: Actor) -> tuple[list[Deadline], list[Revisit]]:
    """The visits that are planned and not made yet, the next first, and those that were made."""
    planned = visible(Deadline, actor).filter(matter=matter, code__in=VISITS).running().order_by("legal_on", "pk")
    made = Revisit.objects.filter(agreement__matter=matter).select_related("visited", "visitor").order_by("visited_on")
    return list(planned), list(made)
