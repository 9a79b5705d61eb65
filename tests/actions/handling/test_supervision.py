"""督办 and suggestions: about units, in writing, with a day to answer."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.documents.papers.snapshot import html_of
from mediation.models import Deadline, Matter, Paper, Recommendation, Supervision
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotPossibleNow
from tests.factories.mediation import do
from tests.factories.opinions import approved, take
from tests.factories.world import at
from tests.refusals import refused

DAY = "2025-03-10"
FAILING = {"ground": "overdue", "method": "letter", "problem": "逾期没有办结。", "demand": "十日内办结并报告。"}


def urged(world, **facts):
    petition = world.petition(organ=world.office)
    stated = {**FAILING, "to_organ": world.bureau, "report_due_on": at("2025-03-20").date(), **facts}
    return gateway.perform(Supervision, None, "urge", by=world.dispatcher, at=at(DAY), matter=petition.matter, **stated)


def test_the_unit_is_urged_in_writing_and_reports_by_the_day(world):
    supervision = urged(world)
    paper = Paper.objects.of_kind(PaperKind.SUPERVISION_NOTICE).get()
    head, registrar = world.staff(Role.HEAD, world.office), world.staff(Role.REGISTRAR, world.office)
    paper = take(approved(paper, drafter=world.dispatcher, head=head, on=DAY), "issue", registrar, DAY, "10:30")
    page = html_of(paper)
    for words in (
        "青河县农业农村局",
        "青信访督〔2025〕1号",
        "没有正当理由未按期办结",
        "最迟于2025年3月20日（含当日）",
        "第四十条第一款",
    ):
        assert words in page
    limit = Deadline.objects.about(supervision).get()
    assert (limit.code, limit.organ, str(limit.legal_on)) == ("SUPERVISED", world.bureau, "2025-03-20")
    supervision = do(supervision, "answer", world.handler, "2025-03-18", result="已办结。")
    assert Deadline.objects.get(pk=limit.pk).state == "met"
    assert do(supervision, "conclude", world.dispatcher, "2025-03-19", note="属实").state == "concluded"


def test_silence_is_told_to_both_and_the_late_answer_still_counts(world):
    supervision = urged(world)
    deadlines.run_clock(at("2025-03-21", "00:05"))
    assert Supervision.objects.get(pk=supervision.pk).state == "overdue"
    assert do(supervision, "answer", world.handler, "2025-03-22", result="已办结。").state == "answered"


def test_what_is_not_mended_is_urged_again_with_a_new_day(world):
    supervision = do(urged(world), "answer", world.handler, "2025-03-18", result="正在办。")
    do(
        supervision,
        "urge_again",
        world.dispatcher,
        "2025-03-19",
        demand="限期办结。",
        report_due_on=at("2025-03-31").date(),
    )
    assert Paper.objects.of_kind(PaperKind.SUPERVISION_NOTICE).count() == 2
    assert str(Deadline.objects.about(supervision).order_by("-pk").first().legal_on) == "2025-03-31"


def test_only_a_petition_office_supervises_and_never_itself(world):
    with pytest.raises(NotPossibleNow) as refused:
        urged(world, to_organ=world.office)
    assert refused.value.code == "supervises_itself"
    with pytest.raises(NotPossibleNow) as refused:
        urged(world, report_due_on=at(DAY).date())
    assert refused.value.code == "due_too_early"


def test_a_unit_that_is_called_to_an_interview_gets_the_notice_of_it(world):
    urged(world, method="interview")
    assert not Paper.objects.of_kind(PaperKind.SUPERVISION_NOTICE).exists()
    paper = Paper.objects.of_kind(PaperKind.INTERVIEW_NOTICE).get()
    with refused("incomplete"):
        take(paper, "submit", world.dispatcher, DAY, "09:00")
    called = {"starts_at": "2025-03-14T09:00", "place": "信访局会议室", "called": "局长", "host": "曾平"}
    paper = take(paper, "revise", world.dispatcher, DAY, "09:10", content=called)
    page = html_of(approved(paper, drafter=world.dispatcher, head=world.staff(Role.HEAD, world.office), on=DAY))
    for words in (
        "约谈通知书",
        "2025年3月14日9时",
        "信访局会议室",
        "逾期没有办结。",
        "最迟于2025年3月20日（含当日）",
        "第四十条第一款",
    ):
        assert words in page


def recommended(world, **facts):
    petition = world.petition(organ=world.office)
    stated = {
        "kind": "improve_work",
        "to_organ": world.bureau,
        "found": "口头承诺多。",
        "advice": "订立书面合同。",
        **facts,
    }
    return gateway.perform(
        Recommendation, None, "recommend", by=world.dispatcher, at=at(DAY), matter=petition.matter, **stated
    )


def test_a_suggestion_is_made_in_writing_and_answered(world):
    recommendation = recommended(world)
    page = html_of(Paper.objects.of_kind(PaperKind.RECOMMENDATION).get())
    assert "改进工作建议书" in page
    assert "订立书面合同" in page
    done = do(recommendation, "respond", world.handler, "2025-03-20", adoption="adopted", reply="采纳。")
    assert (done.state, done.adoption) == ("answered", "adopted")


def test_a_suggestion_about_policy_goes_to_the_government(world):
    with pytest.raises(NotPossibleNow) as refused:
        recommended(world, kind="improve_policy")
    assert refused.value.code == "policy_not_to_government"
    assert recommended(world, kind="improve_policy", to_organ=world.county).state == "made"


def test_the_unit_reads_the_file_for_the_supervision_and_no_longer(world):
    supervision = urged(world)
    matter = supervision.matter
    assert matter.is_read_by(Actor(on=date(2025, 3, 18), user=world.handler))
    supervision = do(supervision, "answer", world.handler, "2025-03-18", result="已办结。")
    do(supervision, "conclude", world.dispatcher, "2025-03-19", note="属实")
    assert not Matter.objects.get(pk=matter.pk).is_read_by(Actor(on=date(2025, 3, 19), user=world.handler))
    assert Matter.objects.get(pk=matter.pk).is_read_by(Actor(on=date(2025, 3, 19), user=world.dispatcher))
