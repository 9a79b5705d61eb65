"""Whatever somebody's post is, the page with which his day begins has his sittings first, with what is owed for them."""

from __future__ import annotations

import pytest

from mediation.vocabulary import Role
from tests.factories.conference import MEETING, convened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import consented, proposed, session, with_mediator
from tests.factories.world import World, at
from tests.stages import staged


@staged
def house(world: World) -> HearingCourse:
    """A hearing on its day, a session and a conference before it."""
    course = HearingCourse(world)
    course.scheduled()
    for organ in (world.bureau, world.other_bureau):
        world.staff(Role.HEAD, organ)
    return course


def begins_with(answer) -> str:
    """What stands before the second heading of the page's own part."""
    main = answer.content.decode().split("<main")[1]
    return "<h2".join(main.split("<h2")[:2])


@pytest.mark.parametrize("post", ["handler", "head", "presider", "panellist", "recorder", "registrar"])
def test_a_hearing_of_the_day_comes_first(world, desk, clock, house, post):
    clock.move_to(at(DAY, "08:00"))
    people = {
        "handler": world.handler, "head": world.head, "presider": house.presider, "panellist": house.panel[1],
        "recorder": house.recorder, "registrar": world.registrar,
    }  # fmt: skip
    said = begins_with(desk(people[post]).get("/desk/"))
    assert f"/desk/hearing/{house.pk}/sitting/" in said
    assert "待声明无利害关系" in said
    assert ("您参加" in said) is (post in ("presider", "panellist", "recorder"))


def test_a_session_comes_first_for_its_mediator(world, desk, clock):
    mediation = with_mediator(world, consented(world, proposed(world)))
    fixed = session(world, mediation)
    clock.move_to(at("2025-03-17", "08:00"))
    said = begins_with(desk(world.staff(Role.MEDIATOR, world.bureau)).get("/desk/"))
    assert f"/desk/mediationsession/{fixed.pk}/" in said
    assert "您参加" in said


def test_a_conference_comes_first_for_its_members_and_who_calls_it(world, desk, clock):
    member = world.staff(Role.HEAD, world.other_bureau)
    called = convened(world)
    clock.move_to(at(MEETING, "08:00"))
    for person in (member, world.dispatcher):
        said = begins_with(desk(person).get("/desk/"))
        assert f"/desk/jointconference/{called.pk}/" in said
        assert "待回复会议通知" in said


def test_who_sees_no_sitting_is_told_so_first(world, desk, clock, house):
    clock.move_to(at(DAY, "08:00"))
    for person in (world.clerk, world.staff(Role.ADMINISTRATOR, world.county)):
        answer = desk(person).get("/desk/", follow=True)
        said = begins_with(answer)
        assert f"/desk/hearing/{house.pk}/" not in answer.content.decode()
        assert "没有您能够查看的听证、调解和会议" in said, answer.request["PATH_INFO"]
