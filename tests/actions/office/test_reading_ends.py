"""What somebody reads a file for ends, and with it the reading: a conference, a joint paper, a review."""

from __future__ import annotations

from datetime import date

from mediation.models import Paper, Petition
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from tests.actions.office.test_reading import reads, why
from tests.factories.conference import convened, held, resolved
from tests.factories.mediation import do
from tests.factories.opinions import (
    DECIDED,
    ReviewCourse,
    approved,
    decided,
    drafted,
    opinion_content,
    sent_out,
    take,
    told_of_acceptance,
)
from tests.factories.papers import printed
from tests.factories.world import World


def test_members_of_a_conference_read_until_its_last_task_is_carried_out(world: World):
    conference = convened(world)
    matter, member = conference.matter, world.staff(Role.HEAD, world.other_bureau)
    assert reads(member, matter)
    task = resolved(world, held(world, conference))
    do(type(conference).objects.get(pk=conference.pk), "issue_minutes", world.dispatcher, "2025-03-11")
    assert reads(member, matter, "2025-03-12")
    assert reads(world.head, matter, "2025-03-12")
    do(type(task).objects.get(pk=task.pk), "carry_out", world.handler, "2025-04-20", result="已增设收购点。")
    assert not reads(member, matter, "2025-04-21")
    assert not reads(world.head, matter, "2025-04-21")
    assert why(matter, organ=world.other_bureau, part="conference").ended_by.step == "carry_out"
    assert reads(world.dispatcher, matter, "2025-04-21")


def test_members_of_a_conference_that_is_called_off_read_no_more(world: World):
    member, off = world.staff(Role.HEAD, world.other_bureau), convened(world)
    do(off, "cancel", world.dispatcher, "2025-03-07", why="已自行协调")
    assert not reads(member, off.matter, "2025-03-08")
    assert reads(world.dispatcher, off.matter, "2025-03-08")


def joint(world: World) -> Paper:
    """An opinion that another bureau is asked to sign."""
    petition = world.accepted()
    told_of_acceptance(world, petition, DECIDED)
    draft = drafted(world, petition, **opinion_content(co_issuers=[{"organ": world.other_bureau}]))
    return approved(draft, drafter=world.handler, head=world.head, on=DECIDED)


def test_who_signs_with_another_reads_until_the_paper_has_reached_everybody(world: World):
    signer, paper = world.staff(Role.HEAD, world.other_bureau), joint(world)
    assert reads(signer, paper.matter, DECIDED)
    take(paper, "cosign", signer, DECIDED, "10:30", co_issuer=world.other_bureau)
    issued = printed(take(Paper.objects.get(pk=paper.pk), "issue", world.registrar, DECIDED, "10:50"))
    assert reads(signer, paper.matter, DECIDED)
    sent_out(issued, by=world.registrar, on=DECIDED)
    assert not reads(signer, paper.matter, DECIDED)
    assert why(paper.matter, organ=world.other_bureau, part="cosigning").ended_by.step == "record_receipt"
    assert reads(world.head, paper.matter, DECIDED)


def test_who_declines_to_sign_reads_until_midnight_and_is_shown_the_next_draft(world: World):
    signer, paper = world.staff(Role.HEAD, world.other_bureau), joint(world)
    colleague = world.staff(Role.HANDLER, world.other_bureau)
    take(paper, "decline_to_cosign", signer, DECIDED, "10:30", co_issuer=world.other_bureau, comment="不属本局职责")
    assert reads(signer, paper.matter, DECIDED)
    assert not reads(colleague, paper.matter, DECIDED)
    again = Paper.objects.get(pk=paper.pk)
    approved(again, drafter=world.handler, head=world.head, on=DECIDED)
    assert reads(colleague, paper.matter, DECIDED)


def test_the_reviewing_organ_reads_until_its_opinion_has_reached_everybody(world: World):
    course = decided(world)
    review, notice = course.review, course.paper(PaperKind.REVIEW_ACCEPTANCE)
    reviewer, head, on = course.reviewer, course.chief, "2025-04-09"
    # The opinion has reached everybody; that the request was accepted is still to be told.
    assert all(reads(one, review.matter, on) for one in (reviewer, head))
    told = take(approved(notice, drafter=reviewer, head=head, on=on), "issue", course.registrar, on, "10:30")
    sent_out(printed(told), by=course.registrar, on=on)
    assert not any(reads(one, review.matter, "2025-04-10") for one in (reviewer, head))
    assert why(review.matter, organ=review.organ, part="review", role="").ended_by.step == "record_receipt"
    petition = Petition.objects.get(pk=review.matter.petition.pk)
    take(petition, "consult", head, "2025-04-11", why="复核机关调卷")
    assert reads(head, review.matter, "2025-04-11")
    assert reads(world.head, review.matter, "2025-04-11")


def test_a_review_whose_last_request_is_withdrawn_is_read_no_more(world: World):
    course = ReviewCourse(world)
    review = course.ask()
    head = world.staff(Role.HEAD, review.organ)
    asked = review.requests.get().party
    assert reads(head, review.matter, "2025-03-24")
    take(review, "withdraw_request", asked, "2025-03-25")
    assert course.review.state == "withdrawn"
    assert not reads(head, review.matter, "2025-03-26")
    assert not review.matter.is_read_by(Actor(on=date(2025, 3, 26), user=world.staff(Role.REVIEWER, review.organ)))
