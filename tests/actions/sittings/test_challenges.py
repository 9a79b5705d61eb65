"""申请回避: until when, on which ground how often, and who decides while the presider himself is challenged."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.actions import gateway
from mediation.models import Recusal
from mediation.vocabulary import Role
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world: World) -> HearingCourse:
    """Noticed in time and in session on its day."""
    course = HearingCourse(world)
    course.opened()
    return course


def ask(course: HearingCourse, person: Any, role: str, clock: str = "10:00", by: Any = None, **facts: Any) -> Recusal:
    stated = {"ground": "relative", "details": "是收购站长的表兄", "hearing": course.hearing, **facts}
    return gateway.perform(
        Recusal, None, "ask", by=by or course.zhang, at=at(DAY, clock), matter=course.matter, person=person, role=role,
        **stated,
    )  # fmt: skip


def decide(recusal: Recusal, step: str, by: Any) -> Recusal:
    return gateway.perform(Recusal, recusal.pk, step, by=by, at=at(DAY, "10:30"), decision_reason="经查")


def test_after_the_opening_a_challenge_says_when_its_reason_was_learnt(course):
    course.speak("roll_call", "opening", "petitioner_statement")
    with refused("learnt_when_missing"):
        ask(course, course.panel[1], "panellist")
    ask(course, course.panel[1], "panellist", learnt="陈述时才听说")
    assert course.hearing.state == "adjourned"


def test_nobody_is_challenged_once_the_debate_is_over(course):
    course.speak("opening", "petitioner_statement", "handler_statement", "debate", "petitioner_last")
    with refused("debate_over"):
        ask(course, course.panel[1], "panellist", learnt="刚刚听说")
    assert course.hearing.state == "in_session"


def test_the_same_ground_is_decided_once_unless_facts_were_learnt_since(course):
    decide(ask(course, course.panel[1], "panellist"), "refuse", course.presider)
    with refused("recusal_asked_before"):
        ask(course, course.panel[1], "panellist", details="确实是表兄", clock="10:40")
    assert ask(course, course.panel[1], "panellist", details="还是邻居", learnt="休息时得知", clock="10:45").pk


def test_a_presider_who_is_challenged_does_not_decide_on_others(course):
    of_member = ask(course, course.panel[1], "panellist")
    of_presider = ask(course, course.presider, "presider", clock="10:05", by=course.li)
    with refused("decider_challenged"):
        decide(of_member, "refuse", course.presider)
    decide(of_presider, "refuse", course.world.head)
    assert decide(of_member, "refuse", course.presider).state == "refused"


def test_a_challenge_does_not_stay_open_where_nobody_presides_any_more(course):
    of_member = ask(course, course.panel[1], "panellist")
    decide(ask(course, course.presider, "presider", clock="10:05"), "grant", course.world.head)
    course.take("terminate", course.world.head, DAY, "11:00", end_ground="other", why="无人主持")
    assert decide(of_member, "refuse", course.world.head).state == "refused"


def test_the_recorder_takes_a_challenge_down_in_the_hall(course):
    recusal = ask(course, course.panel[1], "panellist", by=course.recorder, asked_by=course.li)
    assert recusal.asked_by == course.li
    assert course.hearing.state == "adjourned"


# Following in a seat


def test_whoever_follows_in_a_seat_sits_declares_and_is_told_to_the_parties(course):
    new = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    course.take("adjourn", course.presider, DAY, "10:00", ground="other", why="听证员突发疾病")
    course.take("succeed", course.world.head, DAY, "10:10", person=course.panel[1], successor=new, why="生病")
    hearing = course.hearing
    assert new.pk in hearing.panel_ids()
    assert course.panel[1].pk not in hearing.panel_ids()
    assert [str(one) for one in hearing.undeclared()] == ["周委员"]
    with refused("interest_not_declared"):
        course.take("resume", course.presider, DAY, "10:20", told_how="当庭")
    course.affirm(DAY, "10:25")
    assert course.take("resume", course.presider, DAY, "10:30", told_how="当庭").state == "in_session"


@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("handler", "successor_took_part"), ("member", "sits_already"), ("stranger", "successor_not_qualified"),
    ],
)  # fmt: skip
def test_who_may_not_follow_in_a_seat(course, who, code):
    world = course.world
    if who == "handler":
        world.bureau.appointments.create(user=world.handler, role=Role.PANELLIST)
    people = {
        "handler": type(world.handler).objects.get(pk=world.handler.pk),
        "member": course.panel[2],
        "stranger": world.registrar,
    }
    course.take("adjourn", course.presider, DAY, "10:00", ground="other", why="听证员突发疾病")
    with refused(code):
        course.take("succeed", world.head, DAY, "10:10", person=course.panel[1], successor=people[who], why="生病")


def test_only_somebody_of_the_panel_is_followed(course):
    new = course.world.staff(Role.PANELLIST, course.world.county, "周委员")
    course.take("adjourn", course.presider, DAY, "10:00", ground="other", why="听证员突发疾病")
    with refused("not_on_this_panel"):
        course.take("succeed", course.world.head, DAY, "10:10", person=course.world.handler, successor=new, why="……")
