"""The calendar of one person: at a secret address, with days and numbers and no names."""

from __future__ import annotations

from datetime import date, datetime

import time_machine
from django.core.cache import cache
from django.urls import reverse
from icalendar import Calendar

from mediation.actions import gateway
from mediation.actions.clock.feeds import end_feed, open_feed
from mediation.models import CalendarFeed, Deadline, Extension, Hearing, Matter, User
from mediation.web.public.clock.feed import calendar_of
from tests.factories import mediation as mediations
from tests.factories.conference import convened
from tests.factories.world import at
from tests.stages import staged


@staged
def accepted(world):
    cache.clear()
    return world.accepted(on="2026-02-23")


def events(client, token):
    answer = client.get(reverse("public:feed", args=[token]))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    return {str(event["UID"]): event for event in Calendar.from_ical(answer.content).walk("VEVENT")}


def test_a_handlers_limits_are_whole_days_without_names(client, world, accepted):
    token = open_feed(at=at("2026-03-02"), user=world.handler)
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    event = events(client, token)[f"deadline-{deadline.pk}@127.0.0.1"]
    assert event.decoded("DTSTART") == date(2026, 4, 24)
    assert event["DTSTART"].params["VALUE"] == "DATE"
    assert (event["STATUS"], event["SEQUENCE"]) == ("CONFIRMED", deadline.version)
    assert str(event["SUMMARY"]) == f"{accepted.matter.number} {deadline.label}：最后一日"
    text = client.get(reverse("public:feed", args=[token])).content.decode()
    assert not any(word in text for word in ("张大山", "李秀英", accepted.matter.subject, "青椒"))


def test_a_moved_day_keeps_its_name_and_raises_the_sequence(client, world, accepted):
    token = open_feed(at=at("2026-03-02"), user=world.handler)
    deadline = Deadline.objects.filter(matter=accepted.matter, code="D5").first()
    uid = f"deadline-{deadline.pk}@127.0.0.1"
    before = events(client, token)[uid]
    asked = gateway.perform(
        Extension,
        None,
        "request",
        by=world.handler,
        at=at("2026-03-01"),
        matter=accepted.matter,
        days=30,
        why="需要鉴定",
    )
    gateway.perform(Extension, asked.pk, "approve", by=world.head, at=at("2026-03-01"))
    after = events(client, token)[uid]
    assert after.decoded("DTSTART") > before.decoded("DTSTART")
    assert after["SEQUENCE"] > before["SEQUENCE"]


def test_what_is_no_longer_due_is_cancelled(client, world, accepted):
    token = open_feed(at=at("2026-03-02"), user=world.handler)
    accepted.refresh_from_db()
    gateway.perform(
        type(accepted),
        accepted.pk,
        "withdraw",
        by=world.handler,
        at=at("2026-03-01"),
        withdrawn_by=[world.party(accepted.matter, "张大山"), world.party(accepted.matter, "李秀英")],
        effect_told=True,
    )
    done = Deadline.objects.filter(matter=accepted.matter, state="ended", organ=world.bureau).first()
    assert events(client, token)[f"deadline-{done.pk}@127.0.0.1"]["STATUS"] == "CANCELLED"


def test_a_hearing_stands_at_its_hour_in_shanghai():
    """Only what the calendar reads of a hearing is set; the row itself is never stored."""
    hearing = Hearing(pk=7, state="scheduled", version=3, minutes=90, place="第一会议室")
    hearing.starts_at = datetime.fromisoformat("2026-04-01T01:30:00+00:00")
    hearing.matter = Matter(number="QH2026-00001")
    event = Calendar.from_ical(calendar_of([], [hearing], at=at("2026-03-02"))).walk("VEVENT")[0]
    assert event.decoded("DTSTART").isoformat() == "2026-04-01T09:30:00+08:00"
    assert event["DTSTART"].params["TZID"] == "Asia/Shanghai"
    assert event.decoded("DTEND").isoformat() == "2026-04-01T11:00:00+08:00"
    hearing = Hearing(
        pk=7, state="terminated", version=4, minutes=90, starts_at=hearing.starts_at, matter=hearing.matter
    )
    event = Calendar.from_ical(calendar_of([], [hearing], at=at("2026-03-02"))).walk("VEVENT")[0]
    assert event["STATUS"] == "CANCELLED"


def test_a_party_gets_its_own_file_only(client, world, accepted):
    other = world.petition()
    token = open_feed(at=at("2026-03-02"), party=world.party(accepted.matter, "张大山"))
    numbers = {str(event["SUMMARY"]).split()[0] for event in events(client, token).values()}
    assert numbers == {accepted.matter.number}
    assert other.matter.number not in numbers


def test_an_ended_or_replaced_address_does_not_exist(client, world):
    first = open_feed(at=at("2026-03-02"), user=world.handler)
    second = open_feed(at=at("2026-03-02"), user=world.handler)
    assert client.get(reverse("public:feed", args=[first])).status_code == 404
    assert client.get(reverse("public:feed", args=[second])).status_code == 200
    end_feed(at=at("2026-03-02"), user=world.handler)
    assert client.get(reverse("public:feed", args=[second])).status_code == 404
    assert client.get(reverse("public:feed", args=["guess"])).status_code == 404
    assert second not in str(CalendarFeed.objects.values_list("token_hash", flat=True))


def test_who_left_the_service_has_no_calendar(client, world):
    token = open_feed(at=at("2026-03-02"), user=world.handler)
    User.objects.filter(pk=world.handler.pk).update(is_active=False)
    assert client.get(reverse("public:feed", args=[token])).status_code == 404


def test_the_address_is_shown_once_and_can_be_ended_on_the_desk(desk, world):
    browser = desk(world.handler)
    here = reverse("desk:calendar")
    assert "还没有开通" in browser.get(here).content.decode()
    assert browser.post(here, {"open": "1"}).url == here
    assert "/calendar/" in browser.get(here).content.decode().split("foot")[0].replace("/desk/calendar/", "")
    assert ".ics" not in browser.get(here).content.decode()
    browser.post(here, {"end": "1"})
    assert not CalendarFeed.objects.open().exists()


def test_a_party_opens_its_own_at_the_portal(client, world, accepted):
    party = world.party(accepted.matter, "张大山")
    client.post(reverse("portal:enter"), {"number": party.matter.number, "code": party.issue_code()})
    client.post(reverse("portal:calendar"), {"open": "1"})
    assert ".ics" in client.get(reverse("portal:calendar")).content.decode()
    assert CalendarFeed.objects.open().get().party == party


def test_sessions_and_conferences_stand_there_as_hearings_do(client, world):
    mediation = mediations.ready(world, mediations.proposed(world))
    session = mediations.session(world, mediation)
    head = world.staff("head", world.other_bureau)
    conference = convened(world)
    told = {
        open_feed(at=at("2025-03-10"), party=world.party(mediation.matter, "张大山")): {
            f"mediationsession-{session.pk}@127.0.0.1"
        },
        open_feed(at=at("2025-03-10"), user=mediations.mediator_of(world, mediation.organ)): {
            f"mediationsession-{session.pk}@127.0.0.1"
        },
        open_feed(at=at("2025-03-10"), user=head): {f"jointconference-{conference.pk}@127.0.0.1"},
        open_feed(at=at("2025-03-10"), user=world.registrar): set(),
    }
    with time_machine.travel(at("2025-03-11"), tick=False):
        for token, names in told.items():
            sittings = {uid for uid in events(client, token) if not uid.startswith("deadline-")}
            assert sittings == names
