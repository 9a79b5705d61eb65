"""Papers of investigation, extension, hearing and recusal, with their shortest and their longest data."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import ClockChange, Extension, Investigation, Paper, Recusal, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotPossibleNow
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World, at
from tests.stages import staged

LONG = "约定的事项与实际履行的情况不一致，" * 60
HOSTILE = "<script>alert(1)</script>"


@staged
def course(world: World) -> HearingCourse:
    return HearingCourse(world)


def html(course: HearingCourse, kind: str) -> str:
    """The last paper of the kind as it is printed."""
    return html_of(course.papers(kind)[-1])


def investigate(course: HearingCourse, text: str) -> None:
    """A talk, an inquiry and the report, all with the text."""
    world, second = course.world, course.world.staff(Role.HANDLER, course.world.bureau, "副手")
    opened = gateway.perform(
        Investigation, None, "open", by=world.handler, at=at("2025-09-02"), matter=course.matter, question=text[:4000]
    )
    for step, facts in (
        ("record_talk", {"person": "张大山", "party": course.zhang, "place": "柳树乡", "recorders": [world.handler, second],
                         "account": text, "refusal_note": "没有说明理由", "begins_at": at("2025-09-02", "08:30"),
                         "ends_at": at("2025-09-02", "09:20")}),
        ("send_inquiry", {"to_organ": world.county, "question_asked": text[:4000], "due_on": date(2025, 9, 3)}),
        ("list_evidence", {"evidence": [{"title": "过磅单", "source": "收购站", "proves": text[:1000]}] * 5}),
    ):  # fmt: skip
        gateway.perform(Investigation, opened.pk, step, by=world.handler, at=at("2025-09-02", "10:00"), **facts)
    parts = dict.fromkeys(("background", "course", "findings", "proposal"), text)
    gateway.perform(Investigation, opened.pk, "report", by=world.handler, at=at("2025-09-10"), **parts)


@pytest.mark.parametrize("text", ["无", LONG + HOSTILE], ids=["shortest", "longest"])
def test_papers_of_an_investigation_print_what_was_typed(course, text):
    investigate(course, text)
    for kind in (PaperKind.INVESTIGATION_RECORD, PaperKind.INQUIRY_LETTER, PaperKind.INVESTIGATION_REPORT):
        printed = html(course, kind)
        assert text[:900] in printed
        assert HOSTILE not in printed
    assert "谈话对象未签名：没有说明理由" in html(course, PaperKind.INVESTIGATION_RECORD)
    assert html(course, PaperKind.INVESTIGATION_REPORT).count("过磅单") == 5


@pytest.mark.parametrize(("code", "unit"), [("D5", "延长30日"), ("D18", "延长30个工作日")])
def test_the_notice_of_extension_names_both_days_and_the_unit(world, code, unit):
    route = "petition_procedure" if code == "D5" else "duty_performance"
    petition = world.accepted(claims=[{"text": "追讨工资", "category": "grievance", "route": route}])
    extension = gateway.perform(
        Extension, None, "request", by=world.handler, at=at("2025-04-20"), matter=petition.matter, code=code, days=30,
        why=LONG,
    )  # fmt: skip
    extension = gateway.perform(Extension, extension.pk, "approve", by=world.head, at=at("2025-04-21"))
    printed = html_of(petition.matter.papers.get(kind=PaperKind.EXTENSION_NOTICE))
    moved = ClockChange.objects.filter(ground="extension").order_by("-pk").first()
    for day in (moved.old_nominal_on, extension.old_due_on, moved.new_nominal_on, extension.new_due_on):
        assert f"{day.year}年{day.month}月{day.day}日" in printed
    assert (
        f"新的最后一日是{extension.new_due_on.year}年{extension.new_due_on.month}月{extension.new_due_on.day}日（含当日）"
        in printed
    )
    assert unit in printed
    assert LONG in printed
    assert ("第三十四条" in printed) is (code == "D5")


@pytest.mark.parametrize(("step", "sentence"), [("offer", "逾期没有申请的，视为放弃听证"), ("propose", "视为不同意")])
def test_the_notice_of_the_right_says_what_silence_means(course, step, sentence):
    course.take(step, course.world.handler, "2025-09-08", question=LONG)
    printed = html(course, PaperKind.HEARING_RIGHTS_NOTICE)
    assert sentence in printed
    assert LONG in printed
    assert "5个工作日" in printed


def test_a_refusal_gives_its_reasons(course):
    course.requested()
    course.take("refuse", course.world.head, "2025-09-12", decision_reason=LONG)
    assert LONG in html(course, PaperKind.HEARING_REFUSAL)


def test_the_notice_of_the_hearing_gives_everything_10_1_asks_for(course):
    User.objects.filter(pk=course.panel[1].pk).update(post="省农业大学教授、县人民政府法律顾问、人民监督员")
    course.granted()
    course.appoint()
    course.schedule(closed=True, closed_reason="涉及个人隐私")
    printed = html(course, PaperKind.HEARING_NOTICE)
    for said in (
        "2025年10月20日9时", "县农业农村局三楼", "不公开（涉及个人隐私）", "陈主持", "赵教授（省农业大学教授", "钱律师",
        "孙记录", "回避", "一至二名代理人", "授权委托书", "无正当理由不到场", "0555-1234567",
    ):  # fmt: skip
        assert said in printed, said


def hold(course: HearingCourse, text: str, *, announced: bool) -> None:
    """The whole hearing, every part with the text, one refusing to sign."""
    course.opened()
    for phase in PHASES:
        course.take(
            "record_statement", course.recorder, DAY, "09:30", phase=phase, speaker="张大山（信访人，本人）", text=text
        )
    course.take("deliberate", course.presider, DAY, "11:00")
    course.vote(True, True, False)
    signed = [{"party": course.zhang, "signed": True}, {"party": course.li, "note": "认为记录不全"}]
    course.conclude(announced=announced, signatures=signed)
    parts = dict.fromkeys(("petitioner_side", "organ_side", "facts_found", "advice"), text)
    course.take("report", course.presider, "2025-11-03", **parts)


@pytest.mark.parametrize("text", ["无", LONG + HOSTILE], ids=["shortest", "longest"])
def test_the_record_prints_every_statement_and_no_vote(course, text):
    hold(course, text, announced=False)
    record = html(course, PaperKind.HEARING_RECORD)
    assert record.count("张大山（信访人，本人）：") == len(PHASES)
    assert text[:900] in record
    assert "李秀英：未签名，认为记录不全" in record
    for secret in (HOSTILE, "应当全额补足", "补差请求没有事实依据", "人同意"):
        assert secret not in record
    report = html(course, PaperKind.HEARING_REPORT)
    assert "2人同意，1人不同意" in report
    assert "少数意见：应当全额补足" in report


def test_a_conclusion_announced_on_the_spot_stands_in_the_record(course):
    hold(course, "无", announced=True)
    assert "当场宣布结论：补差请求没有事实依据" in html(course, PaperKind.HEARING_RECORD)


def test_the_record_tells_the_hour_at_which_the_hearing_ended(course):
    hold(course, "无", announced=True)
    assert "于2025年10月20日12时结束。" in html(course, PaperKind.HEARING_RECORD)


def test_an_end_that_is_entered_later_is_stated_or_its_hour_is_not_told(course):
    course.deliberating()
    course.vote(True, True, True)
    later = {"on": "2025-10-21", "done_on": date(2025, 10, 20), "why_late": "当日停电"}
    with pytest.raises(NotPossibleNow) as refused:
        course.conclude(**later, ended_at=at("2025-10-21", "11:40"))
    assert refused.value.code == "ended_another_day"
    course.conclude(**later, ended_at=at("2025-10-20", "11:40"))
    assert "于2025年10月20日11时40分结束。" in html(course, PaperKind.HEARING_RECORD)


@pytest.mark.parametrize(("step", "sentence"), [("grant", "青农承办人回避"), ("refuse", "驳回回避申请")])
def test_the_decision_on_recusal_says_what_was_decided(course, step, sentence):
    world = course.world
    recusal = gateway.perform(
        Recusal, None, "ask", by=course.zhang, at=at("2025-09-03"), matter=course.matter, person=world.handler,
        role="handler", ground="relative", details=LONG,
    )  # fmt: skip
    gateway.perform(Recusal, recusal.pk, step, by=world.head, at=at("2025-09-04"), decision_reason=LONG)
    printed = html(course, PaperKind.RECUSAL_DECISION)
    assert sentence in printed
    assert LONG.rstrip("，") in printed
    assert "《信访工作条例》第二十八条第三款" in printed


def test_internal_papers_are_addressed_to_nobody(course):
    investigate(course, "无")
    hold(course, "无", announced=True)
    internal = Paper.objects.filter(kind__in=(PaperKind.INVESTIGATION_REPORT, PaperKind.HEARING_REPORT))
    assert internal.count() == 2
    assert not Paper.addressees.through.objects.filter(paper__in=internal).exists()
