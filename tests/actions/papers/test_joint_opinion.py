"""What several organs sign together is contested against all of them, before the organ above them all (第二十四条)."""

from __future__ import annotations

import pytest

from mediation.actions import gateway
from mediation.documents.handling.review import respondent
from mediation.documents.papers.snapshot import html_of
from mediation.models import Review, ReviewAuthority
from mediation.vocabulary import Role
from tests.factories.opinions import DECIDED, approved, drafted, opinion_content, sent_out, take
from tests.factories.world import at

pytestmark = pytest.mark.django_db


def issued_by_both(world):
    """An opinion of the two bureaus, served on both petitioners."""
    other = world.staff(Role.HEAD, world.other_bureau)
    paper = drafted(world, world.accepted(), **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    paper = approved(paper, drafter=world.handler, head=world.head, on=DECIDED)
    take(paper, "cosign", other, DECIDED, "10:30", co_issuer=world.other_bureau)
    return sent_out(take(paper, "issue", world.registrar, DECIDED, "10:40"), by=world.registrar, on=DECIDED)


def reviewed_by(*pairs):
    ReviewAuthority.objects.filter(stage="review").delete()
    for organ, authority in pairs:
        ReviewAuthority.objects.create(organ=organ, stage="review", authority=authority)


def test_both_are_respondents_and_only_who_stands_above_both_is_named(world):
    reviewed_by((world.bureau, world.county), (world.bureau, world.city_bureau), (world.other_bureau, world.county))
    said = html_of(issued_by_both(world))
    assert "我们（青河县农业农村局、青河县住房和城乡建设局）" in said
    assert "本意见由青河县农业农村局、青河县住房和城乡建设局共同作出，请求复查时以这些机关为被申请人" in said
    assert "向青河县人民政府" in said
    assert "云州市农业农村局" not in said


def test_where_their_review_organs_differ_the_organ_above_both_is_named(world):
    reviewed_by((world.bureau, world.city_bureau), (world.other_bureau, world.county))
    said = html_of(issued_by_both(world))
    assert "向青河县人民政府" in said
    assert "云州市农业农村局" not in said


def test_the_review_names_both_as_respondents(world):
    reviewed_by((world.bureau, world.county), (world.other_bureau, world.county))
    opinion = issued_by_both(world)
    zhang = world.party(opinion.matter, "张大山")
    review = gateway.perform(
        Review, None, "request", by=zhang, at=at("2025-03-24"), matter=opinion.matter, stage="review", opinion=opinion,
        organ=world.county, demand="变更", grounds="有广播通知",
    )  # fmt: skip
    request = opinion.matter.papers.get(kind="review_request")
    both = "青河县农业农村局、青河县住房和城乡建设局"
    assert respondent(review) == both
    assert f"<td>{both}</td>" in html_of(request)
