"""听证公告: what anybody reads of an open hearing, and that it tells of nobody."""

from __future__ import annotations

import pytest

from mediation.models import HearingAnnouncement
from tests.factories.hearings import HearingCourse
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

DAY = "2025-09-23"


@staged
def course(world) -> HearingCourse:
    """Granted, panel appointed, day fixed."""
    course = HearingCourse(world)
    course.scheduled()
    return course


def announce(course, subject="农产品收购价的补差", seats=20):
    return course.take("announce", course.presider, DAY, subject=subject, seats=seats)


def test_anybody_reads_when_where_and_about_what_and_of_nobody(client, clock, course):
    clock.move_to(at(DAY))
    announce(course)
    said = client.get("/hearings/").content.decode()
    for told in ("农产品收购价的补差", "2025-10-20 09:00", "县农业农村局三楼", "20席", str(course.hearing.organ)):
        assert told in said
    for kept in (course.matter.number, course.matter.subject, "张大山", "李秀英", "陈主持"):
        assert kept not in said
    assert "/hearings/" in client.get("/").content.decode()


@pytest.mark.parametrize("subject", ["张大山的补差", "补差，联系13800000001"])
def test_an_announcement_that_names_somebody_is_refused(course, subject):
    with refused("announcement_names_somebody"):
        announce(course, subject)


def test_a_hearing_that_is_not_open_is_not_announced(course):
    course.take("postpone", course.presider, DAY, ground="other", why="……")
    course.schedule(on=DAY, closed=True, closed_reason="涉及个人隐私")
    with refused("hearing_closed"):
        announce(course)


def test_what_is_put_off_is_announced_no_more(client, clock, course):
    clock.move_to(at(DAY))
    announce(course)
    course.take("postpone", course.presider, DAY, "10:00", ground="other", why="会场停电")
    assert "农产品收购价的补差" not in client.get("/hearings/").content.decode()
    assert not HearingAnnouncement.objects.exists()
