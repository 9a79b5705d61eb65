"""Every state × step × role: who may, who may not, and from where.

`roles.toml` is read by people: a step that becomes open to one more role must be seen to do so.
`propose()` writes the table as the code has it.
"""

from __future__ import annotations

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password

from mediation.models import (
    Agreement,
    Appointment,
    Claim,
    Hearing,
    Matter,
    Mediation,
    Organ,
    Paper,
    Party,
    Petition,
    Review,
    ServiceOfDocument,
    User,
)  # fmt: skip
from mediation.permissions import Actor
from mediation.vocabulary import PartyRole, Role
from mediation.workflows.base import NEW, Act, lifecycles
from tests.factories.world import SHANGHAI, at

# Without the mark no database is made when these are the only tests of a run that want one.
pytestmark = pytest.mark.django_db

TABLE = Path(__file__).with_name("roles.toml")
TOLD = tomllib.loads(TABLE.read_text(encoding="utf-8"))
DAY = at("2025-03-03").date()
STEPS = [(model, step) for model in lifecycles() for step in model.steps().values()]


class Cast:
    """One person for each role in one organ, two parties, the clock, and somebody of another organ."""

    def __init__(self) -> None:
        self.organ = Organ.establish(name="青河县农业农村局", short="青农", code="qhny")
        other = Organ.establish(name="别处", short="别", code="other")
        self.matter = Matter.open(organ=self.organ, subject="x", on=DAY)
        self.actors: dict[str, Actor] = {role: self._staff(role, self.organ) for role in Role.values}
        for side in (PartyRole.PETITIONER, PartyRole.OPPOSITE):
            party = Party.objects.create(matter=self.matter, name=side, role=side)
            self.actors[side] = Actor(on=DAY, party=party)
        self.actors["clock"] = Actor(on=DAY)
        self.actors["nobody"] = self._staff(Role.HANDLER, other)

    @staticmethod
    def _staff(role: str, organ: Organ) -> Actor:
        user = User.objects.create(username=f"{role}.{organ.code}", name=role, password=make_password(None))
        Appointment.objects.create(user=user, organ=organ, role=role)
        return Actor(on=DAY, user=user)

    def thing(self, model: type[Any], depth: int = 0, matter: Matter | None = None) -> Any:
        """An unsaved object of the model whose organ is ours; its file remembers nothing of other objects."""
        matter = matter or Matter.objects.get(pk=self.matter.pk)
        obj = model(matter=matter)
        for field in model._meta.fields:
            if field.related_model is Organ:
                setattr(obj, field.name, self.organ)
            elif depth < 2 and field.related_model in (
                Petition, Paper, Claim, Mediation, Hearing, Agreement, Review, ServiceOfDocument,
            ):  # fmt: skip
                setattr(obj, field.name, self.thing(field.related_model, depth + 1, matter))
        return obj


@pytest.fixture(scope="module")
def cast(django_db_setup, django_db_blocker):
    """Made once; the walk changes nothing."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        yield Cast()
        transaction.set_rollback(True)


def may(cast: Cast, model: type[Any], step: Any) -> list[str]:
    """Who may take the step on an object of their own organ."""
    thing = cast.thing(model)
    return sorted(name for name, actor in cast.actors.items() if step.permission(thing, actor))


@pytest.mark.parametrize(("model", "step"), STEPS, ids=[f"{m.__name__}.{s.name}" for m, s in STEPS])
def test_only_these_roles_may(cast, model, step):
    here = may(cast, model, step)
    expected = TOLD.get(model.__name__, {}).get(step.name)
    assert expected is not None, (
        f"if it is right, add to [{model.__name__}] in {TABLE.name}: {step.name} = {json.dumps(here)}"
    )
    assert here == sorted(expected)
    assert "nobody" not in expected, "staff of another organ never act"


@pytest.mark.parametrize(("model", "step"), STEPS, ids=[f"{m.__name__}.{s.name}" for m, s in STEPS])
def test_refused_from_every_other_state(cast, model, step):
    act = Act(by=cast.actors["head"], at=at("2025-03-03").astimezone(SHANGHAI), on=DAY, preview=True)
    obj = cast.thing(model)
    for state in [NEW, *model.State.values]:
        if step.sources == ("*",) or state in step.sources:
            continue
        obj.__dict__["state"] = state
        first = next(iter(step.refusals(obj, act)))
        assert first.code == "wrong_state"
        assert obj.state_label in first.sentence or state == NEW


def propose() -> str:
    """The table as the code has it now."""
    cast = Cast()
    lines: list[str] = ["# Who may take which step.\n"]
    for model in lifecycles():
        lines.append(f"\n[{model.__name__}]\n")
        for step in model.steps().values():
            names = ", ".join(f'"{name}"' for name in may(cast, model, step))
            lines.append(f"{step.name} = [{names}]\n")
    return "".join(lines)
