"""Every step that people take says how it is taken back, or why it is not: by annulment, or by the table beside this test."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest

from mediation.actions import registry
from mediation.actions.consequences import brought_about
from mediation.models import Party
from mediation.permissions import clock, consequence
from mediation.workflows.base import COMMON_STEPS, NEW, lifecycle_named, lifecycles

registry.load()
TOLD = tomllib.loads(Path(__file__).with_name("ways_back.toml").read_text(encoding="utf-8"))
STEPS = [(model, step) for model in lifecycles() for step in model.steps().values() if step.name not in COMMON_STEPS]
TO_TELL = [(model, step) for model, step in STEPS if step.annul is None and step.permission not in (consequence, clock)]
WAY = re.compile(r"(by [\w., ]+|again|paper|stands): \S.{9,}")


def named(model, way):
    """The steps that a way names, each with its lifecycle."""
    for name in way.partition(":")[0].removeprefix("by ").split(", "):
        other, _dot, step = name.rpartition(".")
        yield (lifecycle_named(other.lower()) if other else model), step


@pytest.mark.parametrize(("model", "step"), TO_TELL, ids=lambda one: getattr(one, "name", None) or one.__name__)
def test_each_step_that_is_not_annulled_says_how_it_is_set_right_or_why_not(model, step):
    way = TOLD.get(model.__name__, {}).get(step.name, "")
    assert WAY.fullmatch(way), f"{model.__name__}.{step.name}: say in ways_back.toml how it is taken back, or why not"
    if way.startswith("by "):
        for other, name in named(model, way):
            assert name in other.steps(), way
            assert (other, name) != (model, step.name), f"{way}: the step itself is `again`"
    elif way.startswith("again"):
        back = step.target is None or step.leads_from(step.target) or step.opens
        assert back, f"{model.__name__}.{step.name} cannot be taken a second time"
    elif way.startswith("paper"):
        brought = brought_about(model, step.name)
        assert brought.issues or brought.drafts or brought.takes, f"{model.__name__}.{step.name} issues no paper"


def test_the_table_tells_of_no_other_step():
    told = {(model, step) for model, steps in TOLD.items() for step in steps}
    assert told == {(model.__name__, step.name) for model, step in TO_TELL}


@pytest.mark.parametrize(("model", "step"), STEPS, ids=lambda one: getattr(one, "name", None) or one.__name__)
def test_a_partys_own_act_is_not_taken_back_by_staff(model, step):
    """What only a party may do is never declared to be annulled beside its entry."""
    if step.permission.by_party and not step.permission.by_people:
        assert step.annul is None or not step.annul.by_people


def test_whoever_makes_parties_says_in_which_tables():
    """Who is entered by a step may be struck out by name: the step declares `people`."""
    rows = {fact.name for _model, step in STEPS for fact in step.facts if _is_of_people(fact)}
    for model, step in STEPS:
        tables = {fact.name for fact in step.facts if _is_of_people(fact)}
        if "Petition.register" in brought_about(model, step.name).takes:
            continue  # the registration that follows makes them parties
        assert set(step.people) == tables, f"{model.__name__}.{step.name}: people={sorted(tables)}"
    assert rows >= {"petitioners", "joining", "successors", "applicants"}


def _is_of_people(fact):
    """A table whose rows have a name and a kind as a party has them."""
    names = {column.name for column in fact.columns}
    kinds = {one.name for one in Party._meta.fields}
    return {"name", "kind", "address"} <= names and names - {"electronic"} <= kinds


def test_what_opens_and_is_annulled_leaves_a_state():
    for _model, step in STEPS:
        if step.annul is not None and NEW in step.sources:
            assert step.annul.leaves
