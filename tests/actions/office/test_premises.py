"""Rooms, rules, numbers and outsiders of an office."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from mediation.actions import gateway
from mediation.models import Matter, OfficeChange, Organ, Room, User
from mediation.models.sittings.room import RoomBooking
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.web.forms.references import Scope, choices_of, label_of
from mediation.workflows.base import NotPossibleNow
from mediation.workflows.sittings.hearing import HearingLifecycle
from tests.factories.world import at

pytestmark = pytest.mark.django_db
DAY = "2026-03-02"


@pytest.fixture
def admin(world):
    return world.staff(Role.ADMINISTRATOR, world.office)


@pytest.fixture
def enter(admin):
    def take(step, **facts):
        return gateway.perform(OfficeChange, None, step, by=admin, at=at(DAY), **facts)

    return take


def refused(enter, step, **facts):
    with pytest.raises(NotPossibleNow) as said:
        enter(step, **facts)
    return said.value.code


def to_choose(admin, on):
    fact = next(one for one in HearingLifecycle.steps()["schedule"].facts if one.name == "room")
    return list(choices_of(fact, Scope(actor=Actor(on=on, user=admin))))


def test_a_room_is_chosen_until_its_last_day(world, admin, enter):
    enter("open_room", organ=world.bureau, name="三楼听证室")
    room = Room.objects.get()
    assert refused(enter, "open_room", organ=world.bureau, name="三楼听证室") == "room_name_taken"
    enter("amend_room", room=room, name="三楼大会议室", address="丰收路5号")
    assert to_choose(admin, date(2026, 4, 1)) == [room]
    hours = DateTimeTZRange(at("2026-04-10"), at("2026-04-10", "11:00"))
    booking = RoomBooking.objects.create(room=room, during=hours, subject_type="hearing", subject_id=1)
    closing = {"room": room, "until": date(2026, 3, 31), "why": "装修"}
    assert refused(enter, "close_room", **closing) == "room_still_booked"
    booking.delete()
    enter("close_room", **closing)
    room.refresh_from_db()
    assert to_choose(admin, date(2026, 3, 31)) == [room]
    assert to_choose(admin, date(2026, 4, 1)) == []
    assert room.is_open(date(2026, 3, 31))
    assert not room.is_open(date(2026, 4, 1))


def test_a_room_entered_by_mistake_is_nowhere_to_be_chosen(world, admin, enter):
    change = enter("open_room", organ=world.bureau, name="三楼")
    gateway.perform(OfficeChange, change.pk, "revert", by=admin, at=at(DAY), why_reverted="登错了")
    assert to_choose(admin, date(2026, 3, 2)) == []


def test_rules_change_what_they_name_and_leave_the_rest(world, admin, enter):
    Organ.objects.filter(pk=world.bureau.pk).update(
        settings={"approval_chain": ["section_chief"], "handlers_read": "organ"}
    )
    organ = Organ.objects.get(pk=world.bureau.pk)
    facts = {"organ": organ, "opening_hours": "周一至周五9:00—12:00", "local_rules": "example", "why": "局长办公会"}
    change = enter("set_rules", **facts)
    organ.refresh_from_db()
    assert organ.opening_hours == "周一至周五9:00—12:00"
    assert organ.settings == {
        "approval_chain": ["section_chief"], "opening_hours": "周一至周五9:00—12:00", "local_rules": "example",
    }  # fmt: skip
    assert "接待时间：周一至周五" in change.details[0]["is"]
    assert refused(enter, "set_rules", **{**facts, "local_rules": "nowhere"}) == "local_rules_wrong"
    assert refused(enter, "set_rules", **{**facts, "local_rules": "../x"}) == "local_rules_unfit"
    gateway.perform(OfficeChange, change.pk, "revert", by=admin, at=at(DAY), why_reverted="登错了")
    organ.refresh_from_db()
    assert organ.settings["handlers_read"] == "organ"


def test_numbers_go_on_behind_the_last_one_given_by_hand(world, enter):
    series = {"organ": world.bureau, "year": 2026, "last": 57, "why": "年中上线"}
    assert refused(enter, "begin_series", series="没有", **series) == "no_such_series"
    enter("begin_series", series="卷宗", **series)
    matter = Matter.open(organ=world.bureau, subject="x", on=date(2026, 3, 3))
    assert matter.number == "QHNY2026-00058"
    assert refused(enter, "begin_series", series="卷宗", **series) == "series_begun"
    enter("begin_series", series="访处", **series)


def test_somebody_from_outside_sits_for_his_term_and_is_told_apart(world, enter):
    term = {"since": date(2026, 3, 2), "until": date(2027, 3, 1)}
    facts = {"organ": world.bureau, "name": "赵教授", "employer": "云州大学", "title": "教授", "roles": ["panellist"]}
    assert refused(enter, "list_outsider", **facts, since=date(2026, 3, 2), until=date(2026, 3, 1)) == (
        "term_ends_before_it_begins"
    )
    change = enter("list_outsider", **facts, **term)
    person = User.objects.get(pk=change.person_id)
    assert person.holds(Role.PANELLIST, world.bureau, on=date(2027, 3, 1))
    assert not person.holds(Role.PANELLIST, world.bureau, on=date(2027, 3, 2))
    assert label_of(person) == "赵教授　教授　云州大学"
    assert not person.has_usable_password()


def test_the_words_of_a_part_are_the_organs_own_where_it_has_set_them(world, admin, enter):
    usual = world.bureau.standing_words("hearing")
    facts = {f"hearing_{part}": said for part, said in usual.items()} | {"hearing_debate": "请围绕补差辩论。"}
    change = enter("set_words", organ=world.bureau, why="局务会决定", **facts)
    organ = Organ.objects.get(pk=world.bureau.pk)
    assert organ.settings["standing_words"] == {"hearing_debate": "请围绕补差辩论。"}
    assert organ.standing_words("hearing") == usual | {"debate": "请围绕补差辩论。"}
    assert organ.standing_words("jointconference") == {}
    assert "辩论：请围绕补差辩论。" in change.details[0]["is"]
    gateway.perform(OfficeChange, change.pk, "revert", by=admin, at=at(DAY), why_reverted="登错了")
    assert Organ.objects.get(pk=organ.pk).standing_words("hearing") == usual
