"""The numbers of the morning: each is that of its list, nothing is counted that may not be seen, few statements."""

from __future__ import annotations

import re

import pytest

from mediation.models import Claim, Matter
from mediation.permissions import Actor
from mediation.queries.sittings import morning
from mediation.vocabulary import Role
from tests.actions.handling.test_supervision import urged
from tests.factories.conference import convened, held, resolved
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import at


def numbers(desk, person):
    """What the page says, and how many rows the list behind each number has."""
    browser = desk(person)
    told = {code: n for code, _label, n in browser.get("/desk/morning/").context["numbers"]}
    rows = {code: len(browser.get(f"/desk/morning/{code}/").context["lines"]) for code in told}
    return told, rows


def test_each_number_is_that_of_its_list(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    clock.move_to(at(DAY, "08:00"))
    conference = held(world, convened(world, members=[world.bureau, world.other_bureau]))
    resolved(world, conference)
    told, rows = numbers(desk, world.head)
    assert told == rows
    assert told["sittings"] == 1
    assert told["overdue"] >= 1  # the notices were not served
    assert told["resolutions"] == 1
    told, rows = numbers(desk, world.dispatcher)
    assert told == rows
    assert told["resolutions"] == 1  # of the conference that the office convened
    said = desk(world.head).get("/desk/morning/sittings/").content.decode()
    assert f"/desk/hearing/{course.pk}/sitting/" in said
    assert f"{DAY} 09:00" in said


def test_who_answers_for_no_organ_has_no_such_page(world, desk):
    for person in (world.handler, world.staff(Role.RECORDER, world.bureau)):
        assert desk(person).get("/desk/morning/").status_code == 404
        assert desk(person).get("/desk/morning/overdue/").status_code == 404
    assert desk(world.head).get("/desk/morning/nothing/").status_code == 404


def test_a_head_above_counts_what_lies_below_and_he_may_see(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    clock.move_to(at(DAY, "08:00"))
    county = world.staff(Role.HEAD, world.county)
    told, rows = numbers(desk, county)
    assert told == rows
    sees = Matter.objects.visible_to(Actor(user=county, on=at(DAY).date())).filter(pk=course.matter.pk).exists()
    assert bool(told["sittings"]) == sees
    told, rows = numbers(desk, world.staff(Role.HEAD, world.other_bureau))
    assert told == rows == dict.fromkeys(told, 0)


def test_what_is_out_is_counted_for_both_sides_until_it_is_concluded(world, desk, clock):
    urged(world)
    clock.move_to(at("2025-03-11"))
    for person in (world.dispatcher, world.head):
        told, rows = numbers(desk, person)
        assert told == rows
        assert told["supervision"] == 1, person


@pytest.mark.parametrize("many", [1, 3])
def test_any_number_of_matters_asks_the_same(world, desk, clock, many, django_assert_num_queries):
    for _one in range(many):
        world.accepted(on="2025-09-01")
    assert Claim.objects.count() >= many
    clock.move_to(at("2026-02-02"))
    browser = desk(world.head)
    with django_assert_num_queries(10):
        said = browser.get("/desk/morning/").content.decode()
    told = dict(re.findall(r'/desk/morning/(\w+)/"><strong>\s*(\d+)', said))
    assert int(told["overdue"]) >= many
    with django_assert_num_queries(5):
        browser.get("/desk/morning/overdue/")


def test_more_than_anybody_looks_at_is_not_counted_to_the_end(world, monkeypatch):
    for _one in range(3):
        world.accepted(on="2025-09-01")
    actor = Actor(user=world.head, on=at("2026-02-02").date())
    assert counted(actor)["overdue"] > 2
    monkeypatch.setattr(morning, "MOST", 1)
    assert counted(actor)["overdue"] == 2


def counted(actor):
    return {code: n for code, _label, n in morning.Morning(actor).answered()}
