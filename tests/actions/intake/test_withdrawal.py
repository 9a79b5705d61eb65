"""A petition taken back: knowing what follows, and leaving nothing half written behind."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.models import Paper, Petition
from mediation.vocabulary import PaperKind
from tests.factories.mediation import do
from tests.factories.opinions import ReviewCourse, approved, drafted, issued, take, told_of_acceptance
from tests.factories.world import at
from tests.refusals import refused


def test_nobody_withdraws_without_knowing_what_follows(world):
    petition = world.petition(petitioners=[{"name": "张大山"}])
    with refused("effect_not_told"):
        do(petition, "withdraw", world.party(petition.matter, "张大山"), "2025-03-11")


def test_what_was_drafted_is_void_and_what_was_issued_stays(world):
    petition = world.accepted()
    draft = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-11"), matter=petition.matter,
        kind="handling_opinion", addressees=list(petition.matter.petitioners),
    )  # fmt: skip
    issued = set(Paper.objects.issued().filter(matter=petition.matter).values_list("pk", flat=True))
    everyone = list(petition.matter.petitioners)
    do(
        Petition.objects.get(pk=petition.pk),
        "withdraw",
        world.handler,
        "2025-03-12",
        withdrawn_by=everyone,
        effect_told=True,
    )
    assert Petition.objects.get(pk=petition.pk).state == "withdrawn"
    assert Paper.objects.get(pk=draft.pk).state == "voided"
    assert issued
    assert not Paper.objects.filter(pk__in=issued).exclude(state="issued").exists()


def test_who_withdraws_asks_for_no_review_either_and_the_others_request_stands(world):
    course = ReviewCourse(world)
    course.ask()
    course.take("join", course.li)
    course.accept()
    take(course.petition, "withdraw", course.zhang, "2025-03-26", effect_told=True)
    assert [str(one.party) for one in course.review.applicants()] == ["李秀英"]
    assert course.review.state == "accepted"
    take(course.petition, "withdraw", course.li, "2025-03-27", effect_told=True)
    assert course.review.state == "withdrawn"
    assert not course.matter.papers.filter(state__in=("drafted", "submitted", "approved")).exists()


def test_a_draft_to_him_alone_is_void_and_an_answer_goes_to_the_others(world):
    petition = world.accepted()
    zhang = world.party(petition.matter, "张大山")
    own = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at("2025-03-10"), matter=petition.matter,
        kind=PaperKind.JOINDER_NOTICE, addressees=[zhang],
    )  # fmt: skip
    draft = drafted(world, petition, on="2025-03-10")
    take(petition, "withdraw", zhang, "2025-03-11", effect_told=True)
    assert Paper.objects.get(pk=own.pk).state == "voided"
    assert Paper.objects.get(pk=draft.pk).state == "drafted"
    take(draft, "void", world.handler, "2025-03-11", why="重新起草")
    assert [str(one) for one in issued(world, petition, on="2025-03-12").addressed()] == ["李秀英"]


def test_a_draft_approved_before_is_not_served_on_who_has_withdrawn_since(world):
    petition = world.accepted()
    told_of_acceptance(world, petition, "2025-03-10")
    paper = approved(drafted(world, petition, on="2025-03-10"), drafter=world.handler, head=world.head, on="2025-03-10")
    take(petition, "withdraw", world.party(petition.matter, "张大山"), "2025-03-11", effect_told=True)
    paper = take(paper, "issue", world.registrar, "2025-03-12")
    assert [str(one) for one in paper.addressed()] == ["李秀英"]
    assert [one["name"] for one in paper.snapshot["addressees"]] == ["李秀英"]
