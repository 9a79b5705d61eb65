"""What somebody reads a file for ends, and with it the reading: a conference, a joint paper, a review."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock import deadlines
from mediation.models import Agreement, Matter, Mediation, Message, Obligation, Paper, Petition
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotAllowed
from tests.actions.office.test_reading import reads, why
from tests.factories.conference import convened, held, resolved
from tests.factories.mediation import DAY, alone, do, in_force, mediator_of, proposed
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
from tests.factories.world import World, at
from tests.refusals import refused
from tests.stages import staged


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


def handed_out(world: World, matter: Matter, on: str) -> None:
    """Every paper of the file is issued and has reached everybody."""
    for paper in matter.papers.order_by("pk"):
        registrar = world.staff(Role.REGISTRAR, paper.organ)
        if paper.state in ("drafted", "approved"):
            paper = take(paper, "issue", registrar, on, "15:00")
        sent_out(printed(paper), by=registrar, on=on)


@staged
def refused_mediation(world: World) -> Mediation:
    """The brickworks would not mediate; everybody has the papers."""
    mediation = alone(world)
    by = mediator_of(world, mediation.organ)
    mediation = do(mediation, "decline", by, clock="11:00", who=[mediation.matter.parties.get(name="永兴砖厂")])
    handed_out(world, mediation.matter, DAY)
    return mediation


def test_a_dispute_without_a_petition_is_put_away_and_read_again_with_a_reason(world: World, refused_mediation):
    mediation, organ = refused_mediation, refused_mediation.organ
    matter, by, head = mediation.matter, mediator_of(world, mediation.organ), world.staff(Role.HEAD, organ)
    others = [head, world.staff(Role.HANDLER, organ), world.staff(Role.INTAKE_CLERK, organ)]
    assert all(reads(one, matter, DAY) for one in (by, *others))
    with refused("not_filed_yet"):
        do(mediation, "consult", world.staff(Role.REGISTRAR, organ), "2025-03-11", why="核对送达")
    do(mediation, "file_away", by, "2025-03-12")
    assert [one for one in (by, *others) if reads(one, matter, "2025-03-12")] == [by]  # until midnight
    assert not any(reads(one, matter, "2025-03-13") for one in (by, *others))
    filed = Mediation.objects.get(pk=mediation.pk)
    with pytest.raises(NotAllowed):
        do(filed, "consult", world.head, "2025-03-20", why="别的机关想看看")
    do(filed, "consult", others[1], "2025-03-20", why="答复法院调卷函")
    assert reads(others[1], matter, "2025-03-26")
    assert not reads(others[1], matter, "2025-03-27")
    assert why(matter, user=others[1]).given_by.facts["why"] == "答复法院调卷函"
    assert "答复法院调卷函" in Message.objects.filter(user=head).last().text
    with refused("filed_already"):
        do(filed, "file_away", others[1], "2025-03-20")


def test_who_begins_anew_in_a_file_that_was_put_away_reads_it(world: World, refused_mediation):
    mediation = refused_mediation
    matter, by = mediation.matter, mediator_of(world, mediation.organ)
    do(mediation, "file_away", by, "2025-03-12")
    stated = {"dispute": "砖厂现已要求调解", "asked_anew": True, "organ": mediation.organ, "subject": "再次调解"}
    factory = matter.parties.get(name="永兴砖厂")
    again = gateway.perform(Mediation, None, "propose", by=factory, at=at("2025-04-01"), matter=matter, **stated)
    assert reads(by, matter, "2025-04-01")
    with refused("wrong_state"):
        do(again, "file_away", by, "2025-04-01")
    do(again, "decline", by, "2025-04-01", clock="11:00", who=[factory])
    do(again, "file_away", by, "2025-04-02")
    assert not reads(by, matter, "2025-04-03")


def test_a_filing_that_was_wrong_ended_nothing(world: World, refused_mediation):
    by, head = (
        mediator_of(world, refused_mediation.organ),
        world.staff(Role.HEAD, refused_mediation.organ),
    )
    filed = do(refused_mediation, "file_away", by, "2025-03-12")
    event = filed.matter.events.filter(object_type="mediation", step="file_away").get()
    do(filed, "annul", by, "2025-03-12", clock="11:00", event=event.version, why="还有材料没有入卷")
    assert Mediation.objects.get(pk=filed.pk).filed_on is None
    assert reads(head, filed.matter, "2025-03-13")
    assert reads(by, filed.matter, "2025-03-13")


def test_a_mediation_is_not_put_away_before_all_is_done(world: World):
    mediation = alone(world)
    agreement = in_force(world, mediation)
    ended, by = Mediation.objects.get(pk=mediation.pk), mediator_of(world, mediation.organ)
    with refused("file_goes_on"):
        do(ended, "file_away", by, "2025-03-18")
    obligation = Obligation.objects.get(agreement=agreement)
    do(obligation, "perform", by, "2025-03-20")
    with refused("papers_on_their_way"):
        do(ended, "file_away", by, "2025-03-20")
    handed_out(world, mediation.matter, "2025-03-20")
    with refused("confirmation_to_come"):
        do(ended, "file_away", by, "2025-03-21")
    deadlines.run_clock(at("2025-05-06", "00:10"))
    do(ended, "file_away", by, "2025-05-06")
    assert Agreement.objects.get(pk=agreement.pk).state == "performed"


def test_in_a_petition_the_mediation_is_not_put_away_apart(world: World):
    mediation = proposed(world)
    ended = do(mediation, "decline", world.handler, clock="11:00", who=[mediation.matter.parties.last()])
    with pytest.raises(NotAllowed):
        do(ended, "file_away", world.handler)
    with refused("petition_keeps_the_file"):
        do(ended, "consult", world.handler, why="看看")
