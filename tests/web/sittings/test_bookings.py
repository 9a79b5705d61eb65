"""The organ's sittings and rooms: by week, day and room, what may not be seen, conflicts, the sheet for the door."""

from __future__ import annotations

from datetime import timedelta

import pgtrigger
import pytest
from django.db import connection
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange

from mediation.models import Hearing, HearingAnnouncement, MediationSession, Room, RoomBooking
from mediation.permissions import Actor
from mediation.queries.sittings.bookings import bookings, rooms_of
from mediation.vocabulary import Role
from tests.factories.conference import convened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import consented, proposed, session, with_mediator
from tests.factories.world import at


@pytest.fixture
def room(world):
    return Room.objects.create(organ=world.bureau, name="一号听证室", capacity=30)


@pytest.fixture
def course(world, room):
    made = HearingCourse(world)
    made.granted()
    made.appoint()
    made.schedule(room=room, place="")
    return made


def page(desk, person, **asked):
    return desk(person).get("/desk/bookings/", asked)


def taken(room, first, minutes=60, key=1):
    during = DateTimeTZRange(first, first + timedelta(minutes=minutes))
    return RoomBooking.objects.create(room=room, during=during, subject_type="hearing", subject_id=900_000 + key)


@pytest.mark.parametrize("view", ["week", "day", "room"])
def test_a_hearing_stands_in_its_room_at_its_hours(world, desk, course, room, view):
    said = page(desk, world.head, view=view, day=DAY, room=room.pk).content.decode()
    assert "09:00—12:00" in said
    assert course.matter.number in said
    assert "陈主持" in said
    assert "您参加" not in said
    assert "您参加" in page(desk, course.recorder, view=view, day=DAY, room=room.pk).content.decode()
    later = page(desk, world.head, view=view, day="2025-11-20", room=room.pk).content.decode()
    assert course.matter.number not in later


def test_of_a_file_that_one_may_not_see_the_room_and_the_hours_alone_are_told(world, desk, room):
    taken(room, at(DAY, "14:00"))
    clerk = world.staff(Role.REGISTRAR, world.bureau)
    said = page(desk, clerk, day=DAY).content.decode()
    assert "14:00—15:00" in said
    assert "已占用" in said
    assert "/desk/hearing/" not in said
    stranger = page(desk, world.staff("handler", world.other_bureau), day=DAY).content.decode()
    assert "一号听证室" not in stranger
    assert "已占用" not in stranger


def test_a_colleague_who_was_recused_sees_no_more_than_the_room(world, desk, course, room):
    from mediation.models import MatterAccess

    MatterAccess.objects.create(
        matter=course.matter, user=world.head, part="barred", since=at(DAY).date(), opened_on=course.matter.opened_on
    )
    said = page(desk, world.head, day=DAY).content.decode()
    assert "09:00—12:00" in said
    assert "已占用" in said
    assert course.matter.number not in said
    assert "陈主持" not in said


def test_filters_stand_in_the_address_and_one_sees_ones_own(world, desk, course, room):
    number = course.matter.number
    assert number in page(desk, course.recorder, day=DAY, who="me").content.decode()
    assert number not in page(desk, world.head, day=DAY, who="me").content.decode()
    assert number in page(desk, world.head, day=DAY, kind="hearing").content.decode()
    assert number not in page(desk, world.head, day=DAY, kind="jointconference").content.decode()
    free = page(desk, world.head, day=DAY, view="day", kind="jointconference").content.decode()
    assert "空闲" not in free  # what a filter hides is not free
    for odd in ("2025-02-30", "0001-01-01", "x"):
        assert page(desk, world.head, day=odd, room="x", view="room", kind="'").status_code == 200


def test_all_three_kinds_stand_side_by_side(world, desk):
    mediation = with_mediator(world, consented(world, proposed(world)))
    session(world, mediation, starts_at=at("2025-03-10", "14:00"))
    convened(world, members=[world.bureau, world.other_bureau])
    said = page(desk, world.head, day="2025-03-10").content.decode()
    assert "乡调解室" in said
    assert "县政府三楼会议室" in said
    assert said.count("其他地点") == 1


def test_conflicts_are_told(world, desk, course, room, clock):
    clock.move_to(at("2025-10-01"))
    quiet = page(desk, world.head, day=DAY)
    assert not quiet.context["conflicts"]
    RoomBooking.objects.all().delete()
    taken(room, at(DAY, "10:00"))
    said = page(desk, world.head, day=DAY)
    assert [one.conflicts for one in said.context["conflicts"]] == [
        ["会场没有占到", "同一会场时间重叠"],
        ["同一会场时间重叠"],
    ]
    Room.objects.filter(pk=room.pk).update(closed_after=at("2025-10-19").date())
    assert "会场已停用" in page(desk, world.head, day=DAY).content.decode()


