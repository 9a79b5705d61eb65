"""The remedy paragraphs, word by word (they are law: a changed word is a changed right)."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents import remedies
from mediation.documents.papers.snapshot import html_of
from mediation.models import Matter, ReviewAuthority
from mediation.vocabulary import DutyResult, PaperKind
from tests.factories.opinions import DECIDED, ReviewCourse, approved, issued, re_examined, take

COUNTY = "青河县人民政府（地址：青河县人民路1号，电话：0555-1234567）"
CITY_BUREAU = "云州市农业农村局（地址：青河县人民路1号，电话：0555-1234567）"
CITY = "云州市人民政府（地址：青河县人民路1号，电话：0555-1234567）"
ON = date(2025, 3, 17)
FILE = Matter(opened_on=ON)


def test_under_an_opinion_every_organ_of_the_set_is_named(world):
    assert remedies.after_opinion(world.bureau, ON, matter=FILE) == [
        f"如不服本处理意见，可以自收到本意见书之日起30日内，向{COUNTY}或者{CITY_BUREAU}书面请求复查，并附本意见书。"
    ]


def test_that_the_procedure_ends_is_said_only_where_local_law_says_so(world):
    assert "逾期" not in remedies.after_opinion(world.bureau, ON, matter=FILE)[0]
    assert remedies.after_opinion(world.bureau, ON, matter=FILE, lapses=True)[0].endswith(
        "逾期未请求复查的，信访程序终结。"
    )


def test_an_organ_whose_powers_ended_is_not_named(world):
    ReviewAuthority.objects.filter(authority=world.city_bureau, stage="review").update(in_force_until=date(2025, 3, 16))
    assert "云州市" not in remedies.after_opinion(world.bureau, ON, matter=FILE)[0]


def test_under_a_review_opinion(world):
    assert remedies.after_review(world.county, ON, matter=FILE) == [
        f"如不服本复查意见，可以自收到本意见书之日起30日内，向{CITY}书面请求复核，并附处理意见书和本意见书。"
    ]


def test_a_re_examination_is_final():
    assert remedies.final() == [
        "本意见为信访事项的终结意见。仍以同一事实和理由提出投诉请求的，"
        "各级党委和政府信访部门以及其他机关、单位不再受理。"
    ]


def test_under_an_answer_on_duty_reconsideration_comes_first(world):
    world.bureau.reconsideration_organ = world.county
    assert remedies.after_duty_answer(world.bureau, ON, result="refused") == [
        f"如不服本答复，应当自知道之日起60日内，先向{COUNTY}申请行政复议（《行政复议法》第二十三条第一款第三项）；"
        "对行政复议决定不服的，可以自收到行政复议决定书之日起15日内向有管辖权的人民法院提起行政诉讼。"
    ]


@pytest.mark.parametrize(
    ("result", "item"),
    [("on_the_spot", "第一项"), ("resources", "第二项"), ("refused", "第三项"), ("information", "第四项")],
)
def test_each_case_in_which_reconsideration_comes_first_has_its_item(world, result, item):
    world.bureau.reconsideration_organ = world.county
    (told,) = remedies.after_duty_answer(world.bureau, ON, result=result)
    assert f"《行政复议法》第二十三条第一款{item}" in told
    assert "6个月" not in told


def test_another_law_that_wants_reconsideration_first_is_named(world):
    world.bureau.reconsideration_organ = world.county
    law = "《税收征收管理法》第八十八条第一款"
    (told,) = remedies.after_duty_answer(world.bureau, ON, result="other_law", law=law)
    assert f"（《行政复议法》第二十三条第一款第五项、{law}）" in told


def test_where_reconsideration_need_not_come_first_both_ways_are_told_and_the_court_is_named(world):
    world.bureau.reconsideration_organ, world.bureau.court = world.county, "青河县人民法院"
    assert remedies.after_duty_answer(world.bureau, ON, result="done") == [
        f"如不服本答复所作的行政行为，可以自知道之日起60日内，向{COUNTY}申请行政复议，"
        "或者自知道之日起6个月内向青河县人民法院提起行政诉讼。",
        f"如认为青河县农业农村局仍未依法履行职责，应当自知道之日起60日内，先向{COUNTY}申请行政复议"
        "（《行政复议法》第二十三条第一款第三项）；对行政复议决定不服的，可以自收到行政复议决定书之日起15日内"
        "向青河县人民法院提起行政诉讼。",
    ]


def test_every_result_of_an_answer_has_its_remedy(world):
    world.bureau.reconsideration_organ = world.county
    for result in DutyResult:
        assert "申请行政复议" in remedies.after_duty_answer(world.bureau, ON, result=result)[0], result


@pytest.mark.parametrize(
    ("set_by_law", "begun"), [(True, "自上述期限届满之日起60日内"), (False, "自本机关收到申请满60日起60日内")]
)
def test_what_may_be_done_about_silence_hangs_on_whether_a_law_sets_the_period(world, set_by_law, begun):
    world.bureau.reconsideration_organ = world.county
    (told,) = remedies.after_silence_on_duty(world.bureau, ON, set_by_law=set_by_law)
    assert begun in told


def test_what_may_be_done_about_silence_is_not_told_without_an_organ_to_ask(world):
    assert remedies.after_silence_on_duty(world.bureau, ON, set_by_law=True) == []


def test_a_refusal_tells_the_way_on():
    assert remedies.after_refusal("青河县人民法院") == ["您可以通过以下途径提出：青河县人民法院。"]
    assert remedies.after_refusal("") == []


def test_a_terminated_mediation_closes_no_way():
    other = "当事人可以依法通过仲裁、行政、司法等途径维护自己的权利。"
    assert remedies.after_terminated_mediation(petition_goes_on=False) == [other]
    assert remedies.after_terminated_mediation(petition_goes_on=True) == [other + "信访事项将继续依法办理。"]


@pytest.mark.parametrize("ask", [remedies.after_opinion, remedies.after_review])
def test_without_an_organ_there_is_no_paragraph(world, ask):
    with pytest.raises(LookupError, match="没有登记"):
        ask(world.province, ON, matter=FILE)


def test_no_paper_of_review_speaks_of_a_court(world):
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    course.decide("upheld")
    course = re_examined(course, world.city)
    course.decide("upheld", on="2025-05-06")
    for paper in course.matter.papers.of_kind(
        PaperKind.HANDLING_OPINION,
        PaperKind.REVIEW_ACCEPTANCE,
        PaperKind.REVIEW_OPINION,
        PaperKind.RE_EXAMINATION_OPINION,
    ):
        assert "法院" not in html_of(paper), paper
        assert "诉讼" not in html_of(paper), paper


def test_the_remedy_stands_in_the_paper_as_it_was_made(world):
    paper = issued(world, world.accepted(), DECIDED)
    assert paper.snapshot["remedy"][0] in html_of(paper)


def test_a_refusal_of_review_speaks_of_no_court(world):
    course = ReviewCourse(world)
    course.ask(on="2025-04-17")
    course.take("refuse", on="2025-04-18", ground="review_not_asked", explanation="逾期。")
    paper = approved(
        course.paper(PaperKind.REVIEW_REFUSAL), drafter=course.reviewer, head=course.chief, on="2025-04-18"
    )
    page = html_of(take(paper, "issue", course.registrar, "2025-04-18", "10:30"))
    assert "不予受理" in page
    assert "法院" not in page
