"""Rules that every declared step keeps; walked over all lifecycles."""

from __future__ import annotations

import pytest
from django.apps import apps

from mediation.models.guarding import changes_of_state, opening_states
from mediation.workflows.base import NEW, Act, lifecycles

ALL_STEPS = [(model, step) for model in lifecycles() for step in model.steps().values()]
STEP_IDS = [f"{model.__name__}.{step.name}" for model, step in ALL_STEPS]
RESERVED = {"by", "at", "matter", "version", "done_on", "why_late", "key", "changes"}


@pytest.mark.parametrize(("model", "step"), ALL_STEPS, ids=STEP_IDS)
def test_a_step_names_known_states_and_says_what_it_means(model, step):
    assert set(step.sources) <= {NEW, "*", *model.State.values}
    assert step.target is None or step.target in model.State.values
    assert step.meaning, "a step's docstring says what it means in the procedure"
    assert str(step.label)
    assert step.permission.label
    assert step.target or not step.opens, "a step that opens an object says in which state"


@pytest.mark.parametrize(("model", "step"), ALL_STEPS, ids=STEP_IDS)
def test_a_day_field_exists_and_facts_have_one_name_each(model, step):
    fields = {f.name for f in model._meta.get_fields()}
    assert not step.day_field or step.day_field in fields
    names = [fact.name for fact in step.facts]
    assert len(names) == len(set(names))
    assert not RESERVED & set(names)
    # These two are read as act.facts[…] wherever they are stated.
    assert set(dir(Act)) & set(names) <= {"event", "reason"}, "act.NAME would not be the fact"
    for fact in step.facts:
        if fact.of:
            apps.get_model("mediation", fact.of)


@pytest.mark.parametrize("model", lifecycles(), ids=lambda m: m.__name__)
def test_every_state_can_be_reached_and_its_table_is_guarded(model):
    reached = set(opening_states(model))
    pairs = changes_of_state(model)
    for _n in model.State.values:
        reached |= {target for source, target in pairs if source in reached}
    reached |= {step.annul.leaves for step in model.steps().values() if step.annul and step.annul.leaves}
    assert reached == set(model.State.values)
    names = {trigger.name for trigger in model._meta.triggers}
    assert {"opened_by_step", "changed_by_step", "has_event"} <= names


def test_guards_of_one_code_say_one_thing():
    """A code stands for one reason everywhere."""
    codes: dict[str, str] = {}
    for _model, step in ALL_STEPS:
        for guard in step.guards:
            assert guard.code.isidentifier()
            assert guard.code.islower()
            if not callable(guard.sentence):
                assert codes.setdefault(guard.code, str(guard.sentence)) == str(guard.sentence), guard.code