def test_a_free_slot_leads_to_the_form_with_hour_and_room(world, desk, room, clock):
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    clock.move_to(at("2025-09-20"))
    said = page(desk, world.head, view="day", day=DAY).content.decode()
    slot = f"/desk/bookings/free/?room={room.pk}&amp;at={DAY}T08:00"
    assert slot in said
    browser = desk(world.head)
    offered = browser.get(slot.replace("&amp;", "&")).content.decode()
    form = f"/desk/hearing/{course.pk}/schedule/?starts_at={DAY}+08%3A00&amp;room={room.pk}"
    assert form in offered
    filled = browser.get(form.replace("&amp;", "&")).content.decode()
    assert f'value="{DAY} 08:00"' in filled
    assert f'<option value="{room.pk}" selected' in filled
    assert "空闲" not in page(desk, world.head, view="day", day="2025-09-19").content.decode()  # over


def test_the_sheet_for_the_door_names_nobody(world, desk, course, room):
    taken(room, at(DAY, "14:00"))
    address = f"/desk/bookings/doors/?day={DAY}&room={room.pk}"
    said = desk(world.head).get(address).content.decode().split('class="door-sheet"')[1]
    number = course.matter.number
    assert "一号听证室" in said
    assert "09:00—12:00" in said
    assert number[-4:] in said
    assert number not in said
    assert course.matter.called not in said
    assert "张大山" not in said
    assert "非请勿入" in said
    assert "已占用" in said
    HearingAnnouncement.objects.create(
        hearing=course.hearing, subject="青椒收购价", seats=10, announced_on=at("2025-10-10").date()
    )
    assert "青椒收购价" in desk(world.head).get(address).content.decode()
    Hearing.objects.filter(pk=course.pk).update(closed=True)
    assert "青椒收购价" not in desk(world.head).get(address).content.decode()
    assert "青椒收购价" not in desk(world.staff("handler", world.other_bureau)).get(address).content.decode()


@pytest.mark.parametrize("many", [1, 500])
def test_a_week_of_a_thousand_bookings_asks_as_much_as_one(world, desk, many, django_assert_num_queries):
    mediation = with_mediator(world, consented(world, proposed(world)))
    rooms = Room.objects.bulk_create(Room(organ=world.bureau, name=f"{n}号室") for n in range(50))
    first = at("2025-10-20", "08:00")
    spots = [
        (room, first + timedelta(days=n // 10, hours=n % 10)) for n in range(50) for room in rooms
    ][: 2 * many]  # fmt: skip
    with pgtrigger.ignore("mediation.MediationSession:has_event"):  # five hundred through the gateway take a minute
        MediationSession.objects.bulk_create(
            MediationSession(
                matter=mediation.matter, mediation=mediation, starts_at=starts, place=room.where, room=room, minutes=60,
                state="scheduled", version=1,
            )
            for room, starts in spots[:many]
        )  # fmt: skip
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    held = MediationSession.objects.order_by("pk")
    RoomBooking.objects.bulk_create(
        [
            RoomBooking(
                room=one.room, during=DateTimeTZRange(*one.hours()), subject_type="mediationsession", subject_id=one.pk
            )
            for one in held
        ]
        + [
            RoomBooking(
                room=room,
                during=DateTimeTZRange(starts, starts + timedelta(hours=1)),
                subject_type="hearing",
                subject_id=n,
            )
            for n, (room, starts) in enumerate(spots[many:], 10_000)
        ]
    )
    browser = desk(world.head)
    with django_assert_num_queries(9):
        said = browser.get("/desk/bookings/", {"day": "2025-10-20"}).content.decode()
    assert said.count("已占用") == many
    assert said.count('class="booking') == 2 * many


def test_each_view_asks_four_times_beside_the_rooms(world, django_assert_num_queries, course):
    actor = Actor(user=world.head, on=at(DAY).date())
    rooms = rooms_of(actor)
    first = at(DAY, "00:00")
    again = {"first": first, "last": first + timedelta(days=1), "now": first}
    bookings(actor, rooms, **again)
    with django_assert_num_queries(3):
        assert len(bookings(actor, rooms, **again)) == 1
