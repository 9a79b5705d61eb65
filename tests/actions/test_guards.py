"""Guards that are declared above the declarations: known to buttons, to the step's own page and to the gateway alike."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.actions.registry import guard_of
from mediation.models import Hearing, Paper
from mediation.permissions import Actor
from mediation.workflows.base import Act
from tests.factories.opinions import DECIDED, approved, drafted, opinion_content, take
from tests.factories.world import at
from tests.refusals import refused


def reasons(obj, step, user, on=DECIDED, **more):
    """The codes of what stands against a step in a preview."""
    moment = at(on, "11:00")
    actor = Actor(on=moment.date(), user=user)
    act = Act(by=actor, at=moment, on=moment.date(), preview=True, **more)
    return [one.code for one in type(obj).steps()[step].refusals(obj, act)]


def offered(world, petition):
    return gateway.perform(
        Hearing,
        None,
        "propose",
        by=world.head,
        at=at("2025-03-10"),
        matter=petition.matter,
        question="道路是否占用了林地",
    )


def test_the_button_knows_that_a_hearing_is_not_over(world):
    petition = world.accepted()
    paper = approved(drafted(world, petition), drafter=world.handler, head=world.head, on=DECIDED)
    assert reasons(paper, "issue", world.registrar) == []
    offered(world, petition)
    buttons = {step.name: found for step, found in gateway.possible_steps(
        paper, Actor(on=at(DECIDED).date(), user=world.registrar), at(DECIDED))}  # fmt: skip
    assert [one.code for one in buttons["issue"]] == ["hearing_not_over"]
    with refused("hearing_not_over"):
        take(paper, "issue", world.registrar, DECIDED, "11:00")


def test_a_dear_guard_is_tried_on_the_page_of_the_step_and_not_for_its_button(world, django_assert_max_num_queries):
    faulty = drafted(world, world.accepted(), **opinion_content(findings=[]))
    with django_assert_max_num_queries(6):
        assert reasons(faulty, "submit", world.handler) == []
    assert reasons(faulty, "submit", world.handler, closely=True) == ["incomplete"]
    with refused("incomplete"):
        take(faulty, "submit", world.handler, DECIDED, "11:00")


def test_a_step_has_no_two_guards_of_one_name_and_no_guard_without_a_step():
    def free_of_faults(paper, act):
        return None

    with pytest.raises(LookupError, match="two guards called free_of_faults"):
        guard_of(Paper, "issue", says="")(free_of_faults)
    with pytest.raises(LookupError, match="no step 'isue'"):
        guard_of(Paper, "isue", says="")(free_of_faults)


def test_guards_are_asked_in_one_order_whatever_was_imported_first():
    asked = [guard.code for guard in Paper.steps()["issue"].guards_for(Paper)]
    assert asked[-6:] == [
        "has_whom_to_serve", "heard_before_deciding", "free_of_faults", "nobody_may_still_ask", "nothing_left_to_hide",
        "prints_every_character",
    ]  # fmt: skip
