"""A party reads who opened its file: all of it, by day, with organ and post, and nothing of others."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from mediation.models import Appointment, Deputyship, FileView
from mediation.queries.office.readers import A_PAGE, readers_of
from mediation.vocabulary import Role
from tests.factories.world import at
from tests.stages import staged

pytestmark = pytest.mark.django_db


@staged
def petition(world):
    return world.accepted()


@pytest.fixture
def came_in(client, world, petition):
    """A browser in the portal."""
    party = world.party(petition.matter, "张大山")
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    return client


def opened(matter, user, day, clock="10:00", what="卷宗"):
    FileView.objects.create(matter=matter, user=user, what=what, seen_at=at(day, clock))


def test_each_is_named_once_a_day_with_organ_post_and_hours(world, petition):
    opened(petition.matter, world.handler, "2025-03-04", "09:10")
    opened(petition.matter, world.handler, "2025-03-04", "16:40")
    opened(petition.matter, world.head, "2025-03-05", "08:30")
    _page, days = readers_of(petition.matter)
    assert [day for day, _people in days] == [date(2025, 3, 5), date(2025, 3, 4)]
    (head,), (handler,) = (people for _day, people in days)
    assert (head.held, head.once) == (((world.bureau.name, ("机关负责人",)),), True)
    assert (handler.name, handler.times, handler.once) == (world.handler.name, 2, False)
    assert dict(handler.held)[world.bureau.name] == ("承办人",)


def test_a_post_is_that_of_the_day(world, petition):
    Appointment.objects.filter(user=world.handler).update(until=date(2025, 3, 4))
    Appointment.objects.create(user=world.handler, organ=world.county, role=Role.REVIEWER, since=date(2025, 3, 5))
    for day in ("2025-03-04", "2025-03-05"):
        opened(petition.matter, world.handler, day)
    _page, days = readers_of(petition.matter)
    assert [people[0].held[0][0] for _day, people in days] == [world.county.name, world.bureau.name]


def test_who_stood_in_for_somebody_is_told_as_that(world, petition):
    other = world.staff(Role.INTAKE_CLERK, world.bureau, "代班")
    post = Appointment.objects.get(user=world.head)
    Deputyship.objects.create(
        appointment=post, deputy=other, since=date(2025, 3, 4), until=date(2025, 3, 6)
    )  # fmt: skip
    opened(petition.matter, other, "2025-03-05")
    opened(petition.matter, other, "2025-03-07")
    _page, days = readers_of(petition.matter)
    after, during = (dict(people[0].held)[world.bureau.name] for _day, people in days)
    assert "代理机关负责人" in during
    assert "代理机关负责人" not in after


def test_the_page_says_it_and_not_what_was_opened(came_in, world, petition):
    opened(petition.matter, world.handler, "2025-03-04", what="送达回证：李秀英")
    first = came_in.get(reverse("portal:matter")).content.decode()
    assert reverse("portal:readers") in first
    said = came_in.get(reverse("portal:readers")).content.decode()
    assert all(
        told in said for told in (world.handler.name, world.bureau.name, "承办人", "2025年3月4日", "10:00", "打开1次")
    )
    assert "李秀英" not in said


def test_of_another_file_nothing_is_said(came_in, world):
    stranger = world.staff(Role.HANDLER, world.other_bureau, "外人")
    opened(world.petition(petitioners=[{"name": "王五"}]).matter, stranger, "2025-03-04")
    assert stranger.name not in came_in.get(reverse("portal:readers")).content.decode()


def test_none_is_cut_off_and_many_ask_no_more_than_few(came_in, world, petition, django_assert_num_queries):
    opened(petition.matter, world.head, "2025-03-03")
    with CaptureQueriesContext(connection) as asked:
        came_in.get(reverse("portal:readers"))
    few = len(asked)
    days = [date(2025, 3, 4) + timedelta(days=n) for n in range(A_PAGE + 20)]
    FileView.objects.bulk_create(
        FileView(matter=petition.matter, user=world.handler, what="卷宗", seen_at=at(day.isoformat())) for day in days
    )
    with django_assert_num_queries(few):
        first = came_in.get(reverse("portal:readers")).content.decode()
    assert first.count("打开1次") == A_PAGE
    assert came_in.get(reverse("portal:readers"), {"page": 2}).content.decode().count("打开1次") >= 20


def test_the_whole_course_is_told_on_a_page_of_its_own(came_in, world, petition, monkeypatch):
    monkeypatch.setattr("mediation.web.portal.intake.matter.LATELY", 1)
    first = came_in.get(reverse("portal:matter")).content.decode()
    assert first.count('class="past-day"') == 1
    assert reverse("portal:course") in first
    whole = came_in.get(reverse("portal:course")).content.decode()
    assert whole.count('class="past-day"') > 1
    assert "登记" in whole
