"""暂定 is said wherever the day is told, and nowhere any more once the year is loaded."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.core.cache import cache
from django.urls import reverse

from mediation.actions.clock.calendars import load, proposed
from mediation.models import Deadline
from mediation.web.portal.doors import Door
from tests.factories.world import at
from tests.web.conftest import Desk

TODAY = "2026-12-15"
NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
DAYS = {"holidays": {"2027-01-01": "元旦", "2027-10-01": "国庆节"}, "make_up_days": {}}


@pytest.fixture
def limit(world, clock):
    """A limit of 60 days that ends on 13 February 2027, a Saturday."""
    cache.clear()
    clock.move_to(at(TODAY))
    petition = world.accepted(on=TODAY)
    return Deadline.objects.filter(matter=petition.matter, code="D5").first()


def pages(world, client, limit):
    """Every place that tells the day: its text, by name."""
    party, desk, number = world.party(limit.matter, "张大山"), Desk(world.handler), limit.matter.number
    client.post(reverse("portal:enter"), {"number": number, "code": party.issue_code()})
    desk.post(reverse("desk:calendar"), {"open": "1"})
    address = re.search(r"/calendar/[\w-]+\.ics", desk.get(reverse("desk:calendar")).content.decode())
    found = {
        "my work": desk.get(reverse("desk:my-work")),
        "my work as a table": desk.get(reverse("desk:my-work"), {"format": "csv"}),
        "the file": desk.get(reverse("desk:matter", args=[number])),
        "the day table": desk.get(reverse("desk:deadline", args=[limit.pk])),
        "the portal": client.get(reverse("portal:matter")),
        "the party's day table": client.get(reverse("portal:deadline", args=[limit.pk])),
        "the calculator": client.get(reverse("public:calculator"), {"code": "D5", "from": TODAY}),
        "the calendar feed": client.get(address[0]),
    }
    return {name: answer.content.decode() for name, answer in found.items()}


def test_provisional_is_said_everywhere_until_the_year_is_loaded(world, client, limit):
    found = pages(world, client, limit)
    assert "2027-02-15,是," in found.pop("my work as a table")
    assert [name for name, text in found.items() if "暂定" not in text] == []
    assert Desk(world.handler).get(reverse("desk:deadline-json", args=[limit.pk])).json()["provisional"]
    load(proposed(2027, DAYS, notice=NOTICE, at=at(TODAY)), at=at(TODAY))
    found = pages(world, client, limit)
    assert "2027-02-15,," in found.pop("my work as a table")
    assert [name for name, text in found.items() if "暂定" in text] == []
    assert not Desk(world.handler).get(reverse("desk:deadline-json", args=[limit.pk])).json()["provisional"]


def test_what_a_party_may_do_is_told_with_a_day_that_is_provisional():
    last = Deadline(legal_on=date(2027, 1, 4), provisional=True)
    days = [date(2026, 12, 30), date(2027, 1, 4)]
    doors = [Door(label="请求复查", address="/", last=last, on=day) for day in days]
    assert all("暂定" in door.until for door in doors)
    last.provisional = False
    assert not any("暂定" in door.until for door in doors)
