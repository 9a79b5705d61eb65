"""No form offers anybody what he may not see: every step that names something of a file, as each relation to one matter."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.apps import apps

from mediation.models import Claim, Matter, Party, Review
from mediation.permissions import Actor
from mediation.queries.visibility import visible
from mediation.web.forms.references import Scope, choices_of
from mediation.workflows.base import lifecycles
from mediation.workflows.facts import Fact, Kind
from tests.factories.relations import NOW, Relations
from tests.factories.twins import SECRET
from tests.factories.world import World, at
from tests.stages import staged

pytestmark = pytest.mark.django_db


@staged
def relations():
    """Everybody who has to do with one matter, and it."""
    return Relations(World())


def of_a_file(facts: Any) -> Iterator[Fact]:
    """References to what lies in a file, also in the rows of tables."""
    for fact in facts:
        if fact.kind is Kind.TABLE:
            yield from of_a_file(fact.columns)
        elif fact.kind in (Kind.ONE, Kind.SOME) and fact.of != "Petition":
            model = apps.get_model("mediation", fact.of)
            if model is Matter or any(field.name == "matter" for field in model._meta.fields):
                yield fact


STEPS = [
    (model, step, fact) for model in lifecycles() for step in model.steps().values() for fact in of_a_file(step.facts)
]


def objects_of(model: Any, actor: Actor, matter: Matter) -> Iterator[Any]:
    """A new one in the file, and what the person sees of the kind."""
    if any(field.name == "matter" for field in model._meta.fields):
        yield model(matter=matter)
    yield from visible(model, actor).filter(matter=matter)[:3] if model is not Matter else ()


def offered(actor: Actor, matter: Matter, steps: Any) -> Iterator[tuple[Any, ...]]:
    """Each form of the steps, for a new object and those there are, with what is offered there that may not be seen."""
    for model, step, fact in steps:
        for obj in objects_of(model, actor, matter):
            found = choices_of(fact, Scope(actor=actor, matter=matter, obj=obj, opens=step.opens))
            kind = found.model
            files = Matter.objects.visible_to(actor)
            seen = (
                Party.objects.filter(matter__in=files) if kind is Party else files if kind is Matter else visible(kind, actor)
            )  # fmt: skip
            yield (
                model.__name__,
                step.name,
                fact.name,
                set(found.values_list("pk", flat=True)) - set(seen.values_list("pk", flat=True)),
            )


def test_no_member_of_staff_is_offered_what_he_may_not_see(relations):
    matter, tried, told = relations.things()["matter"], 0, []
    for relation, user in relations.people.items():
        actor = Actor(on=at(NOW).date(), user=user)
        reads = Matter.objects.visible_to(actor).filter(pk=matter.pk).exists()
        for *where, hidden in offered(actor, matter, STEPS if reads else ()):
            tried += 1
            told += [(relation, *where, hidden)] if hidden else []
    assert told == []
    assert tried > 500


def test_no_party_is_offered_what_it_may_not_see(relations):
    own = [(model, step, fact) for model, step, fact in STEPS if step.permission.by_party and not fact.at_window]
    tried, told = 0, []
    for relation, (party, agent) in relations.parties.items():
        actor = Actor(on=at(NOW).date(), party=party, agent=agent)
        for *where, hidden in offered(actor, party.matter, own):
            tried += 1
            told += [(relation, *where, hidden)] if hidden else []
    assert told == []
    assert tried > 100


def test_what_a_thing_of_the_procedure_offers_by_itself_is_narrowed_for_a_party_too(relations, monkeypatch):
    matter, fact = relations.matter, next(f for m, _s, f in STEPS if m is Review)
    monkeypatch.setattr(Review, "choices_of", lambda self, name, actor: Claim.objects.filter(matter=matter))
    actors = {one: Actor(on=at(NOW).date(), party=relations.parties[one][0]) for one in ("petitioner", "other_side")}
    offers = {
        one: {claim.text for claim in choices_of(fact, Scope(actor=actor, matter=matter, obj=Review(matter=matter)))}
        for one, actor in actors.items()
    }
    assert offers["petitioner"] - offers["other_side"] == {SECRET}
