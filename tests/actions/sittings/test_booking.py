"""One booking for hearings, sessions and conferences: rooms and people once, by day, in open hours."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from mediation.models import Room, RoomBooking, StaffBooking
from mediation.models.sittings.booking import opening_hours
from tests.factories import mediation as mediations
from tests.factories.conference import convened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

NEXT = "2025-03-18"


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


def told(caught) -> str:
    return str(caught.value.sentence)


def test_a_session_holds_its_mediator_and_a_second_one_is_refused_with_who_and_where(world, mediation):
    room = Room.objects.create(organ=world.bureau, name="调解室")
    first = mediations.session(world, mediation, room=room, place="")
    assert first.place == str(room)
    assert [b.person for b in StaffBooking.objects.all()] == [mediations.mediator_of(world, mediation.organ)]
    with refused("people_taken") as caught:
        mediations.session(world, mediation, place="村委会")
    for part in (str(mediations.mediator_of(world, mediation.organ)), "调解会议", str(room), "2025-03-17"):
        assert part in told(caught), part
    assert mediations.session(world, mediation, place="村委会", starts_at=at(NEXT)).minutes == 120


def test_a_room_is_taken_for_every_kind_of_sitting(world, mediation):
    room = Room.objects.create(organ=world.office, name="二楼")
    conference = convened(world, room=room, minutes=90)
    begins = conference.starts_at
    assert RoomBooking.objects.get().during.upper == conference.hours()[1]
    with refused("room_taken") as caught:
        mediations.session(world, mediation, room=room, starts_at=begins)
    assert "联席会议" in told(caught)


@pytest.mark.parametrize(
    ("moment", "code"),
    [
        (at("2025-03-18", "03:00"), "outside_hours"),
        (at("2020-01-01", "09:00"), "sitting_in_past"),
        (at("2025-03-18", "20:30"), "outside_hours"),
    ],
)
def test_nothing_is_fixed_at_night_or_in_the_past(world, mediation, moment, code):
    with refused(code):
        mediations.session(world, mediation, starts_at=moment)


def test_a_room_is_shut_on_days_of_rest_unless_its_organ_opens_then(world, mediation):
    room = Room.objects.create(organ=world.bureau, name="调解室")
    sunday = at("2025-03-16", "09:00")
    with refused("outside_hours"):
        mediations.session(world, mediation, room=room, starts_at=sunday)
    world.bureau.settings = {**world.bureau.settings, "opening_hours": "每日9:00—17:00"}
    world.bureau.save()
    assert mediations.session(world, mediation, room=room, starts_at=sunday).room == room


def test_opening_hours_are_read_from_the_rules_of_the_organ():
    first, last = opening_hours("周一至周五9:00—12:00、14:00—17:30")
    assert (f"{first:%H:%M}", f"{last:%H:%M}") == ("09:00", "17:30")
    assert opening_hours("见公告")[0].hour == 8


def test_a_sitting_without_a_room_names_its_place(world, mediation):
    with refused("place_missing"):
        mediations.session(world, mediation, place="")


def test_a_session_that_moves_takes_its_room_and_people_with_it(world, mediation):
    room = Room.objects.create(organ=world.bureau, name="调解室")
    by = mediations.mediator_of(world, mediation.organ)
    session = mediations.session(world, mediation, room=room, minutes=60)
    moved = mediations.do(session, "postpone", by, clock="11:00", starts_at=at(NEXT), why="外出")
    assert (moved.room, moved.minutes) == (room, 60)
    assert {b.during.lower for b in (*RoomBooking.objects.all(), *StaffBooking.objects.all())} == {at(NEXT)}
    elsewhere = mediations.do(moved, "postpone", by, clock="11:05", starts_at=at(NEXT), place="村委会", why="就近")
    assert elsewhere.room is None
    assert not RoomBooking.objects.exists()
    mediations.do(elsewhere, "cancel", by, clock="11:10", why="和解")
    assert not StaffBooking.objects.exists()


def test_who_mediates_no_more_is_free_again(world, mediation):
    mediations.session(world, mediation)
    by = mediations.mediator_of(world, mediation.organ)
    other = world.staff("mediator", mediation.organ, "另一位")
    mediations.do(mediation, "name_mediators", by, clock="11:00", mediators=[other], chosen_by_parties=True)
    assert [b.person for b in StaffBooking.objects.all()] == [other]


def test_a_hearing_holds_panel_and_recorder_and_the_database_refuses_the_second(world):
    course = HearingCourse(world)
    hearing = course.scheduled()
    held = list(StaffBooking.objects.order_by("person"))
    assert sorted(b.person_id for b in held) == hearing.booked_people()
    assert len(held) == 4
    with pytest.raises(IntegrityError), transaction.atomic():
        StaffBooking.objects.create(person=course.recorder, during=held[0].during, subject_type="hearing", subject_id=0)
    other = HearingCourse(world)
    other.granted()
    other.appoint()
    with refused("people_taken"):
        other.schedule(place="别处")
    other.schedule(place="别处", starts_at=at(DAY, "14:00"))
    course.take("terminate", world.head, "2025-09-25", end_ground="other", why="不再需要")
    assert StaffBooking.objects.filter(subject_id=hearing.pk, subject_type="hearing").count() == 0
