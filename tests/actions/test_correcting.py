"""Correction of a slip, revocation and replacement: papers that name the old one, served again."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.content import findings
from mediation.documents.snapshot import html_of
from mediation.models import Claim, Deadline, Obligation, Paper
from mediation.vocabulary import PaperKind
from tests.factories.opinions import DECIDED, EXPLAINED, approved, issued, sent_out, supported, take
from tests.factories.world import at


@pytest.fixture
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


def test_a_revoked_opinion_is_told_of_its_claims_are_in_hand_again_and_its_periods_end(world, opinion):
    take(opinion, "revoke", world.head, "2025-03-20", why="漏查了广播录音")
    claims = list(Claim.objects.filter(matter=opinion.matter).order_by("no"))
    assert {claim.state for claim in claims} == {"accepted"}
    assert right(opinion, "张大山").state == "ended"
    assert Obligation.objects.get().state == "dropped"
    again = Deadline.objects.about(claims[0]).filter(code="D5").order_by("-pk").first()
    assert (str(again.trigger_on), str(again.nominal_on)) == ("2025-03-20", "2025-05-19")
    paper = take(notice(opinion, PaperKind.REVOCATION_NOTICE), "issue", world.registrar, "2025-03-20", "10:30")
    page = html_of(paper)
    for words in (opinion.number, "漏查了广播录音", "2025年5月19日前作出新的处理意见", "不再计算"):
        assert words in page
    assert {service.party.name for service in paper.services.all()} == {"张大山", "李秀英"}


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
