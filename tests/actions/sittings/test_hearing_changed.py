"""听证延期、中止、终止: whoever was called is told in writing, and the old notice holds no more."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.verifying import Verdict, about
from mediation.models import Agreement, Paper
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import do, terms
from tests.factories.world import at
from tests.stages import staged


@staged
def course(world):
    made = HearingCourse(world)
    made.scheduled()
    made.notify()
    return made


def told(course):
    return course.papers("hearing_change")


def test_a_hearing_put_off_is_told_to_all_who_were_called_and_the_notice_holds_no_more(course):
    (notice, _other) = course.papers("hearing_notice")
    assert about(notice).verdict is Verdict.IN_FORCE
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="会场停电")
    (change,) = told(course)
    page = html_of(change)
    assert "延期听证通知书" in page
    assert "2025年10月20日" in page
    assert "会场停电" in page
    assert set(change.addressees.all()) == {course.zhang, course.li}
    assert change.services.filter(state="planned").count() == 2
    found = about(notice)
    assert (found.verdict, found.ended_by) == (Verdict.SUPERSEDED, change)


def test_the_next_notice_says_that_it_alone_holds(course):
    course.take("postpone", course.presider, "2025-10-13", ground="other", why="会场停电")
    course.schedule("2025-10-14", "2025-11-03")
    for notice in [paper for paper in course.papers("hearing_notice") if paper.state == "drafted"]:
        gateway.perform(Paper, notice.pk, "issue", by=course.world.registrar, at=at("2025-10-14"))
    latest = course.papers("hearing_notice")[-1]
    assert "以本通知为准" in html_of(latest)
    assert about(latest).verdict is Verdict.IN_FORCE


def test_nobody_is_told_of_a_day_to_which_nobody_was_called(world):
    course = HearingCourse(world)
    course.scheduled()
    course.take("postpone", course.presider, "2025-09-24", ground="force_majeure", why="道路中断")
    assert told(course) == []


@pytest.mark.parametrize("step", ["terminate", "withdraw_request"])
def test_a_hearing_that_is_not_held_is_told_of(course, step):
    if step == "terminate":
        course.take("terminate", course.world.head, "2025-10-15", end_ground="matter_ended", why="诉求已经解决。")
    else:
        course.take("withdraw_request", course.zhang, "2025-10-15")
    (change,) = told(course)
    assert "终止听证通知书" in html_of(change)


def test_a_recess_of_days_and_its_end_are_told_of(course):
    course.attend()
    course.take("open", course.presider, DAY)
    course.take("adjourn", course.presider, DAY, "10:00", ground="appraisal", why="需要鉴定")
    course.take("resume", course.presider, "2025-10-24", "09:00", told_how="电话告知10月24日上午9时继续")
    assert [paper.content["change"] for paper in told(course)] == ["中止", "恢复"]
    assert "10月24日上午9时" in html_of(told(course)[1])


def test_once_the_last_claim_is_settled_its_hearing_ends_and_those_called_are_told(course):
    petition = course.petition
    debtor, creditor = course.li, course.zhang
    agreement = gateway.perform(
        Agreement, None, "draft", by=course.world.handler, at=at("2025-10-13"), matter=petition.matter, kind="settlement",
        claims=list(petition.claims.all()), **terms(debtor, creditor),
    )  # fmt: skip
    for signer in agreement.parties.all():
        do(agreement, "sign", course.world.handler, "2025-10-13", signer=signer, manner="signed")
    assert petition.open_claims().count() == 0
    assert course.hearing.state == "terminated"
    (change,) = told(course)
    assert "达成协议" in html_of(change)


def test_a_hearing_goes_on_for_the_claims_that_are_left(course):
    petition = course.petition
    first, *rest = petition.claims.all()
    assert rest, "the petition has several claims"
    agreement = gateway.perform(
        Agreement, None, "draft", by=course.world.handler, at=at("2025-10-13"), matter=petition.matter, kind="settlement",
        claims=[first], **terms(course.li, course.zhang),
    )  # fmt: skip
    for signer in agreement.parties.all():
        do(agreement, "sign", course.world.handler, "2025-10-13", signer=signer, manner="signed")
    assert course.hearing.state == "scheduled"


def test_a_hearing_that_the_organ_proposed_says_who_agreed(world):
    course = HearingCourse(world)
    course.take("propose", world.handler, "2025-09-08", question="收购价")
    course.take("agree", course.zhang, "2025-09-09")
    course.take("grant", world.head, "2025-09-10")
    course.appoint()
    course.schedule()
    page = html_of(course.papers("hearing_notice")[0])
    assert "经张大山同意" in page
    assert "提出的申请" not in page
