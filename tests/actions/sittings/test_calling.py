"""Whoever is called hears of it at once, with an entry for the calendar that each change brings up to date; and the day before."""

from __future__ import annotations

from datetime import UTC
from email import message_from_bytes
from email.policy import default
from smtplib import SMTPRecipientsRefused

import pytest
import vobject
from dateutil.parser import isoparse
from django.core import mail
from ical.calendar_stream import IcsCalendarStream
from icalendar import Calendar

from mediation.actions import messages
from mediation.actions.sittings.reminding import remind_of_sittings
from mediation.models import Agent, Hearing, MediationSession, Message, Party, User
from tests.factories.conference import convened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import do, everyone, mediator_of, session
from tests.factories.people import agent_of
from tests.factories.world import World, at
from tests.stages import staged

TO = "zhang@example.com"


@staged
def arranged(world: World, ready_mediation):
    """A session on 17 March; one party and the mediator read mail."""
    Party.objects.filter(matter=ready_mediation.matter, name="张大山").update(email=TO)
    User.objects.filter(pk=mediator_of(world, world.bureau).pk).update(email="mediator@example.com")
    return session(world, ready_mediation)


def calendar_part(sent):
    """The calendar in a mail, as it goes out."""
    whole = message_from_bytes(sent.message().as_bytes(), policy=default)
    (part,) = [one for one in whole.walk() if one.get_content_type() == "text/calendar"]
    return part.get_param("method"), part.get_content()


def passed_on(**whom):
    """The calendars that the messages of one person carry, in their order, as the worker sends them."""
    found = []
    for message in Message.objects.filter(**whom).exclude(sitting_type="").order_by("pk"):
        mail.outbox.clear()
        messages.pass_on(message.pk)
        found += [calendar_part(one) for one in mail.outbox]
    return found


def event(text):
    (found,) = Calendar.from_ical(text).walk("VEVENT")
    return found


def lines(text):
    """The same read by hand, unfolded: what another program sees that knows nothing of our library."""
    rows = text.replace("\r\n ", "").split("\r\n")
    return {row.split(":", 1)[0].split(";")[0]: row.split(":", 1)[1] for row in rows if ":" in row}


def test_a_session_is_an_invitation_moved_and_called_off_under_one_name(world, arranged):
    party, by = arranged.matter.parties.get(name="张大山"), mediator_of(world, world.bureau)
    ((method, first),) = passed_on(party=party)
    assert method == "REQUEST"
    do(arranged, "postpone", by, clock="11:00", starts_at=at("2025-03-20", "14:30"), place="县调解中心", why="出差")
    moved = passed_on(party=party)[-1]
    assert moved[0] == "REQUEST"
    do(arranged, "cancel", by, clock="11:10", why="和解")
    off = passed_on(party=party)[-1]
    assert off[0] == "CANCEL"
    told = [event(text) for text in (first, moved[1], off[1])]
    assert len({str(one["UID"]) for one in told}) == 1
    assert [one["SEQUENCE"] for one in told] == sorted({one["SEQUENCE"] for one in told})
    assert told[1].decoded("DTSTART").isoformat() == "2025-03-20T14:30:00+08:00"
    assert (told[2]["STATUS"], lines(off[1])["METHOD"]) == ("CANCELLED", "CANCEL")
    assert str(told[0]["ATTENDEE"]) == f"MAILTO:{TO}"
    assert isoparse(lines(moved[1])["DTSTART"]).replace(tzinfo=None).isoformat() == "2025-03-20T14:30:00"


def test_an_invitation_names_nobody_and_no_matter_but_its_number(arranged):
    ((_method, text),) = passed_on(party=arranged.matter.parties.get(name="张大山"))
    said = str(event(text))
    assert arranged.matter.number in said
    assert not any(name in text for name in ("李秀英", "绿源", arranged.matter.subject))


def test_the_mediator_is_invited_too(world, arranged):
    assert [method for method, _text in passed_on(user=mediator_of(world, world.bureau))] == ["REQUEST"]


def test_the_panel_is_called_at_once_and_the_parties_when_their_notice_is_issued(world):
    course = HearingCourse(world)
    hearing = course.scheduled()
    staff = set(Message.objects.filter(sitting_type="hearing").values_list("user", flat=True))
    assert staff == set(hearing.booked_people())
    course.notify()
    told = Message.objects.filter(sitting_type="hearing", party__isnull=False)
    assert {one.party for one in told} == {course.zhang, course.li}
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="场地停电")
    last = Message.objects.filter(sitting_type="hearing", party=course.zhang).latest("pk")
    assert "不再按时进行" in last.text
    assert Message.objects.filter(sitting_type="hearing", user=course.presider).latest("pk").text == last.text


def test_a_member_of_a_conference_is_invited(world):
    head = world.staff("head", world.other_bureau)
    User.objects.filter(pk=head.pk).update(email="head@example.com")
    convened(world)
    assert [method for method, _text in passed_on(user=head)] == ["REQUEST"]


