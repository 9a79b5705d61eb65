"""Hearings, sessions and conferences of the coming days on the page with which the day begins."""

from __future__ import annotations

from django.core.cache import cache
from django.urls import reverse

from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import consented, do, mediator_of, proposed, session, with_mediator
from tests.factories.world import at


def shown(answer):
    return [one for _told, some in answer.context["sittings"] for one in some]


def rows(answer):
    return [one.sitting for one in shown(answer)]


def owed(answer):
    return [one.text for row in shown(answer) for one in row.owed]


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


def portal_of(client, party):
    cache.clear()
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    return client.get(reverse("portal:matter")).content.decode()


def test_the_first_line_of_the_portal_says_where_and_when_now_and_what_is_off(client, world, clock):
    mediation = with_mediator(world, consented(world, proposed(world)))
    meeting = session(world, mediation)
    party = mediation.matter.parties.get(name="张大山")
    clock.move_to(at("2025-03-11"))
    by = mediator_of(world, world.bureau)
    do(meeting, "postpone", by, "2025-03-11", starts_at=at("2025-03-20", "14:30"), place="县调解中心", why="对方出差")
    said = portal_of(client, party)
    assert "2025年3月20日 14:30，在县调解中心。" in said
    assert said.index("在县调解中心。") < said.index('id="what"')
    do(meeting, "cancel", by, "2025-03-12", why="对方不来")
    assert "原定2025年3月20日 14:30的调解不在这个时间举行" in portal_of(client, party)
    clock.move_to(at("2025-03-21"))
    assert "14:30" not in portal_of(client, party).split('id="until"')[0]
