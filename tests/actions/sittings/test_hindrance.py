"""不便到场: days of a party are respected or overruled with a reason; what was fixed for them is moved, or stays with a reason."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Hearing, Hindrance, MediationSession, Message, Party
from mediation.permissions import Actor
from mediation.queries.sittings.possible_times import possible_times
from mediation.workflows.base import Act, NotAllowed
from tests.factories import mediation as mediations
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import do
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def mediation(world: World):
    return mediations.ready(world, mediations.proposed(world))


@staged
def course(world: World) -> HearingCourse:
    course = HearingCourse(world)
    course.scheduled()
    course.notify()
    return course


def hand_in(party: Party, first: str, last: str, on: str, **facts) -> Hindrance:
    stated = {"first_on": at(first).date(), "last_on": at(last).date(), "reason": "住院", **facts}
    return gateway.perform(Hindrance, None, "hand_in", by=party, at=at(on, "12:00"), matter=party.matter, **stated)


def test_its_days_are_avoided_and_overruled_only_with_a_reason(world, mediation):
    party, by = mediation.parties.order_by("pk").first(), mediations.mediator_of(world, mediation.organ)
    said = hand_in(party, "2025-03-14", "2025-03-18", "2025-03-11")
    assert said.sitting is None
    session = MediationSession(matter=mediation.matter)
    actor = Actor(on=at("2025-03-13").date(), user=by)
    act = Act(by=actor, at=at("2025-03-13", "10:00"), on=actor.on, preview=True)
    first = possible_times(session, act.as_seen_by(MediationSession.steps()["schedule"].facts, session))[0]
    assert first.starts_at.date().isoformat() == "2025-03-19"
    with refused("party_cannot_come") as caught:
        mediations.session(world, mediation, starts_at=at("2025-03-17"))
    assert party.name in str(caught.value.sentence)
    held = mediations.session(world, mediation, starts_at=at("2025-03-17"), despite="可以由代理人参加")
    assert "可以由代理人参加" in str(held.matter.events.get(object_type="mediationsession").facts)


def test_days_that_were_taken_back_stand_in_nobodys_way(world, mediation):
    party = mediation.parties.order_by("pk").first()
    do(hand_in(party, "2025-03-17", "2025-03-17", "2025-03-11"), "withdraw", party, "2025-03-11", "13:00")
    assert mediations.session(world, mediation).state == "scheduled"


def test_a_session_of_those_days_is_moved_and_everybody_told(world, mediation):
    session, by = mediations.session(world, mediation), mediations.mediator_of(world, mediation.organ)
    party = mediation.parties.order_by("pk").first()
    asked = hand_in(party, "2025-03-17", "2025-03-18", "2025-03-11", help_wanted="手语")
    assert asked.session == session
    assert Message.objects.filter(user=by, text__contains="请求改期").exists()
    with refused("new_time_missing"):
        do(asked, "grant", by, "2025-03-11", "14:00")
    with refused("new_time_unsuited"):
        do(asked, "grant", by, "2025-03-11", "14:00", starts_at=at("2025-03-18"))
    do(asked, "grant", by, "2025-03-11", "14:00", starts_at=at("2025-03-20"), help_offered="已请手语翻译")
    assert MediationSession.objects.get().starts_at == at("2025-03-20")
    last = Message.objects.filter(party=party, key__contains="answer").get()
    assert "已请手语翻译" in last.text


def test_a_refused_request_leaves_the_hearing_and_tells_why(course):
    asked = hand_in(course.zhang, DAY, DAY, "2025-10-13")
    assert asked.hearing == course.hearing
    with pytest.raises(NotAllowed):
        do(asked, "refuse", course.recorder, "2025-10-13", "13:00", decision_reason="不是正当理由")
    do(asked, "refuse", course.presider, "2025-10-13", "13:00", decision_reason="可以由代理人参加")
    assert course.hearing.state == "scheduled"
    assert "可以由代理人参加" in Message.objects.get(party=course.zhang, key__contains="answer").text


def test_a_granted_request_puts_the_hearing_off_with_its_papers(course):
    asked = hand_in(course.zhang, DAY, "2025-10-24", "2025-10-13")
    do(asked, "grant", course.presider, "2025-10-13", "13:00")
    assert course.hearing.state == "granted"
    assert [paper.state for paper in course.papers("hearing_change")] == ["issued"]
    with refused("party_cannot_come"):
        course.schedule(on="2025-10-13", day="2025-10-24")
    course.schedule(on="2025-10-13", day="2025-10-28")


def test_who_did_not_come_may_still_say_why_and_the_hearing_is_not_lost(course):
    course.attend("absent_without_cause", "absent_without_cause")
    limits = Deadline.objects.filter(code="D21")
    assert {one.party for one in limits} == {course.zhang, course.li}
    asked = hand_in(course.zhang, DAY, DAY, "2025-10-23")
    with refused("absence_not_final"):
        course.take("terminate", course.presider, "2025-10-24", end_ground="absent", why="未到场")
    do(asked, "grant", course.presider, "2025-10-24", "13:00")
    assert Hearing.objects.get(pk=course.pk).state == "granted"
    assert {one.state for one in limits.all()} <= {"ended", "lapsed"}


def test_an_excuse_that_is_not_accepted_ends_the_hearing_after_its_days(course):
    course.attend("absent_without_cause", "absent_without_cause")
    asked = hand_in(course.zhang, DAY, DAY, "2025-10-22")
    do(asked, "refuse", course.presider, "2025-10-23", "13:00", decision_reason="睡过了头")
    course.take("terminate", course.presider, "2025-10-24", end_ground="absent", why="未到场")
    assert course.hearing.state == "terminated"


@pytest.mark.parametrize(("first", "last"), [("2025-03-18", "2025-03-17"), ("2025-03-18", "2025-08-18")])
def test_days_that_cannot_be_are_refused(mediation, first, last):
    with refused("hindered_days_wrong"):
        hand_in(mediation.parties.first(), first, last, "2025-03-11")


def test_one_party_does_not_see_anothers_days(mediation):
    one, other = mediation.parties.order_by("pk")[:2]
    hand_in(one, "2025-03-17", "2025-03-17", "2025-03-11")
    on = at("2025-03-11").date()
    assert Hindrance.objects.visible_to(Actor(on=on, party=one)).count() == 1
    assert not Hindrance.objects.visible_to(Actor(on=on, party=other)).exists()


def test_a_refusal_to_move_a_hearing_is_given_in_writing_with_its_reasons(world, course):
    asked = hand_in(course.zhang, DAY, DAY, "2025-10-13", help_wanted="助听设备")
    refused_now = gateway.perform(
        Hindrance, asked.pk, "refuse", by=course.presider, at=at("2025-10-14"),
        decision_reason="各方的时间已经协调一致。", help_offered="备有助听设备",
    )  # fmt: skip
    (paper,) = course.papers("postponement_refusal")
    assert (paper.state, list(paper.addressees.all()), paper.subject) == ("issued", [course.zhang], refused_now)
    page = html_of(paper)
    assert all(said in page for said in ("住院", "各方的时间已经协调一致", "2025年10月20日", "备有助听设备"))
    assert paper.services.filter(state="planned").count() == 1
