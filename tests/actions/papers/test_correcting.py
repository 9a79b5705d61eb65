"""Correction of a slip, revocation and replacement: papers that name the old one, served again."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.documents.papers.content import findings
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Deadline, Extension, Obligation, Paper, SettlementOffer
from mediation.vocabulary import PaperKind
from tests.factories.mediation import consented, disputed, do, mediator_of, proposed, with_mediator
from tests.factories.opinions import (
    DECIDED,
    EXPLAINED,
    ReviewCourse,
    approved,
    decided,
    issued,
    opinion_content,
    sent_out,
    supported,
    take,
)
from tests.factories.papers import BY_ITSELF
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world):
    """An opinion served on both petitioners on 17 March: D6 ends on Wednesday 2025-04-16."""
    return ReviewCourse(world)


@staged
def reviewed(world):
    """A review that upheld it."""
    return decided(world)


@staged
def opinion(world):
    """Served on both petitioners on the day of the decision; the first claim supported."""
    return sent_out(issued(world, world.accepted(), **supported()), by=world.registrar, on=DECIDED)


def notice(paper, kind):
    return paper.matter.papers.of_kind(kind).get()


def right(paper, name):
    return Deadline.objects.get(code="D6", subject_id=paper.pk, party__name=name)


def test_a_slip_is_corrected_by_a_notice_that_names_the_paper_and_moves_no_period(world, opinion):
    take(opinion, "rectify", world.handler, "2025-03-19", wrong=EXPLAINED, right=EXPLAINED + "特此说明。", why="漏字")
    paper = notice(opinion, PaperKind.CORRECTION_NOTICE)
    assert findings(paper) == []
    paper = approved(paper, drafter=world.handler, head=world.head, on="2025-03-19")
    paper = take(paper, "issue", world.registrar, "2025-03-19", "10:40")
    page = html_of(paper)
    for words in (opinion.number, "特此说明", "不重新计算", "张大山、李秀英"):
        assert words in page
    sent_out(paper, by=world.registrar, on="2025-03-20")
    assert Paper.objects.get(pk=opinion.pk).state == "issued"
    assert str(right(opinion, "张大山").trigger_on) == DECIDED


@pytest.mark.parametrize(
    ("wrong", "instead", "code"),
    [
        ("没有这一句", "另一句", "passage_not_found"),
        (EXPLAINED, EXPLAINED, "nothing_corrected"),
        ("承诺有公告为证。", "承诺有公告为证，补900元。", "result_would_change"),
        ("承诺有公告为证。", "不予支持。", "result_would_change"),
    ],
)
def test_what_changes_the_result_is_no_slip(world, opinion, wrong, instead, code):
    take(opinion, "rectify", world.handler, "2025-03-19", wrong=wrong, right=instead, why="笔误")
    assert code in [f.code for f in findings(notice(opinion, PaperKind.CORRECTION_NOTICE))]


def test_words_confided_or_offered_in_mediation_do_not_come_in_by_a_correction(world):
    petition = disputed(world)
    mediation = with_mediator(world, consented(world, proposed(world, petition)))
    mediator, other = mediator_of(world, mediation.organ), mediation.participants.get(side="other").party
    do(mediation, "take_note", mediator, clock="10:20", audience="mediators", note="合作社私下表示最多再补一角五分。")
    gateway.perform(
        SettlementOffer, None, "note_down", by=mediator, at=at("2025-03-10", "10:30"), matter=petition.matter, mediation=mediation,
        party=other, terms="年底前用种苗抵掉余下的差价。",
    )  # fmt: skip
    do(mediation, "give_up", mediator, clock="10:40", who=[other])
    opinion = sent_out(issued(world, petition, **supported()), by=world.registrar, on=DECIDED)
    for clock, said in (
        ("10:00", "合作社私下表示最多再补一角五分。"),
        ("11:00", "合作社愿意年底前用种苗抵掉余下的差价。"),
        ("12:00", "特此说明。"),
    ):
        take(
            opinion, "rectify", world.handler, "2025-03-19", clock, wrong=EXPLAINED, right=EXPLAINED + said, why="漏字"
        )
        paper = opinion.matter.papers.of_kind(PaperKind.CORRECTION_NOTICE).latest("pk")
        found = [one for one in findings(paper) if one.code == "confidence_disclosed"]
        assert bool(found) is (clock != "12:00"), said
        assert all(one.blocks for one in found)


def test_a_revoked_opinion_is_told_of_its_claims_are_in_hand_again_and_its_periods_end(world, opinion):
    take(opinion, "revoke", world.head, "2025-03-20", why="漏查了广播录音", **BY_ITSELF)
    claims = list(Claim.objects.filter(matter=opinion.matter).order_by("no"))
    assert {claim.state for claim in claims} == {"accepted"}
    assert right(opinion, "张大山").state == "ended"
    assert Obligation.objects.get().state == "dropped"
    again = Deadline.objects.about(claims[0]).filter(code="D5").order_by("-pk").first()
    assert (str(again.trigger_on), str(again.nominal_on)) == ("2025-03-03", "2025-05-02")  # no new sixty days
    paper = take(notice(opinion, PaperKind.REVOCATION_NOTICE), "issue", world.registrar, "2025-03-20", "10:30")
    page = html_of(paper)
    for words in (opinion.number, "漏查了广播录音", "最迟于2025年5月6日（含当日）作出新的处理意见", "不再计算"):
        assert words in page
    assert {service.party.name for service in paper.services.all()} == {"张大山", "李秀英"}


def test_a_day_that_waits_for_a_holiday_notice_is_told_as_such(world):
    opinion = sent_out(
        issued(world, world.accepted(on="2026-11-09"), "2026-11-16", **supported(perform_by=at("2026-12-30").date())),
        by=world.registrar,
        on="2026-11-16",
    )
    take(opinion, "revoke", world.head, "2026-11-20", why="漏查了广播录音", **BY_ITSELF)
    paper = take(notice(opinion, PaperKind.REVOCATION_NOTICE), "issue", world.registrar, "2026-11-20", "10:30")
    assert "最迟于2027年1月8日（含当日）（暂定，待放假安排公布后确定）作出新的处理意见" in html_of(paper)


def test_a_replacement_is_served_again_and_its_own_periods_begin(world, opinion):
    changed = supported(perform_by=at("2025-06-30").date())
    paper = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-20"), matter=opinion.matter,
        kind=PaperKind.HANDLING_OPINION, corrects=opinion, content=changed,
    )  # fmt: skip
    paper = approved(paper, drafter=world.handler, head=world.head, on="2025-03-20")
    paper = sent_out(take(paper, "issue", world.registrar, "2025-03-20", "10:30"), by=world.registrar, on="2025-03-21")
    assert Paper.objects.get(pk=opinion.pk).state == "replaced"
    assert f"更正2025年3月17日《信访事项处理意见书》（{opinion.number}）" in html_of(paper)
    assert (str(right(paper, "李秀英").trigger_on), right(opinion, "李秀英").state) == ("2025-03-21", "ended")


def test_a_record_that_nobody_was_served_needs_no_notice(world, opinion):
    receipt = opinion.matter.papers.of_kind(PaperKind.REGISTRATION_RECEIPT).first()
    take(receipt, "revoke", world.staff("head", world.bureau), "2025-03-20", why="登记有误")
    assert not opinion.matter.papers.of_kind(PaperKind.REVOCATION_NOTICE).exists()


def replaced(world, old, on, *, receivers=None, drafter=None, head=None, registrar=None, **content):
    """A paper that takes the place of another, issued and handed to some of its addressees, or to all."""
    drafter, head, registrar = drafter or world.handler, head or world.head, registrar or world.registrar
    draft = gateway.perform(
        Paper, None, "draft", by=drafter, at=at(on), matter=old.matter, kind=old.kind, corrects=old, content=content,
    )  # fmt: skip
    paper = take(approved(draft, drafter=drafter, head=head, on=on), "issue", registrar, on, "10:30")
    return sent_out(paper, by=registrar, on=on, to=receivers)


def rights(paper, code="D6"):
    """Whose periods run, and since when."""
    found = Deadline.objects.filter(matter=paper.matter, code=code, state="running").order_by("pk")
    return [(one.party.name, f"{one.trigger_on:%m-%d}") for one in found]


def test_another_amount_granted_is_another_result_and_its_periods_begin_anew(world):
    first = sent_out(issued(world, world.accepted(), **supported(what="补足差额900元")), by=world.registrar, on=DECIDED)
    replaced(world, first, "2025-03-20", **supported(what="补足差额90元"))
    assert rights(first) == [("张大山", "03-20"), ("李秀英", "03-20")]


def test_a_second_correction_ends_the_period_that_the_first_left_running(world, opinion):
    second = replaced(world, opinion, "2025-03-20", course="3月11日听取了信访人陈述。")
    assert rights(opinion) == [("张大山", "03-17"), ("李秀英", "03-17")]
    replaced(world, second, "2025-03-24", **supported(perform_by=at("2025-06-30").date()))
    assert rights(opinion) == [("张大山", "03-24"), ("李秀英", "03-24")]


def test_who_never_received_the_correction_that_changed_the_result_has_a_period_from_the_next_one(world, opinion):
    changed = supported(perform_by=at("2025-06-30").date())
    zhang = world.party(opinion.matter, "张大山")
    second = replaced(world, opinion, "2025-03-20", receivers=[zhang], **changed)
    replaced(world, second, "2025-03-24", course="3月11日听取了信访人陈述。")
    assert rights(opinion) == [("张大山", "03-20"), ("李秀英", "03-24")]


def test_a_period_that_had_lapsed_is_none_for_another_result(world, opinion):
    deadlines.run_clock(at("2025-04-20"))
    assert right(opinion, "李秀英").state == "lapsed"
    zhang, li = world.party(opinion.matter, "张大山"), world.party(opinion.matter, "李秀英")
    second = replaced(world, opinion, "2025-04-21", receivers=[zhang], **supported(perform_by=at("2025-06-30").date()))
    assert second.right_of(li) is None
    third = replaced(world, second, "2025-04-24", course="3月11日听取了信访人陈述。")
    assert str(third.right_of(li).trigger_on) == "2025-04-24"


def review_replaced(course, on, **content):
    """The review opinion, corrected by the organ that gave it."""
    return replaced(
        course.world, course.paper(PaperKind.REVIEW_OPINION), on, drafter=course.reviewer, head=course.chief,
        registrar=course.registrar, **content,
    )  # fmt: skip


GRANTS = {
    "outcome": "changed", "new_conclusion": "补偿差额450元。", "performer": "青河县农业农村局", "what": "支付补偿450元",
    "perform_by": at("2025-06-30").date(),
}  # fmt: skip


def test_a_review_opinion_is_replaced_by_its_own_organ_and_re_examination_can_be_asked_anew(world, reviewed):
    assert rights(reviewed.opinion, "D8") == [("张大山", "04-08"), ("李秀英", "04-08")]
    paper = review_replaced(reviewed, "2025-04-11", **GRANTS)
    assert (paper.organ, paper.content["original"]) == (world.county, paper.corrects.content["original"])
    assert (reviewed.review.outcome, rights(paper, "D8")) == ("changed", [("张大山", "04-11"), ("李秀英", "04-11")])
    again = review_replaced(
        reviewed, "2025-04-14", **{**GRANTS, "what": "支付补偿540元", "new_conclusion": "补偿540元。"}
    )
    owed = Obligation.objects.order_by("pk").values_list("what", "state")
    assert (list(owed), again.corrects) == ([("支付补偿450元", "dropped"), ("支付补偿540元", "due")], paper)


def test_what_a_review_opinion_revoked_does_not_come_back_by_a_correction(world):
    course = decided(world, "revoked_redo", redo_days=30)
    with refused("revoked_already"):
        review_replaced(course, "2025-04-11", outcome="upheld")


def test_a_review_opinion_is_never_revoked_without_another(reviewed):
    with refused("review_left_undecided"):
        take(reviewed.paper(PaperKind.REVIEW_OPINION), "revoke", reviewed.chief, "2025-04-11", why="有误")


def test_what_a_review_looks_at_is_the_reviews_to_change(world, course):
    course.ask()
    course.accept()
    with refused("under_review"):
        replaced(world, course.opinion, "2025-03-28", **supported())
    with refused("under_review"):
        take(course.opinion, "revoke", world.head, "2025-03-28", why="自查有误", **BY_ITSELF)


def test_words_are_corrected_under_review_and_the_review_goes_on_about_what_stands_now(world, course):
    course.ask()
    course.accept()
    new = replaced(world, course.opinion, "2025-03-28", course="3月11日听取了信访人陈述。")
    with refused("review_exists"):
        ReviewCourse.ask(course, by=course.li, on="2025-03-31", opinion=new)
    course.decide("revoked_redo", redo_days=30)
    assert Paper.objects.get(pk=new.pk).state == "revoked"


def test_a_draft_that_corrects_what_is_out_of_force_meanwhile_says_so(world, opinion):
    one, other = (
        gateway.perform(
            Paper, None, "draft", by=world.handler, at=at("2025-03-20"), matter=opinion.matter, kind=opinion.kind,
            corrects=opinion, content={"course": course},
        )
        for course in ("3月11日听取了信访人陈述。", "3月12日听取了信访人陈述。")
    )  # fmt: skip
    other = approved(other, drafter=world.handler, head=world.head, on="2025-03-20")
    take(
        approved(one, drafter=world.handler, head=world.head, on="2025-03-20"),
        "issue",
        world.registrar,
        "2025-03-20",
        "10:30",
    )
    with refused("corrects_nothing") as told:
        take(other, "issue", world.registrar, "2025-03-20", "10:40")
    assert f"要更正的“{opinion}”已更正" in told.value.sentence


REVOKING = {"why": "漏查了广播录音", **BY_ITSELF}


@pytest.mark.parametrize("missing", ["ground", "basis", "decided_by"])
def test_an_organ_does_not_take_its_opinion_back_without_ground_basis_and_decision(world, opinion, missing):
    with refused("revocation_unfounded"):
        take(opinion, "revoke", world.head, "2025-03-20", **{**REVOKING, missing: ""})


def test_the_order_of_a_superior_is_named_and_only_it_sets_days(world, opinion):
    with refused("order_missing"):
        take(opinion, "revoke", world.head, "2025-03-20", **{**REVOKING, "decided_by": "superior"})
    with refused("days_by_nobody"):
        take(opinion, "revoke", world.head, "2025-03-20", **REVOKING, redo_days=30)
    order = {"decided_by": "superior", "order": "青河县人民政府2025年3月19日责令改正通知书", "redo_days": 30}
    take(opinion, "revoke", world.head, "2025-03-20", **{**REVOKING, **order})
    again = Deadline.objects.filter(matter=opinion.matter, code="D5", subject_type="claim").order_by("-pk").first()
    assert (str(again.trigger_on), str(again.nominal_on)) == ("2025-03-20", "2025-04-19")
    paper = take(notice(opinion, PaperKind.REVOCATION_NOTICE), "issue", world.registrar, "2025-03-20", "10:30")
    told = "由上级机关责令改正（青河县人民政府2025年3月19日责令改正通知书），现予撤销"
    assert f"根据《信访工作条例》第二十八条第一款，{told}" in html_of(paper)


def test_a_basis_that_is_not_in_force_carries_no_revocation(world, opinion):
    with refused("article_unknown"):
        take(opinion, "revoke", world.head, "2025-03-20", **{**REVOKING, "basis": "《信访工作条例》第六十条"})


def test_what_was_taken_back_once_is_not_taken_back_by_the_organ_again(world, opinion):
    take(opinion, "revoke", world.head, "2025-03-20", **REVOKING)
    rows = [
        {"claim": 1, "outcome": "not_supported", "reasons": "录音里没有承诺。"},
        {"claim": 2, "outcome": "explained", "reasons": "布点方案已经重新拟定。"},
    ]
    second = issued(world, opinion.matter.petition, "2025-03-24", **opinion_content(opinions=rows))
    sent_out(second, by=world.registrar, on="2025-03-24")
    with refused("revoked_before"):
        take(second, "revoke", world.head, "2025-03-26", **REVOKING)
    order = {"decided_by": "superior", "order": "青河县人民政府责令改正通知书"}
    assert take(second, "revoke", world.head, "2025-03-26", **{**REVOKING, **order}).state == "revoked"


def test_the_days_that_were_granted_before_still_count(world):
    petition = world.accepted()
    extension = gateway.perform(
        Extension, None, "request", by=world.handler, at=at("2025-03-10"), matter=petition.matter, days=10, why="待鉴定"
    )
    gateway.perform(Extension, extension.pk, "approve", by=world.head, at=at("2025-03-11"))
    found = sent_out(issued(world, petition, **supported()), by=world.registrar, on=DECIDED)
    take(found, "revoke", world.head, "2025-03-20", **REVOKING)
    again = Deadline.objects.filter(matter=petition.matter, code="D5", subject_type="claim").order_by("-pk").first()
    assert (again.extension_days, str(again.nominal_on)) == (10, "2025-05-12")
