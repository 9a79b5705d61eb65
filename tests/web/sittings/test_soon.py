"""Hearings, sessions and conferences of the coming days on the page with which the day begins."""

from __future__ import annotations

from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import consented, proposed, session, with_mediator
from tests.factories.world import at


def rows(answer):
    return answer.context["sittings"]


def test_a_hearing_stands_there_from_a_week_before_until_it_is_over(world, desk, clock):
    course = HearingCourse(world)
    course.scheduled()
    browser = desk(world.handler)
    clock.move_to(at("2025-10-12"))
    assert rows(browser.get("/desk/")) == []
    clock.move_to(at("2025-10-18"))
    answer = browser.get("/desk/")
    said, hearing = answer.content.decode(), course.hearing
    assert [(one.thing(), one.pk, one.state, one.place) for one in rows(answer)] == [
        ("听证", hearing.pk, "scheduled", hearing.place)
    ]
    assert f"/desk/hearing/{hearing.pk}/" in said
    assert course.matter.number in said
    clock.move_to(at(DAY))
    course.notify()
    course.attend()
    course.take("open", course.presider, DAY)
    assert [one.state for one in rows(browser.get("/desk/"))] == ["in_session"]


def test_the_earliest_comes_first_and_another_bureau_sees_none(world, desk, clock):
    mediation = with_mediator(world, consented(world, proposed(world)))
    meeting = session(world, mediation)
    clock.move_to(meeting.starts_at.replace(hour=1))
    assert [one.pk for one in rows(desk(world.handler).get("/desk/"))] == [meeting.pk]
    stranger = world.staff("handler", world.other_bureau)
    assert rows(desk(stranger).get("/desk/")) == []
