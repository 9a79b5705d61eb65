"""Facts as guards see them: those of the step, None until stated; anything else is a fault that is told as one."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mediation.actions import gateway
from mediation.models import Claim, Hearing, Petition, SealUse
from mediation.permissions import Actor
from mediation.web.forms.references import Scope
from mediation.web.stepping.possible import openings
from mediation.workflows.base import Act, Guard, UnknownFact
from tests.factories.world import at

DAY = at("2026-03-02")


def preview(**more):
    return Act(by=Actor(on=DAY.date()), at=DAY, on=DAY.date(), preview=True, **more)


def with_guard(monkeypatch, model, name, guard):
    """The step with one more guard, for this test."""
    steps = dict(model.steps())
    steps[name] = replace(steps[name], guards=(*steps[name].guards, guard))
    monkeypatch.setattr(model, "steps", classmethod(lambda cls: steps))


def test_a_fact_of_the_step_is_none_in_a_preview_and_a_misspelt_one_raises():
    act = preview().as_seen_by(Claim.steps()["forward"].facts, Claim())
    assert act.to_organ is None
    assert act.get("nothing_of_the_kind") is None
    with pytest.raises(UnknownFact, match="to_organs is no fact of this step"):
        _ = act.to_organs


def test_a_stated_act_knows_its_own_facts_only():
    act = Act(by=Actor(on=DAY.date()), at=DAY, on=DAY.date(), facts={"why": ""})
    assert act.why == ""
    with pytest.raises(UnknownFact):
        _ = act.explanation


def test_a_guard_that_names_no_fact_is_a_fault_and_no_missing_button(world, desk, monkeypatch):
    petition = world.petition(on="2026-03-02")
    broken = Guard("broken", "…", lambda obj, act: act.no_such_fact)
    with_guard(monkeypatch, Claim, "accept", broken)
    with pytest.raises(UnknownFact):
        gateway.possible_steps(petition.claims.first(), Actor(on=DAY.date(), user=world.handler), DAY)
    browser = desk(world.handler, raise_request_exception=False)
    assert browser.get(f"/desk/claim/{petition.claims.first().pk}/accept/").status_code == 500


@pytest.mark.parametrize("fault", [AttributeError, KeyError, TypeError, Petition.DoesNotExist])
def test_a_guard_that_breaks_breaks_the_list_of_what_may_be_opened(world, monkeypatch, fault):
    def breaks(obj, act):
        raise fault("the guard is wrong")

    matter = world.accepted(on="2026-03-02").matter
    actor = Actor(on=DAY.date(), user=world.handler)
    offered = next(one for one in openings(matter, actor, DAY) if isinstance(one.obj, Hearing))
    with_guard(monkeypatch, Hearing, offered.step.name, Guard("broken", "…", breaks))
    with pytest.raises(fault):
        openings(matter, actor, DAY)


def test_a_guard_sees_the_object_before_the_facts_were_stored_in_it(world, monkeypatch):
    claim = world.petition(on="2026-03-02").claims.first()
    seen = []
    look = Guard("look", "…", lambda obj, act: seen.append((act.before.category, obj.category)) or True, on_facts=True)
    with_guard(monkeypatch, Claim, "classify", look)
    gateway.perform(
        Claim, claim.pk, "classify", by=world.handler, at=DAY,
        category="suggestion", route="", accused_organ=None,
    )  # fmt: skip
    assert seen == [("grievance", "suggestion")]


def test_what_is_not_placed_yet_is_asked_for_no_organ(world):
    matter = world.petition(on="2026-03-02").matter
    use = SealUse(matter=matter)
    assert not use.is_placed()
    assert Scope(actor=Actor(on=DAY.date()), matter=matter, obj=use).organ is None
    assert all(
        not isinstance(one.obj, SealUse) for one in openings(matter, Actor(on=DAY.date(), user=world.handler), DAY)
    )
