"""The opening of a hearing as fields: what each side answered, who else came, and how the record prints it."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents.sittings.hearing import what_was_said
from mediation.models import Paper
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.people import agent_of
from tests.factories.world import World
from tests.refusals import refused
from tests.stages import staged

ANSWER = {"identity": "card", "challenge": "none", "challenge_said": "", "rights": "clear", "rights_said": ""}


@staged
def course(world: World) -> HearingCourse:
    """In session on its day; 李秀英 stayed away with cause."""
    course = HearingCourse(world)
    course.scheduled()
    course.notify()
    course.attend("present", "absent_with_cause")
    course.take("open", course.presider, DAY)
    return course


def answer(course, party, **more):
    course.take("record_answers", course.recorder, DAY, "09:10", answers=[{"party": party, **ANSWER, **more}])


def printed(course):
    return what_was_said(
        Paper(matter=course.matter, subject_type="hearing", subject_id=course.pk, kind="hearing_record")
    )


def test_what_a_side_answered_stands_in_the_record_and_the_last_answer_counts(course):
    answer(course, course.zhang, rights="unclear", rights_said="问笔录能不能改")
    answer(course, course.zhang, rights="explained", rights_said="问笔录能不能改，已解释")
    record = printed(course)
    assert record["answered"]
    told = {one["name"]: one["answers"] for one in record["participants"]}
    assert told == {
        "张大山": {
            "identity": "查验身份证件",
            "challenge": "不申请回避",
            "rights": "经解释后清楚：问笔录能不能改，已解释",
        },
        "李秀英": {},
    }


def test_only_who_came_answers_and_a_challenge_says_against_whom(course):
    with refused("answer_of_absent"):
        answer(course, course.li)
    with refused("challenge_unexplained"):
        answer(course, course.zhang, challenge="asked")
    answer(course, course.zhang, challenge="asked", challenge_said="申请赵教授回避，是收购站长的表兄")
    assert "赵教授" in printed(course)["participants"][0]["answers"]["challenge"]


def test_others_who_came_are_named_with_their_part_and_anew_each_time(course):
    first = {"name": "周证人", "part": "witness", "belongs": "柳树村", "relation": "动员会时在场"}
    course.take("record_others", course.recorder, DAY, "09:10", others=[first])
    course.take(
        "record_others", course.recorder, DAY, "09:20",
        others=[first, {"name": "吴翻译", "part": "interpreter", "belongs": "", "relation": ""}],
    )  # fmt: skip
    assert [(one["name"], one["part"]) for one in printed(course)["others"]] == [
        ("周证人", "证人"), ("吴翻译", "翻译、手语翻译"),
    ]  # fmt: skip


@pytest.mark.parametrize(("powers", "words"), [({}, "一般代理"), ({"may_settle": True}, "特别授权：可以和解、调解")])
def test_the_record_says_of_an_agent_as_what_and_with_which_powers_he_came(course, powers, words):
    facts = {"kind": "lawyer", "name": "李国强", "unit": "明理律师事务所", **powers}
    agent = agent_of(course.matter, [course.zhang], course.world.handler, on=DAY, **facts)
    assert agent.speaks(date(2025, 10, 20))
    row = {"party": course.zhang, "outcome": "present", "agents": "李国强"}
    course.take("record_attendance", course.recorder, DAY, "09:05", attendance=[row])
    assert printed(course)["participants"][0]["agents_told"] == [f"李国强（律师，明理律师事务所，{words}）"]
