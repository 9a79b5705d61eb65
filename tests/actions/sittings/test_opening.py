"""The opening of a hearing as fields: what each side answered, who else came, and how the record prints it."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents.sittings.hearing import what_was_said
from mediation.models import Paper
from tests.factories.hearings import DAY, PHASES, HearingCourse
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


@pytest.mark.parametrize(
    ("powers", "words"),
    [
        ({}, "一般代理"),
        ({"may_settle": True}, "特别授权：可以和解、调解"),
        ({"may_receive": True}, "一般代理，可以代收文书"),
    ],
)
def test_the_record_says_of_an_agent_as_what_and_with_which_powers_he_came(course, powers, words):
    facts = {"kind": "lawyer", "name": "李国强", "unit": "明理律师事务所", **powers}
    agent = agent_of(course.matter, [course.zhang], course.world.handler, on=DAY, **facts)
    assert agent.speaks(date(2025, 10, 20))
    row = {"party": course.zhang, "outcome": "present", "agents": "李国强"}
    course.take("record_attendance", course.recorder, DAY, "09:05", attendance=[row])
    assert printed(course)["participants"][0]["agents_told"] == [f"李国强（律师，明理律师事务所，{words}）"]


# What is to follow, and the recording

DIGEST = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def promise(course, due=date(2025, 10, 25), party=None):
    course.speak(*PHASES)
    party = party or course.zhang
    course.take("note_promise", course.recorder, DAY, "10:00", party=party, what="过磅单", due=due)
    return course.hearing.promises().get()


def test_nobody_deliberates_before_what_was_promised_has_come_to_both_sides(course):
    promised = promise(course)
    assert (promised.text, promised.on) == ("过磅单，最迟2025年10月25日", date(2025, 10, 25))
    with refused("promise_open"):
        course.take("deliberate", course.presider, DAY, "11:00")
    told = {"no": promised.no, "result": "handed_in", "note": "对方没有意见"}
    course.take("settle_promise", course.recorder, DAY, "10:30", **told)
    with refused("promise_unknown"):
        course.take("settle_promise", course.recorder, DAY, "10:31", **told)
    course.take("deliberate", course.presider, DAY, "11:00")
    (note,) = [one["note"] for one in printed(course)["statements"] if "过磅单" in one.get("note", "")]
    assert "会后提交的情况：过磅单，最迟2025年10月25日；已经提交，各方已经看过；对方没有意见" in note


def test_a_promise_is_missed_only_once_its_day_is_over_and_waits_while_the_hearing_is_broken_off(course):
    promised = promise(course)
    missed = {"no": promised.no, "result": "missed"}
    with refused("promise_day_not_over"):
        course.take("settle_promise", course.recorder, DAY, "10:30", **missed)
    course.take("adjourn", course.presider, DAY, "10:40", ground="other", why="等材料")
    with refused("promise_day_not_over"):
        course.take("settle_promise", course.recorder, "2025-10-25", **missed)
    course.take("settle_promise", course.recorder, "2025-10-26", **missed)
    assert not course.hearing.promising()


def test_only_who_came_promises_and_for_a_day_to_come(course):
    with refused("promiser_not_there"):
        promise(course, party=course.li)
    with refused("promise_in_the_past"):
        course.take("note_promise", course.recorder, DAY, party=course.zhang, what="过磅单", due=date(2025, 10, 19))


def test_a_recording_has_consent_keeper_and_hash_and_a_defect_its_remedy(course):
    told = {"consent": "开始时告知各方，均同意", "custodian": "局办公室", "digest": DIGEST, "defect": "none"}
    with refused("recording_digest_unfit"):
        course.take("note_recording", course.recorder, DAY, **{**told, "digest": "9f86"})
    with refused("recording_defect_unremedied"):
        course.take("note_recording", course.recorder, DAY, **{**told, "defect": "gap"})
    course.take("note_recording", course.recorder, DAY, **told)
    course.take("note_recording", course.recorder, DAY, **{**told, "defect": "gap", "remedy": "重新询问并记入笔录"})
    assert printed(course)["recording"] == {
        "consent": told["consent"], "custodian": "局办公室", "digest": DIGEST, "defect": "中间中断",
        "remedy": "重新询问并记入笔录",
    }  # fmt: skip
