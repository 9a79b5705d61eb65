"""外出休假: days of staff are not offered, and fixed only with a reason; the person or a head enters them."""

from __future__ import annotations

import pytest

from mediation.actions.sittings.leave import enter_leave, withdraw_leave
from mediation.models import Hearing
from mediation.permissions import Actor
from mediation.queries.sittings.possible_times import possible_times
from mediation.workflows.base import Act, NotAllowed
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

ON = at("2025-09-20", "10:00")


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    return course


def by(user) -> Actor:
    return Actor(on=ON.date(), user=user)


def away(course, person, first: str, last: str | None = None, who=None):
    days = {"first_on": at(first).date(), "last_on": at(last or first).date()}
    return enter_leave(by=by(who or person), person=person, why="出差", at=ON, **days)


def offered(course) -> str:
    hearing = Hearing.objects.get(pk=course.pk)
    act = Act(by=by(course.presider), at=ON, on=ON.date(), preview=True)
    seen = act.as_seen_by(Hearing.steps()["schedule"].facts, hearing)
    return possible_times(hearing, seen)[0].starts_at.date().isoformat()


def test_a_day_is_fixed_against_a_leave_only_with_a_reason(course):
    away(course, course.recorder, "2025-10-18", DAY)
    with refused("people_away") as caught:
        course.schedule()
    assert "孙记录" in str(caught.value.sentence)
    assert course.schedule(despite="由本机关另一名记录员临时替换").state == "scheduled"


def test_its_days_are_not_offered_and_offered_again_when_it_is_taken_back(course):
    first = offered(course)
    leave = away(course, course.panel[1], first)
    assert offered(course) > first
    withdraw_leave(by=by(course.panel[1]), leave=leave, at=ON)
    assert offered(course) == first


def test_the_person_or_a_head_of_its_organ_enters_it_and_nobody_else(world, course):
    away(course, course.recorder, DAY, who=world.head)
    with pytest.raises(NotAllowed):
        away(course, course.recorder, "2025-11-03", who=world.handler)
    with pytest.raises(NotAllowed):
        away(course, world.dispatcher, "2025-11-03", who=world.head)


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        ("2025-10-21", "2025-10-20", "leave_days_wrong"),
        ("2025-09-01", "2025-09-19", "leave_is_over"),
        ("2025-10-20", "2025-10-22", "leave_entered_already"),
    ],
)
def test_days_that_cannot_be_meant_are_refused(course, first, last, code):
    away(course, course.recorder, DAY)
    with refused(code):
        away(course, course.recorder, first, last)
