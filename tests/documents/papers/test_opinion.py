"""The 处理意见书: what stops it, and what it prints."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.documents.papers.content import findings
from mediation.documents.papers.snapshot import html_of
from mediation.documents.papers.statutes import without_marks
from mediation.models import MediationNote, Obligation, Paper, ReviewAuthority, SettlementOffer
from mediation.vocabulary import PaperKind
from mediation.workflows.base import NotPossibleNow
from tests.documents.papers.reading import words_of
from tests.factories.mediation import consented, disputed, mediator_of, proposed, with_mediator
from tests.factories.opinions import (
    DECIDED,
    EXPLAINED,
    NOT_SUPPORTED,
    approved,
    drafted,
    issued,
    opinion_content,
    supported,
    take,
)  # fmt: skip
from tests.factories.world import at


def faults(paper):
    """The codes of all faults of a draft."""
    return [finding.code for finding in findings(Paper.objects.get(pk=paper.pk))]


def test_the_draft_begins_with_a_row_for_each_claim(world):
    paper = drafted(world, world.accepted(), course="听取陈述。")
    assert [row["claim"] for row in paper.content["opinions"]] == [1, 2]


def test_a_complete_opinion_has_no_fault(world):
    assert faults(drafted(world, world.accepted())) == []


OPINIONS = opinion_content()["opinions"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (opinion_content(opinions=OPINIONS[:1]), "claim_unanswered"),
        (opinion_content(opinions=[*OPINIONS, OPINIONS[0]]), "claim_answered_twice"),
        (opinion_content(opinions=[*OPINIONS, {**OPINIONS[0], "claim": 9}]), "claim_not_decided_here"),
        (opinion_content(bases=[]), "basis_missing"),
        (opinion_content(findings=opinion_content()["findings"][:1]), "finding_missing"),
        (supported(performer=""), "performance_unclear"),
        (supported(perform_by=None), "performance_unclear"),
        (opinion_content(course=""), "incomplete"),
    ],
)
def test_a_fault_stops_the_draft_and_is_named(world, content, code):
    paper = drafted(world, world.accepted(), **content)
    assert code in faults(paper)
    with pytest.raises(NotPossibleNow):
        take(paper, "submit", world.handler, DECIDED, "11:00")


def test_without_a_review_organ_there_is_no_remedy_and_no_opinion(world):
    ReviewAuthority.objects.filter(organ=world.bureau).delete()
    assert faults(drafted(world, world.accepted())) == ["review_organ_missing"]


def test_words_confided_in_mediation_do_not_stand_in_the_opinion(world):
    petition = disputed(world)
    mediation = with_mediator(world, consented(world, proposed(world, petition)))
    MediationNote.write(
        mediation, mediator_of(world, mediation.organ), audience="mediators", at=at(DECIDED),
        text="合作社私下表示，每斤最多可以再补一角五分。",
    )  # fmt: skip
    rows = [{"claim": 1, "text": "合作社承认每斤最多可以再 补一角五分。"}, {"claim": 2, "text": "全县四处。"}]
    paper = drafted(world, petition, **opinion_content(findings=rows))
    fault = next(f for f in findings(paper) if f.code == "confidence_disclosed")
    assert "一角五分" not in fault.sentence, "the fault itself discloses nothing"
    assert "confidence_disclosed" not in faults(drafted(world, petition))


def test_what_was_offered_in_mediation_does_not_stand_in_the_opinion(world):
    """Nor does the finding quote it; that the file has a mediation is enough for every other paper, too."""
    petition = disputed(world)
    mediation = with_mediator(world, consented(world, proposed(world, petition)))
    gateway.perform(
        SettlementOffer, None, "note_down", by=mediator_of(world, mediation.organ), at=at("2025-03-10", "11:00"),
        matter=petition.matter, mediation=mediation, party=mediation.participants.filter(side="other").first().party,
        terms="每斤最多可以再补一角五分。",
    )  # fmt: skip
    rows = [{"claim": 1, "text": "合作社承认每斤最多可以再 补一角五分。"}, {"claim": 2, "text": "全县四处。"}]
    paper = drafted(world, petition, **opinion_content(findings=rows))
    assert [f.code for f in findings(paper) if "一角五分" in f.sentence] == []
    assert "confidence_disclosed" in faults(paper)
    assert "confidence_disclosed" not in faults(drafted(world, petition))


def test_an_opinion_after_the_legal_day_is_warned_of_and_still_owed(world):
    petition = world.accepted()
    deadlines.run_clock(at("2025-05-08"))
    paper = drafted(world, petition, "2025-05-08")
    warning = findings(paper)[0]
    assert (warning.code, warning.blocks) == ("past_the_limit", False)
    assert "2025-05-06" in warning.sentence
    with pytest.raises(NotPossibleNow, match="2025-05-06") as refused:
        take(paper, "submit", world.handler, "2025-05-08", "11:00")
    assert refused.value.code == "warnings_unanswered"
    why = [{"finding": warning.key, "reason": "等待鉴定结论，已当面向信访人说明。"}]
    take(paper, "explain", world.handler, "2025-05-08", "11:05", answers=why)
    assert take(paper, "submit", world.handler, "2025-05-08", "11:10").state == "submitted"
    kept = Paper.objects.get(pk=paper.pk).answers[0]
    assert (kept["reason"], kept["by"], kept["on"]) == (why[0]["reason"], str(world.handler), "2025-05-08")


def test_any_edit_after_approval_voids_it(world):
    paper = approved(drafted(world, world.accepted()), drafter=world.handler, head=world.head, on=DECIDED)
    paper = take(paper, "revise", world.handler, DECIDED, "10:40", content={"course": "改过。"})
    assert (paper.state, paper.approved_hash) == ("drafted", "")


def test_the_issue_decides_each_claim_and_owes_what_is_supported(world):
    petition = world.accepted()
    issued(world, petition, **supported())
    assert list(petition.claims.values_list("disposal", flat=True)) == ["supported", "explained"]
    owed = Obligation.objects.get()
    assert (owed.debtor_name, owed.what, str(owed.due_on)) == ("青河县农业农村局", "补足差额", "2025-05-30")


def test_the_page_holds_every_part_of_the_law(world):
    page = html_of(issued(world, world.accepted(), **supported()))
    for part in ("一、信访诉求", "二、调查核实情况", "三、处理依据", "四、处理意见", "五、权利告知"):
        assert part in page
    for words in (
        "青河县农业农村局", "信访事项处理意见书", "青农访处〔2025〕1号", "张大山、李秀英：", "2025年3月3日", "走访",
        "按承诺价补足差额", "2024年实付每斤九角", "收购台账", "《中华人民共和国民法典》第四百九十条",
        "第三十二条第一款第一项，予以支持", "由青河县农业农村局最迟于2025年5月30日（含当日）补足差额", "第三十二条第一款第二项，作出解释说明",
        EXPLAINED, "2025年3月17日",
    ):  # fmt: skip
        assert words in page, words
    assert NOT_SUPPORTED not in page


@pytest.mark.parametrize(
    ("typed", "set_as"),
    [
        ("《中华人民共和国民法典》", "《中华人民共和国民法典》"),
        ("《《中华人民共和国民法典》》", "《中华人民共和国民法典》"),
        ("最高人民法院关于适用《中华人民共和国民法典》", "《最高人民法院关于适用《中华人民共和国民法典》》"),
        ("《民法典》及《土地管理法》", "《《民法典》及《土地管理法》》"),
    ],
)
def test_a_title_that_is_typed_with_its_marks_is_printed_with_one_pair(typed, set_as):
    assert f"《{without_marks(typed)}》" == set_as


def test_a_basis_that_is_typed_with_its_marks_is_printed_with_one_pair(world):
    typed = [{"claim": 1, "title": "《中华人民共和国民法典》", "article": "第四百九十条"}]
    page = html_of(issued(world, world.accepted(), **opinion_content(bases=typed)))
    assert "诉求（一）：《中华人民共和国民法典》第四百九十条。" in page


def test_a_claim_that_ended_otherwise_is_listed_without_a_finding(world):
    petition = world.petition(claims=[
        {"text": "补足差额", "category": "grievance", "route": "petition_procedure"},
        {"text": "判令赔偿", "category": "grievance", "route": "litigation"},
    ])  # fmt: skip
    first, second = petition.claims.all()
    take(first, "accept", world.handler, "2025-03-03")
    take(
        second,
        "guide",
        world.handler,
        "2025-03-04",
        competent_organ="青河县人民法院",
        legal_basis="民事诉讼法",
        time_limit="三年",
    )
    content = opinion_content(opinions=OPINIONS[:1], findings=opinion_content()["findings"][:1])
    assert "诉求（二）引导其他程序（2025年3月4日）" in html_of(issued(world, petition, **content))


def test_an_answer_under_duty_ends_its_claims_and_needs_the_organ_of_reconsideration(world):
    petition = world.accepted(claims=[{"text": "查处欠薪", "category": "grievance", "route": "duty_performance"}])
    paper = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DECIDED), matter=petition.matter, kind=PaperKind.DUTY_ANSWER,
        content={"course": "已检查。", "answer": "责令支付。", "legal_basis": "《劳动保障监察条例》第二十六条", "result": "done"},
    )  # fmt: skip
    assert "reconsideration_organ_missing" in faults(paper)
    world.bureau.reconsideration_organ = world.county
    world.bureau.save()
    take(
        approved(paper, drafter=world.handler, head=world.head, on=DECIDED), "issue", world.registrar, DECIDED, "10:30"
    )
    assert petition.claims.get().disposal == "answered_under_duty"


def test_what_an_answer_comes_to_is_asked_and_a_refusal_is_not_called_done(world):
    world.bureau.reconsideration_organ = world.county
    world.bureau.save()
    petition = world.accepted(claims=[{"text": "查处欠薪", "category": "grievance", "route": "duty_performance"}])
    written = {"course": "已检查。", "answer": "证据不足，不予查处。", "legal_basis": "《劳动保障监察条例》第二十六条"}
    paper = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DECIDED), matter=petition.matter, kind=PaperKind.DUTY_ANSWER,
        content=written,
    )  # fmt: skip
    assert "incomplete" in faults(paper)
    for result, code in (("done", "refusal_called_done"), ("other_law", "first_law_missing"), ("refused", "")):
        paper = take(paper, "revise", world.handler, DECIDED, content={**written, "result": result})
        assert {"refusal_called_done", "first_law_missing"} & set(faults(paper)) == ({code} if code else set())
    assert "应当自知道之日起60日内，先向青河县人民政府" in html_of(paper)


def test_a_suggestion_is_answered_by_a_reply_without_a_remedy(world):
    petition = world.accepted(claims=[{"text": "公开收购价", "category": "suggestion"}])
    paper = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DECIDED), matter=petition.matter, kind=PaperKind.SUGGESTION_REPLY,
        content={"answer": "采纳，自4月起每周公布。"},
    )  # fmt: skip
    paper = take(
        approved(paper, drafter=world.handler, head=world.head, on=DECIDED), "issue", world.registrar, DECIDED, "10:30"
    )
    assert petition.claims.get().disposal == "replied"
    assert not paper.snapshot.get("remedy")


def test_each_part_of_what_is_supported_in_part_has_its_own_item(world):
    """第三十二条第一款: 支持 by its first item, what is not by the second or the third."""
    parts = {"granted_part": "运费补贴450元", "rest": "其余差额", "rest_as": "not_supported"}
    content = supported(outcome="partly_supported", **parts)
    assert "parts_unnamed" in faults(drafted(world, world.accepted(), **supported(outcome="partly_supported")))
    paper = drafted(world, world.accepted(), **content)
    assert "parts_unnamed" not in faults(paper)
    page = words_of(html_of(paper))
    assert "部分支持。其中：运费补贴450元，依据《信访工作条例》第三十二条第一款第一项，予以支持；" in page
    assert "其余差额，依据《信访工作条例》第三十二条第一款第三项，不予支持。" in page
    explained = supported(outcome="partly_supported", **{**parts, "rest_as": "explained"})
    assert "第三十二条第一款第二项，作出解释说明。" in words_of(html_of(drafted(world, world.accepted(), **explained)))


def test_a_groups_opinion_lists_everybody_on_an_annex_and_names_whom_to_ask(world):
    people = [{"name": f"村民{no}", "is_representative": no == 1} for no in range(1, 8)]
    petition = world.accepted(petitioners=people)
    first, *others = petition.matter.petitioners
    take(petition, "record_authority", world.handler, DECIDED, principals=others, representative=first,
         may_receive=True, scope="代收文书")  # fmt: skip
    paper = drafted(world, petition)
    assert [str(party) for party in paper.addressees.all()] == ["村民1"]
    page = words_of(html_of(paper))
    assert "共7人" in page
    body, annex = page.split("信访人名单信访编号")
    assert "附件：信访人名单" in body
    for no in range(2, 8):
        assert f"{no}.村民{no}" in annex
    assert "1.村民1（代表人）" in annex
    assert "联系人：0555-1234567。" in body


def test_the_opinion_of_few_has_no_annex_and_goes_in_copy_to_who_passed_it_on(world):
    page = words_of(html_of(drafted(world, world.accepted())))
    assert "信访人名单" not in page
    assert "抄送：" not in page