def test_whoever_acts_for_a_party_gets_the_same_invitation_its_change_and_its_end(world, arranged):
    party, by = arranged.matter.parties.get(name="李秀英"), mediator_of(world, world.bureau)
    agent = agent_of(arranged.matter, [party], world.handler, "2025-03-10")
    Agent.objects.filter(pk=agent.pk).update(email="agent@example.com")
    do(arranged, "postpone", by, clock="11:00", starts_at=at("2025-03-20", "14:30"), why="出差")
    moved = passed_on(party=party)[-1]
    do(arranged, "cancel", by, clock="11:10", why="和解")
    off = passed_on(party=party)[-1]
    assert (moved[0], off[0]) == ("REQUEST", "CANCEL")
    assert str(event(moved[1])["ATTENDEE"]) == "MAILTO:agent@example.com"


def test_whose_mail_is_refused_delays_no_other_and_nobody_gets_it_twice(world, arranged, monkeypatch):
    """His own mail is refused, his agent's is taken; later his own is, under the name that it had at first."""
    party = arranged.matter.parties.get(name="张大山")
    agent = agent_of(arranged.matter, [party], world.handler, "2025-03-10")
    Agent.objects.filter(pk=agent.pk).update(email="agent@example.com")
    message = Message.objects.filter(party=party).exclude(sitting_type="").get()
    refused, taken, named = {TO}, [], set()

    def send(this):
        named.add(this.message()["Message-ID"])
        if refused & {*this.to}:
            raise SMTPRecipientsRefused({TO: (450, b"later")})
        taken.extend(this.to)

    monkeypatch.setattr(mail.EmailMessage, "send", send)
    for _time in range(2):
        with pytest.raises(SMTPRecipientsRefused):
            messages.pass_on(message.pk)
        assert taken == ["agent@example.com"]
    refused.clear()
    for _time in range(2):
        messages.pass_on(message.pk)
    assert taken == ["agent@example.com", TO]
    assert len(named) == 2
    assert all(one.endswith("@localhost>") for one in named)


def read_by_vobject(text):
    found = vobject.readOne(text)
    one = found.vevent
    return (
        found.method.value, one.uid.value, int(one.sequence.value), one.status.value, one.dtstart.value.astimezone(UTC),
        one.dtend.value.astimezone(UTC), one.location.value,
    )  # fmt: skip


def read_by_ical(text):
    (found,) = IcsCalendarStream.from_ics(text).calendars
    (one,) = found.events
    return (
        found.method, one.uid, one.sequence, one.status.value, one.dtstart.astimezone(UTC), one.dtend.astimezone(UTC),
        one.location,
    )  # fmt: skip


@pytest.mark.parametrize("read", [read_by_vobject, read_by_ical])
def test_two_other_libraries_read_what_was_sent(world, arranged, read):
    party, by = arranged.matter.parties.get(name="张大山"), mediator_of(world, world.bureau)
    sent = passed_on(party=party)
    where = "县调解中心，二楼；东"
    do(arranged, "postpone", by, clock="11:00", starts_at=at("2025-03-20", "14:30"), place=where, why="出差")
    sent.append(passed_on(party=party)[-1])
    do(arranged, "cancel", by, clock="11:10", why="和解")
    sent.append(passed_on(party=party)[-1])
    told = [read(text) for _method, text in sent]
    assert [one[0] for one in told] == [method for method, _text in sent] == ["REQUEST", "REQUEST", "CANCEL"]
    assert len({one[1] for one in told}) == 1
    assert [one[2] for one in told] == sorted({one[2] for one in told})
    assert [one[3] for one in told] == ["CONFIRMED", "CONFIRMED", "CANCELLED"]
    assert told[1][4:] == (at("2025-03-20", "14:30"), at("2025-03-20", "16:30"), where)


@pytest.mark.parametrize(("when", "told"), [("2025-03-16", True), ("2025-03-15", False), ("2025-03-17", False)])
def test_the_day_before_everybody_is_reminded_once(world, arranged, when, told):
    for _twice in range(2):
        remind_of_sittings(at(when, "09:00"))
    reminded = Message.objects.filter(key__startswith="tomorrow:")
    people = {*everyone(arranged.mediation), mediator_of(world, world.bureau)} if told else set()
    assert {one.party or one.user for one in reminded} == people
    assert reminded.count() == len(people)


def test_nobody_is_reminded_at_night_and_a_moved_sitting_reminds_of_its_new_day(world, arranged):
    remind_of_sittings(at("2025-03-16", "23:00"))
    assert not Message.objects.filter(key__startswith="tomorrow:").exists()
    remind_of_sittings(at("2025-03-16", "09:00"))
    by = mediator_of(world, world.bureau)
    do(arranged, "postpone", by, "2025-03-16", "10:00", starts_at=at("2025-03-20", "14:30"), why="出差")
    remind_of_sittings(at("2025-03-19", "09:00"))
    party = everyone(arranged.mediation)[0]
    assert Message.objects.filter(key__startswith="tomorrow:", party=party).count() == 2


def test_a_hearing_reminds_its_panel_and_whom_its_notice_reached(world):
    course = HearingCourse(world)
    course.scheduled()
    course.notify(parties=[course.zhang])
    remind_of_sittings(at("2025-10-19", "09:00"))
    reminded = {one.party or one.user for one in Message.objects.filter(key__startswith="tomorrow:")}
    assert reminded == {*course.panel, course.recorder, course.zhang}
    assert Hearing.objects.get().held_on().isoformat() == DAY
    assert not MediationSession.objects.exists()
