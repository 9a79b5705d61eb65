"""Each printed day comes from the event that it names: received, passed on, accepted, ordered anew."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Deadline, Dispatch, Paper, Petition
from mediation.vocabulary import PaperKind
from tests.factories.opinions import decided, drafted, opinion_content, take
from tests.factories.world import at


def test_a_new_handling_keeps_the_day_of_acceptance_and_cites_the_order(world):
    course = decided(world, "revoked_redo", redo_days=30)
    claims = list(course.petition.claims.order_by("no"))
    assert {str(claim.accepted_on) for claim in claims} == {"2025-03-03"}
    assert {str(claim.reopened_on) for claim in claims} == {str(course.review.decided_on)}
    order = course.paper(PaperKind.REVIEW_OPINION)
    again = drafted(world, course.petition, "2025-04-21", **opinion_content())
    said = html_of(again)
    assert "2025年3月3日" in said
    assert order.number in said
    limit = Deadline.objects.about(claims[0]).filter(code="D5").order_by("-pk").first()
    assert limit.trigger_on == course.review.decided_on


def test_the_organ_prints_its_own_day_of_receipt_beside_the_office_s(world):
    petition = world.petition(on="2025-02-20", organ=world.office)
    dispatch = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-02-24"), matter=petition.matter, kind="transfer",
        to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip
    gateway.perform(Dispatch, dispatch.pk, "take", by=world.head, at=at("2025-02-26"), handler=world.handler)
    for claim in Claim.objects.filter(petition=petition):
        gateway.perform(Claim, claim.pk, "accept", by=world.handler, at=at("2025-03-03"))
    notice = html_of(Paper.objects.get(matter=petition.matter, kind=PaperKind.ACCEPTANCE_NOTICE))
    opinion = html_of(drafted(world, Petition.objects.get(pk=petition.pk), "2025-03-17", **opinion_content()))
    for said in (notice, opinion):
        assert "2025年2月24日" in said
        assert "2025年2月26日" not in said  # the day on which it was taken is no day of receipt
    assert "2025年3月3日" in opinion


def test_an_opinion_tells_the_acceptance_of_the_claims_that_it_decides(world):
    petition = world.petition()
    first, second = petition.claims.order_by("no")
    gateway.perform(Claim, first.pk, "accept", by=world.handler, at=at("2025-03-03"))
    gateway.perform(Claim, second.pk, "accept", by=world.handler, at=at("2025-03-10"))
    paper = drafted(world, Petition.objects.get(pk=petition.pk), "2025-03-17", **opinion_content())
    said = html_of(paper)
    assert "2025年3月3日" in said
    assert "2025年3月10日" in said
    one = {
        key: [row for row in rows if row["claim"] == 2] for key, rows in opinion_content().items() if key != "course"
    }
    paper = take(paper, "revise", world.handler, "2025-03-17", content={**one, "course": "查阅台账。"})
    assert "于2025年3月10日依法受理" in html_of(paper)
