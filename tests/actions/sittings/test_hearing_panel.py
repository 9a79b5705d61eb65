"""Who hears, when and where, and who is told. Dates: the worked example of 2025-10-20."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.models import Appointment, Deadline, Room, RoomBooking, User
from mediation.vocabulary import PaperKind, Role
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import COOPERATIVE, in_session, mediator_of, proposed
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


@staged
def granted(course):
    """The head granted it."""
    course.granted()


@staged
def scheduled(course):
    """Granted, panel appointed, day fixed."""
    course.scheduled()


def running(course: HearingCourse, code: str):
    return Deadline.objects.filter(matter=course.matter, code=code, state="running")


# The panel


@pytest.mark.usefixtures("granted")
@pytest.mark.parametrize("spare", [1, 3])
def test_the_panel_is_odd(course, spare):
    others = [course.world.staff(Role.PANELLIST, course.world.county, f"甲{n}") for n in range(spare)]
    with refused("panel_even"):
        course.appoint(panel=course.panel + others)


@pytest.mark.usefixtures("granted")
def test_one_is_no_panel(course):
    with refused("panel_too_small"):
        course.appoint(panel=[course.presider])


@pytest.mark.usefixtures("granted")
def test_the_presider_sits_on_the_panel(course):
    another = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    with refused("presider_not_on_panel"):
        course.appoint(panel=[*course.panel[1:], another])


@pytest.mark.usefixtures("granted")
def test_the_presider_is_a_presiding_officer(course):
    with refused("presider_not_qualified"):
        course.appoint(presider=course.panel[1])


@pytest.mark.usefixtures("granted")
def test_the_presider_took_no_part_in_the_matter(course):
    Appointment.objects.create(user=course.world.handler, organ=course.world.bureau, role=Role.PRESIDING_OFFICER)
    handler = User.objects.get(pk=course.world.handler.pk)
    with refused("presider_took_part"):
        course.appoint(presider=handler, panel=[handler, *course.panel[1:]])


@pytest.mark.usefixtures("granted")
def test_the_panel_took_no_part_in_the_matter(course):
    with refused("panellist_took_part"):
        course.appoint(panel=[course.presider, course.panel[1], course.world.handler])


def test_an_investigator_does_not_sit(course):
    from tests.actions.handling.test_investigation import opened, talk

    investigation = opened(course.world, course.petition, on="2025-09-02")
    investigator = course.world.staff(Role.HANDLER, course.world.bureau, "副手")
    talk(course.world, investigation, recorders=[course.world.handler, investigator], on="2025-09-03")
    course.granted()
    with refused("panellist_took_part"):
        course.appoint(panel=[*course.panel[:2], investigator])


@pytest.mark.usefixtures("granted")
def test_the_recorder_stands_apart(course):
    with refused("recorder_on_panel"):
        course.appoint(recorder=course.panel[2])


@pytest.mark.usefixtures("granted")
def test_the_recorder_took_no_part_in_the_matter(course):
    with refused("recorder_took_part"):
        course.appoint(recorder=course.world.handler)


@pytest.mark.usefixtures("granted")
def test_the_refusal_names_the_part_that_each_had(course):
    with refused("panellist_took_part") as refusal:
        course.appoint(panel=[course.presider, course.panel[1], course.world.handler])
    assert "青农承办人（承办人）" in str(refusal.value)


def test_a_mediator_of_the_matter_does_not_sit(world):
    course = HearingCourse(world, opposite_parties=[COOPERATIVE])
    mediation = in_session(world, proposed(world, course.petition)).mediation
    course.granted()
    with refused("panellist_took_part") as refusal:
        course.appoint(panel=[*course.panel[:2], mediator_of(course.world, mediation.organ)])
    assert "调解员" in str(refusal.value)


@pytest.mark.usefixtures("granted")
def test_a_new_panel_replaces_the_old(course):
    course.appoint()
    another = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    course.appoint(panel=[course.presider, course.panel[1], another], on="2025-09-16")
    assert course.hearing.panel_ids() == sorted([course.presider.pk, course.panel[1].pk, another.pk])
    assert course.hearing.members.get(user=course.panel[2]).removed_on == date(2025, 9, 16)


# Day, room and notice


@pytest.mark.usefixtures("granted")
def test_the_day_waits_for_the_panel(course):
    with refused("panel_missing"):
        course.take("schedule", course.world.head, "2025-09-22", starts_at=at(DAY), place="三楼")


@pytest.mark.usefixtures("scheduled")
def test_scheduling_prepares_a_notice_for_each_and_counts_the_limit_back(course):
    assert [list(p.addressees.all()) for p in course.notices()] == [[course.zhang], [course.li]]
    assert running(course, "D16").get().legal_on == date(2025, 10, 10)
    assert course.hearing.notice_due_on == date(2025, 10, 10)
    assert course.hearing.notice_advised_on() == date(2025, 9, 29)


@pytest.mark.usefixtures("granted")
def test_a_day_too_near_for_the_notice_is_refused(course):
    course.appoint()
    with refused("too_soon_for_notice"):
        course.schedule(on="2025-10-11")
    assert course.schedule(on="2025-10-10").state == "scheduled"


@pytest.mark.usefixtures("granted")
def test_a_past_hour_is_refused(course):
    course.appoint()
    with refused("hearing_in_past"):
        course.schedule(on="2025-10-21")


@pytest.mark.usefixtures("granted")
def test_a_closed_hearing_says_why(course):
    course.appoint()
    with refused("closed_without_reason"):
        course.schedule(closed=True)
    assert course.schedule(closed=True, closed_reason="涉及个人隐私").closed


@pytest.mark.usefixtures("granted")
def test_an_odd_length_is_refused(course):
    course.appoint()
    with refused("minutes_out_of_range"):
        course.schedule(minutes=5)


def test_a_room_is_booked_once(course, world):
    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    other = HearingCourse(world)
    other.granted()
    other.appoint()
    with refused("room_taken"):
        other.schedule(room=room)
    assert other.schedule(room=room, starts_at=at(DAY, "14:00")).room == room


def test_the_database_refuses_a_second_booking_of_the_same_hours(course, world):
    from django.db import IntegrityError, transaction

    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    booking = RoomBooking.objects.get()
    with pytest.raises(IntegrityError), transaction.atomic():
        RoomBooking.objects.create(room=room, during=booking.during, subject_type="mediationsession", subject_id=1)


def test_short_notice_is_a_warning_and_no_fault(course):
    from mediation.documents.registry import document_type

    course.granted()
    course.appoint()
    course.schedule(on="2025-10-09")
    (finding, *_rest) = document_type(PaperKind.HEARING_NOTICE).checks(course.notices()[0])
    assert finding.code == "notice_short"
    assert not finding.blocks


@pytest.mark.usefixtures("scheduled")
def test_the_limit_is_met_when_the_last_participant_is_served(course):
    course.notify(parties=[course.zhang])
    assert running(course, "D16").exists()
    course.notify(parties=[course.li])
    assert Deadline.objects.get(code="D16").state == "met"


@pytest.mark.usefixtures("scheduled")
def test_opening_is_refused_when_one_party_was_served_a_day_late(course):
    course.notify(parties=[course.zhang])
    course.notify(parties=[course.li], on="2025-10-11")
    course.attend()
    with refused("notice_too_late") as refusal:
        course.take("open", course.presider, DAY)
    assert "李秀英" in str(refusal.value)
    assert "张大山" not in str(refusal.value)


def test_postponing_frees_the_room_voids_the_notices_and_starts_again(course, world):
    room = Room.objects.create(organ=world.bureau, name="302")
    course.granted()
    course.appoint()
    course.schedule(room=room)
    course.take("postpone", course.presider, "2025-09-24", ground="force_majeure", why="道路中断")
    assert not RoomBooking.objects.exists()
    assert not running(course, "D16")
    assert {p.state for p in course.notices()} == {"voided"}
    course.schedule(on="2025-09-25", day="2025-10-27")
    assert [p.state for p in course.notices()] == ["voided", "voided", "drafted", "drafted"]
    assert running(course, "D16").get().legal_on == date(2025, 10, 16)


@pytest.mark.usefixtures("scheduled")
def test_a_notice_of_the_old_day_does_not_serve_for_the_new_one(course):
    course.notify()
    course.take("postpone", course.presider, "2025-10-11", ground="other", why="会场停电")
    course.schedule(on="2025-10-11", day="2025-10-27")
    course.attend(on="2025-10-27")
    with refused("notice_too_late"):
        course.take("open", course.presider, "2025-10-27")
