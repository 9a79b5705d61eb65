"""回避: who may ask, who decides, and what a decision does."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from mediation.actions import gateway
from mediation.models import Appointment, Investigation, Petition, Recusal, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.mediation import COOPERATIVE, in_session, mediator_of, proposed
from tests.factories.opinions import ReviewCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged

GROUND = {"ground": "relative", "details": "是收购站长的表兄"}


@staged
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


@staged
def opened(course):
    """Noticed in time and in session on its day."""
    course.opened()


@staged
def scheduled(course):
    """Granted, panel appointed, day fixed."""
    course.scheduled()


def ask(course: HearingCourse, person: User, role: str, *, on: str = DAY, by: Any = None, **facts: Any) -> Recusal:
    hearing = {"hearing": course.hearing} if course.pk and role not in ("handler", "mediator") else {}
    named = {"person": person, "role": role, **hearing, **GROUND, **facts}
    return gateway.perform(
        Recusal, None, "ask", by=by or course.zhang, at=at(on, "10:00"), matter=course.matter, **named
    )


def decide(recusal: Recusal, step: str, by: User, *, on: str = DAY) -> Recusal:
    return gateway.perform(Recusal, recusal.pk, step, by=by, at=at(on, "10:30"), decision_reason="经查属实")


@pytest.mark.usefixtures("opened")
def test_a_hearing_in_session_pauses_and_goes_on_after_a_refusal(course):
    recusal = ask(course, course.panel[1], "panellist")
    assert course.hearing.state == "adjourned"
    with refused("recusal_pending"):
        course.take("resume", course.presider, DAY, "10:15", told_how="当庭")
    decide(recusal, "refuse", course.presider)
    assert course.take("resume", course.presider, DAY, "10:45", told_how="当庭").state == "in_session"


@pytest.mark.usefixtures("scheduled")
def test_a_hearing_does_not_open_while_a_request_waits(course):
    course.notify()
    ask(course, course.presider, "presider", on="2025-10-13")
    course.attend()
    with refused("recusal_pending"):
        course.take("open", course.presider, DAY)


@pytest.mark.usefixtures("opened")
def test_a_member_taken_off_leaves_a_gap_that_the_head_fills(course):
    decide(ask(course, course.panel[1], "panellist"), "grant", course.presider)
    assert course.hearing.panel_size() == 2
    with refused("panel_incomplete"):
        course.take("resume", course.presider, DAY, "10:45", told_how="当庭")
    with refused("panellist_took_part"):
        course.appoint(on=DAY)
    another = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    course.appoint(on=DAY, panel=[course.presider, another, course.panel[2]])
    with refused("interest_not_declared"):
        course.take("resume", course.presider, DAY, "14:00", told_how="当庭")
    course.affirm(DAY, "13:50")
    assert course.take("resume", course.presider, DAY, "14:00", told_how="当庭").state == "in_session"


@pytest.mark.usefixtures("opened")
def test_a_presider_taken_off_no_longer_presides(course):
    recusal = ask(course, course.presider, "presider")
    with pytest.raises(NotAllowed):
        decide(recusal, "grant", course.presider)
    decide(recusal, "grant", course.world.head)
    hearing = course.hearing
    assert hearing.presider is None
    assert course.presider.pk not in hearing.panel_ids()
    with pytest.raises(NotAllowed):
        course.take("resume", course.presider, DAY, "10:45", told_how="当庭")


@pytest.mark.usefixtures("opened")
def test_a_request_is_still_decided_when_the_hearing_ended_meanwhile(course):
    recusal = ask(course, course.panel[1], "panellist")
    course.take("terminate", course.presider, DAY, "10:20", end_ground="left", why="信访人中途退场")
    assert decide(recusal, "grant", course.presider).state == "granted"
    assert course.hearing.state == "terminated"


@pytest.mark.usefixtures("opened")
def test_a_recorder_taken_off_gives_up_the_record(course):
    decide(ask(course, course.recorder, "recorder"), "grant", course.presider)
    assert course.hearing.recorder is None
    with refused("panel_missing"):
        course.take("resume", course.presider, DAY, "10:45", told_how="当庭")


@pytest.mark.usefixtures("opened")
def test_panel_and_recorder_are_decided_by_the_presider_alone(course):
    recusal = ask(course, course.panel[1], "panellist")
    with pytest.raises(NotAllowed):
        decide(recusal, "grant", course.world.head)


def test_a_handler_taken_off_does_nothing_more_and_another_is_named(course):
    world = course.world
    recusal = ask(course, world.handler, "handler", on="2025-09-03")
    decide(recusal, "grant", world.head, on="2025-09-04")
    assert Petition.objects.get(pk=course.petition.pk).handler is None
    with pytest.raises(NotAllowed, check=lambda error: error.code == "recused"):
        gateway.perform(
            Investigation, None, "open", by=world.handler, at=at("2025-09-05"), matter=course.matter, question="……"
        )
    with refused("handler_recused"):
        gateway.perform(
            Petition, course.petition.pk, "assign_handler", by=world.head, at=at("2025-09-05"), handler=world.handler
        )
    another = world.staff(Role.HANDLER, world.bureau, "副手")
    gateway.perform(Petition, course.petition.pk, "assign_handler", by=world.head, at=at("2025-09-05"), handler=another)


def test_nobody_decides_on_himself(course):
    Appointment.objects.create(user=course.world.handler, organ=course.world.bureau, role=Role.HEAD)
    both = User.objects.get(pk=course.world.handler.pk)
    recusal = ask(course, both, "handler", on="2025-09-03")
    with refused("decides_on_self"):
        decide(recusal, "refuse", both, on="2025-09-04")


@pytest.mark.usefixtures("scheduled")
def test_the_person_must_have_the_part(course):
    with refused("person_not_in_role"):
        ask(course, course.recorder, "panellist", on="2025-10-13")
    with refused("person_not_in_role"):
        ask(course, course.recorder, "handler", on="2025-10-13")
    with refused("person_not_in_role"):
        ask(course, course.recorder, "mediator", on="2025-10-13")


def test_a_hearing_of_another_file_is_no_ground(course, world):
    other = HearingCourse(world)
    other.scheduled()
    with refused("person_not_in_role"):
        ask(course, other.recorder, "recorder", on="2025-10-13", hearing=other.hearing)


def test_the_desk_names_the_party_who_asked(course):
    with refused("asker_missing"):
        ask(course, course.world.handler, "handler", on="2025-09-03", by=course.world.handler)
    recusal = ask(course, course.world.handler, "handler", on="2025-09-03", by=course.world.handler, asked_by=course.li)
    assert recusal.asked_by == course.li


def test_the_same_request_is_not_made_twice(course):
    recusal = ask(course, course.world.handler, "handler", on="2025-09-03")
    with refused("recusal_asked_before"):
        ask(course, course.world.handler, "handler", on="2025-09-03", by=course.li)
    decide(recusal, "refuse", course.world.head, on="2025-09-04")
    with refused("recusal_asked_before"):
        ask(course, course.world.handler, "handler", on="2025-09-05")
    assert ask(course, course.world.handler, "handler", on="2025-09-05", details="另有借款往来").state == "asked"


def test_after_the_hearing_its_people_stay(course):
    course.concluded()
    with refused("hearing_over"):
        ask(course, course.recorder, "recorder", on="2025-10-21")


def test_a_member_of_staff_declares_an_interest(course):
    world = course.world
    course.scheduled()
    named = {"person": course.panel[1], "role": "panellist", "hearing": course.hearing, **GROUND}
    with pytest.raises(NotAllowed):
        gateway.perform(Recusal, None, "declare", by=world.head, at=at("2025-10-13"), matter=course.matter, **named)
    recusal = gateway.perform(
        Recusal, None, "declare", by=course.panel[1], at=at("2025-10-13"), matter=course.matter, **named
    )
    decide(recusal, "grant", course.presider, on="2025-10-14")
    assert course.hearing.members.get(user=course.panel[1]).removed_on == date(2025, 10, 14)


@pytest.mark.parametrize(("step", "granted"), [("grant", True), ("refuse", False)])
def test_the_decision_is_a_paper_with_its_reason_served_on_who_asked(course, step, granted):
    recusal = ask(course, course.world.handler, "handler", on="2025-09-03")
    decide(recusal, step, course.world.head, on="2025-09-04")
    (paper,) = course.papers(PaperKind.RECUSAL_DECISION)
    assert paper.state == "issued"
    assert paper.number
    assert paper.snapshot["granted"] is granted
    assert paper.snapshot["decision_reason"] == "经查属实"
    assert [s.party for s in paper.services.all()] == [course.zhang]


@pytest.mark.usefixtures("opened")
def test_the_hearing_goes_on_after_an_interruption_to_its_end(course):
    course.speak(*PHASES[:3])
    decide(ask(course, course.panel[1], "panellist", learnt="陈述时得知"), "refuse", course.presider)
    course.take("resume", course.presider, DAY, "10:45", told_how="当庭")
    course.speak(*PHASES[3:])
    course.take("deliberate", course.presider, DAY, "11:00")
    course.vote(True, True, True)
    assert course.conclude().state == "concluded"


def test_a_mediator_taken_off_leaves_the_mediation_and_another_is_named(world):
    course = HearingCourse(world, opposite_parties=[COOPERATIVE])
    mediation = in_session(world, proposed(world, course.petition)).mediation
    mediator = mediator_of(world, mediation.organ)
    recusal = ask(course, mediator, "mediator", on="2025-09-10")
    with pytest.raises(NotAllowed):
        decide(recusal, "grant", mediator, on="2025-09-11")
    decide(recusal, "grant", world.head, on="2025-09-11")
    assert mediation.mediators.get(user=mediator).left_on == date(2025, 9, 11)
    assert not mediation.has_mediators()


@pytest.mark.usefixtures("scheduled")
def test_the_hearing_under_way_is_meant_unless_another_is_named(course):
    recusal = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at("2025-10-13"), matter=course.matter, person=course.recorder,
        role="recorder", **GROUND,
    )  # fmt: skip
    assert recusal.hearing == course.hearing


def test_a_party_sees_only_its_own_requests(course):
    from mediation.permissions import Actor

    recusal = ask(course, course.world.handler, "handler", on="2025-09-03")
    on = date(2025, 9, 3)
    assert list(Recusal.objects.visible_to(Actor(on=on, party=course.zhang))) == [recusal]
    assert not Recusal.objects.visible_to(Actor(on=on, party=course.li))
    assert list(Recusal.objects.visible_to(Actor(on=on, user=course.world.head))) == [recusal]


def test_a_reviewer_taken_off_is_followed_by_another(world: World):
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    recusal = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at("2025-03-21"), matter=course.matter,
        person=course.reviewer, role="reviewer", **GROUND,
    )  # fmt: skip
    assert recusal.organ == world.county
    decide(recusal, "grant", course.chief, on="2025-03-22")
    assert course.review.reviewer is None
    with refused("reviewer_handled_it"):
        course.take("assign_reviewer", course.chief, on="2025-03-22", reviewer=course.reviewer)
    another = world.staff(Role.REVIEWER, world.county, "顾复查")
    assert course.take("assign_reviewer", course.chief, on="2025-03-22", reviewer=another).reviewer == another
    with pytest.raises(NotAllowed):
        course.take(
            "hear_applicant", course.reviewer, on="2025-03-24", heard=[course.zhang], said="x", second_person="y"
        )
