"""What may be done in a file now, by whom, and what should be done next."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any, TypeVar

from mediation.actions import gateway
from mediation.models import Matter
from mediation.permissions import Actor
from mediation.workflows.base import Act, Lifecycle, Refused, Step, lifecycles


@dataclass(frozen=True)
class Possibility:
    """One step for one object, with the reasons against it (none: it may be taken)."""

    obj: Lifecycle
    step: Step
    refusals: list[Refused] = field(default_factory=list)

    @property
    def allowed(self) -> bool:
        """Whether it may be taken now."""
        return not self.refusals

    @property
    def leads_on(self) -> bool:
        """Whether it brings the object forward."""
        return self.step.leads_on(self.obj.state)


P = TypeVar("P", bound=Possibility)


def steps_for(obj: Lifecycle, actor: Actor, at: datetime, kind: type[P] = Possibility) -> list[P]:
    """What this person may do with the object, and what stands against the rest; as the surface's own `kind`."""
    return [kind(obj, step, refusals) for step, refusals in gateway.possible_steps(obj, actor, at)]


def openings(
    matter: Matter, actor: Actor, at: datetime, kind: type[P] = Possibility, *, people: bool = False
) -> list[P]:
    """What this person may open in the file: a dispatch, a hearing, a mediation; or what changes with its people."""
    found = []
    act = Act(by=actor, at=at, on=actor.on, preview=True)
    for model, names in _openers().items():
        obj: Any = model(matter=matter)
        if model.of_people is not people or not obj.is_placed():
            continue  # what is opened from the page of the object it belongs to is offered there
        steps = map(model.steps().__getitem__, names)
        found += [kind(obj, step, list(step.refusals(obj, act))) for step in steps if step.permission(obj, actor)]
    return found


@cache
def _openers() -> dict[type[Lifecycle], list[str]]:
    """The names of the steps by which each kind of object comes into a file that there is."""
    apart = (model for model in lifecycles() if not model.opened_apart)
    found = {model: [one.name for one in model.steps().values() if one.opens and not one.hidden] for model in apart}
    return {model: names for model, names in found.items() if names}


def next_of(found: Iterable[P]) -> P | None:
    """The step to propose: the first that brings its object forward and that nothing stands against."""
    return next((p for p in found if p.allowed and p.leads_on), None)
