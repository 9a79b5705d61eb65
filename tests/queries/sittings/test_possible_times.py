"""The first possible days: every one that is offered can be taken, and nothing earlier could."""

from __future__ import annotations

import pytest
from django.utils.timezone import localtime

from mediation.models import Hearing, JointConference, MediationSession, Party, Room
from mediation.permissions import Actor
from mediation.queries.sittings.clashes import clashes
from mediation.queries.sittings.possible_times import possible_times
from mediation.workflows.base import Act
from tests.factories import conference as conferences
from tests.factories import mediation as mediations
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


def act_of(model, step: str, obj, by, on: str, **facts) -> Act:
    declared = model.steps()[step]
    actor = Actor(on=at(on).date(), user=by)
    act = Act(by=actor, at=at(on, "10:00"), on=actor.on, facts=facts, preview=True)
    return act.as_seen_by(declared.facts, obj)


def told(found) -> list[str]:
    return [f"{localtime(one.starts_at):%Y-%m-%d %H:%M}" for one in found]


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.granted()
    course.appoint()
    return course


def session_times(world, mediation, **facts):
    session = MediationSession(matter=mediation.matter)
    by = mediations.mediator_of(world, mediation.organ)
    return possible_times(session, act_of(MediationSession, "schedule", session, by, "2025-03-13", **facts))


def test_a_session_is_offered_the_next_three_working_days(world, mediation):
    assert told(session_times(world, mediation)) == ["2025-03-14 08:00", "2025-03-17 08:00", "2025-03-18 08:00"]


def test_what_the_mediator_has_is_passed_over_and_each_offer_can_be_taken(world, mediation):
    room = Room.objects.create(organ=mediation.organ, name="调解室")
    by = mediations.mediator_of(world, mediation.organ)
    mediations.session(world, mediation, starts_at=at("2025-03-14", "08:00"), minutes=240)
    first, second, _third = found = session_times(world, mediation, minutes=240)
    assert told(found)[:2] == ["2025-03-14 14:00", "2025-03-17 08:00"]
    assert first.room == second.room == room
    for one in found:
        mediations.session(world, mediation, starts_at=one.starts_at, room=one.room, place="", minutes=240)
    held = {str(b.person) for b in by.bookings.all()}
    assert held == {str(by)}


def test_a_room_is_offered_that_holds_everybody_and_is_free(world, mediation):
    Room.objects.create(organ=mediation.organ, name="小间", capacity=1)
    Room.objects.create(organ=mediation.organ, name="礼堂", capacity=200)
    fits = Room.objects.create(organ=mediation.organ, name="中间", capacity=12)
    assert {one.room for one in session_times(world, mediation)} == {fits}
    assert {one.room for one in session_times(world, mediation, place="村委会")} == {None}


def test_a_hearing_is_offered_the_first_day_on_which_its_notice_can_still_be_served(world, course):
    hearing = course.hearing
    found = possible_times(hearing, act_of(Hearing, "schedule", hearing, course.presider, "2025-09-22"))
    assert len(found) == 3
    first = found[0]
    assert first.told_until is not None
    assert first.told_until > at("2025-09-22").date()
    with refused("too_soon_for_notice"):
        course.schedule(on="2025-09-22", starts_at=at("2025-09-29", "09:00"))
    course.schedule(on="2025-09-22", starts_at=first.starts_at)


def test_the_days_of_rest_of_the_national_day_are_not_offered(world, course):
    hearing = course.hearing
    act = act_of(Hearing, "schedule", hearing, course.presider, "2025-09-18")
    for day in told(possible_times(hearing, act)):
        assert not "2025-10-01" <= day[:10] <= "2025-10-08"


def test_a_conference_is_told_three_days_before(world):
    conference = conferences.convened(world)
    new = JointConference(matter=conference.matter)
    new.organ = world.office
    found = possible_times(new, act_of(JointConference, "convene", new, world.dispatcher, "2025-03-05"))
    assert told(found)[0][:10] == "2025-03-10"  # the 8th and the 9th are a weekend


def test_a_sitting_that_moves_is_not_in_its_own_way(world, mediation):
    session = mediations.session(world, mediation, starts_at=at("2025-03-14", "08:00"))
    by = mediations.mediator_of(world, mediation.organ)
    found = possible_times(session, act_of(MediationSession, "postpone", session, by, "2025-03-13"))
    assert told(found)[0] == "2025-03-14 08:00"


def test_the_number_of_statements_does_not_grow_with_the_bookings(world, mediation, django_assert_max_num_queries):
    for n in range(20):
        Room.objects.create(organ=mediation.organ, name=f"第{n}室")
    with django_assert_max_num_queries(20):
        session_times(world, mediation)


@pytest.mark.parametrize(("phone", "known"), [("13800000001", True), ("", False), ("13900000009", False)])
def test_a_party_called_elsewhere_is_known_by_name_and_telephone_never_by_name_alone(world, mediation, phone, known):
    party = mediation.parties.order_by("pk").first()
    Party.objects.filter(pk=party.pk).update(phone="138 0000 0001")
    course = HearingCourse(world)
    Party.objects.filter(pk=course.zhang.pk).update(name=party.name, phone=phone)
    course.granted()
    course.appoint()
    hearing = course.schedule()
    session = MediationSession(matter=mediation.matter)
    called = list(mediation.parties.filter(pk=party.pk))
    found = clashes(session, called, since=at(DAY, "10:00"), until=at(DAY, "11:00"))
    assert [one.who for one in found] == ([party.name] if known else [])
    if known:
        assert course.matter.number not in str(found[0])
        assert hearing.place not in str(found[0])
    assert not clashes(session, called, since=at(DAY, "12:00"), until=at(DAY, "13:00"))
