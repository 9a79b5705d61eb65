"""Review and re-examination: who may ask, when, of whom, and who reviews."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Appointment, Deadline, Paper, Petition, Review, User
from mediation.permissions import Actor
from mediation.vocabulary import PaperKind, Role
from mediation.web.stepping.possible import openings
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.mediation import consented, disputed, do, mediator_of, proposed, with_mediator
from tests.factories.opinions import (
    DECIDED,
    ReviewCourse,
    approved,
    decided,
    issued,
    newest_deadline,
    sent_out,
    take,
)
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged

OPPONENT = {"opposite_parties": [{"name": "绿源合作社", "kind": "organisation"}]}


@staged
def course(world):
    """An opinion served on both petitioners on 17 March: both may ask until 16 April."""
    return ReviewCourse(world)


@staged
def asked(course):
    """A petitioner asks the county government at the portal."""
    course.ask()


def asking(world, opinion):
    """A course that has come to another opinion."""
    course = ReviewCourse.__new__(ReviewCourse)
    course.world, course.matter, course.opinion, course.pk = world, opinion.matter, opinion, None
    return course


# Asking


def test_a_petitioner_asks_in_time_and_the_own_right_is_used(course):
    review = course.ask()
    assert review.state == "requested"
    assert newest_deadline("D6", party=course.zhang).state == "met"
    assert newest_deadline("D6", party=course.li).state == "running"
    assert review in course.matter.reviews.pending()


@pytest.mark.usefixtures("asked")
def test_the_request_is_kept_as_a_paper_with_the_day_of_service(course):
    paper = course.paper(PaperKind.REVIEW_REQUEST)
    assert paper.snapshot["title"] == "信访事项复查申请书"
    assert paper.snapshot["served_on"] == DECIDED
    assert paper.snapshot["applicant"]["name"] == "张大山"


def test_an_organ_that_is_not_of_the_set_is_refused_and_the_set_is_named(course):
    with pytest.raises(NotPossibleNow, match="青河县人民政府、云州市农业农村局") as refusal:
        course.ask(organ=course.world.city)
    assert refusal.value.code == "not_a_review_organ"
    assert not Review.objects.exists()


def test_the_petitioner_may_pick_the_other_organ_of_the_set(course):
    assert course.ask(organ=course.world.city_bureau).organ == course.world.city_bureau


def test_an_opposite_party_cannot_ask_for_review(world):
    petition = world.accepted(**OPPONENT)
    opinion = sent_out(issued(world, petition), by=world.registrar, on=DECIDED)
    course = asking(world, opinion)
    with refused("not_a_petitioner"):
        course.ask(by=world.handler, petitioners=[world.party(petition.matter, "绿源合作社")])
    with pytest.raises(NotAllowed):
        course.ask(by=world.party(petition.matter, "绿源合作社"))


def test_who_was_not_served_cannot_ask_yet(world):
    petition = world.accepted()
    opinion = issued(world, petition)
    zhang = world.party(petition.matter, "张大山")
    sent_out(opinion, by=world.registrar, on=DECIDED, to=[zhang])
    course = asking(world, opinion)
    with refused("not_served_yet"):
        course.ask(by=world.party(petition.matter, "李秀英"))
    assert course.ask(by=zhang).state == "requested"


def test_no_level_is_skipped(course):
    with refused("no_opinion"):
        course.ask(stage="re_examination")


def test_an_answer_under_duty_leads_to_reconsideration_instead(world):
    world.bureau.reconsideration_organ = world.county
    world.bureau.save()
    claims = [{"text": "查处欠薪", "category": "grievance", "route": "duty_performance"}]
    petition = world.accepted(claims=claims)
    answer = gateway.perform(
        Paper, None, "draft", by=world.handler, at=at(DECIDED), matter=petition.matter, kind=PaperKind.DUTY_ANSWER,
        content={"course": "已检查。", "answer": "责令支付。", "legal_basis": "《劳动保障监察条例》第二十六条", "result": "done"},
    )  # fmt: skip
    course = asking(world, approved(answer, drafter=world.handler, head=world.head, on=DECIDED))
    with refused("other_remedy"):
        course.ask(by=world.party(petition.matter, "张大山"))


@pytest.mark.usefixtures("asked")
def test_there_is_one_review_of_an_opinion_and_others_join(course):
    with refused("review_exists"):
        course.ask(by=course.li, organ=course.world.city_bureau)
    course.take("join", by=course.li, on="2025-04-01")
    assert [r.party for r in course.review.applicants()] == [course.zhang, course.li]
    assert not course.review.requests.filter(late=True).exists()


@pytest.mark.usefixtures("asked")
def test_nobody_asks_twice(course):
    with refused("joined_before"):
        course.take("join", by=course.zhang)


def test_nobody_joins_once_it_is_decided(world):
    course = decided(world)
    with refused("wrong_state"):
        course.take("join", by=course.li, on="2025-04-10")


def test_at_the_window_somebody_must_be_named(course):
    with refused("no_applicant"):
        course.ask(by=course.reviewer)


# Late


def test_a_letter_posted_in_time_is_in_time_though_it_comes_after_the_last_day(course):
    course.ask(by=course.reviewer, on="2025-04-18", petitioners=[course.zhang], channel="letter",
               posted_on=date(2025, 4, 16))  # fmt: skip
    assert not course.review.requests.get().late
    right = newest_deadline("D6", party=course.zhang)
    assert (right.state, right.met_on) == ("met", date(2025, 4, 16))


def test_the_last_day_counts_and_the_next_is_late(course):
    course.ask(on="2025-04-16")
    course.take("join", by=course.li, on="2025-04-17")
    assert [r.late for r in course.review.requests.order_by("pk")] == [False, True]
    assert newest_deadline("D6", party=course.li).state == "met_late"


def test_a_late_request_alone_is_accepted_only_with_good_cause(course):
    course.ask(on="2025-04-17")
    with pytest.raises(NotPossibleNow, match="张大山") as refusal:
        course.accept(on="2025-04-18")
    assert refusal.value.code == "good_cause_missing"
    course.accept(on="2025-04-18", good_cause="住院，有出院证明")
    assert course.review.requests.get().good_cause == "住院，有出院证明"
    assert not course.review.undecided()


@pytest.mark.usefixtures("asked")
def test_a_late_request_that_joined_is_decided_before_the_opinion(course):
    course.accept()
    course.take("join", by=course.li, on="2025-04-17")
    with pytest.raises(NotPossibleNow, match="李秀英") as refusal:
        course.decide("upheld", on="2025-04-18")
    assert refusal.value.code == "late_undecided"


@pytest.mark.usefixtures("asked")
def test_a_late_request_is_admitted_for_good_cause(course):
    course.accept()
    course.take("join", by=course.li, on="2025-04-17")
    course.take("admit_late", on="2025-04-17", late_parties=[course.li], late_cause="住院")
    assert [a["name"] for a in course.decide("upheld", on="2025-04-18").snapshot["applicants"]] == ["张大山", "李秀英"]


@pytest.mark.usefixtures("asked")
def test_a_late_request_is_turned_away_in_writing_and_its_sender_still_gets_the_result(course):
    course.accept()
    course.take("join", by=course.li, on="2025-04-17")
    course.take("turn_away_late", on="2025-04-17", late_parties=[course.li], late_explanation="没有正当理由")
    told = approved(course.paper(PaperKind.REVIEW_REFUSAL), drafter=course.reviewer, head=course.chief, on="2025-04-17")
    told = take(told, "issue", course.registrar, "2025-04-17", "10:30")
    assert told.snapshot["explanation"] == "没有正当理由"
    assert told.snapshot["requested_on"] == "2025-04-17"
    result = course.decide("upheld", on="2025-04-18")
    assert [a["name"] for a in result.snapshot["applicants"]] == ["张大山"]
    assert course.li in result.addressees.all()


@pytest.mark.usefixtures("asked")
def test_only_late_requests_are_decided_as_late(course):
    with refused("not_late"):
        course.take("admit_late", late_parties=[course.zhang], late_cause="无")


# Accepting, refusing, hearing


def test_seven_runs_thirty_days_from_the_receipt_and_not_from_the_acceptance(course):
    course.ask(on="2025-03-24")
    course.accept(on="2025-03-26")
    due = newest_deadline("D7")
    assert (due.trigger_on, due.nominal_on, due.organ) == (date(2025, 3, 24), date(2025, 4, 23), course.world.county)
    told = approved(
        course.paper(PaperKind.REVIEW_ACCEPTANCE), drafter=course.reviewer, head=course.chief, on="2025-03-26"
    )
    assert take(told, "issue", course.registrar, "2025-03-26", "10:30").snapshot["due_on"] == "2025-04-23"


def test_a_refusal_is_told_with_its_ground_and_no_court(course):
    course.ask(on="2025-04-17")
    course.take("refuse", on="2025-04-18", ground="review_not_asked", explanation="逾期两日，没有正当理由。")
    told = approved(course.paper(PaperKind.REVIEW_REFUSAL), drafter=course.reviewer, head=course.chief, on="2025-04-18")
    told = take(told, "issue", course.registrar, "2025-04-18", "10:30")
    assert told.snapshot["explanation"] == "逾期两日，没有正当理由。"
    assert course.review.state == "not_accepted"
    assert not course.matter.reviews.pending().exists()


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("part", ["handler", "head"])
def test_who_handled_or_approved_does_not_review_it(course, part):
    with refused("reviewer_handled_it"):
        course.accept(reviewer=getattr(course.world, part))


def test_who_mediated_does_not_review_it(world):
    petition = disputed(world)
    with_mediator(world, consented(world, proposed(world, petition)))
    course = ReviewCourse(world, petition=petition)
    course.ask()
    with refused("reviewer_handled_it"):
        course.accept(reviewer=mediator_of(world, world.bureau))


def test_who_handled_it_does_not_approve_the_opinion_on_review_either(course):
    head = User.objects.get(pk=course.world.head.pk)
    Appointment.objects.create(user=head, organ=course.world.county, role=Role.HEAD)
    course.ask()
    course.accept()
    paper = course.paper(PaperKind.REVIEW_ACCEPTANCE)
    take(paper, "submit", course.reviewer, "2025-03-26")
    with refused("reviewer_handled_it"):
        take(paper, "approve", head, "2025-03-26", "11:00")


@pytest.mark.usefixtures("asked")
def test_what_applicants_said_is_kept_each_time_with_day_and_both_hearers(course):
    course.accept()
    for day, said in (("2025-03-27", "有录音。"), ("2025-03-28", "有证人。")):
        course.take("hear_applicant", on=day, heard=[course.zhang], said=said, second_person="马跃")
    said = course.decide("upheld").snapshot["said"]
    for words in ("2025-03-27", "有录音。", "2025-03-28", "有证人。", "马跃"):
        assert words in said


# Withdrawing


@pytest.mark.usefixtures("asked")
def test_the_review_ends_when_the_last_applicant_withdraws_and_the_days_do_not_begin_again(course):
    course.take("join", by=course.li)
    course.accept()
    course.take("withdraw_request", by=course.zhang, on="2025-03-27")
    assert course.review.state == "accepted"
    course.take("withdraw_request", by=course.li, on="2025-03-28")
    assert course.review.state == "withdrawn"
    assert newest_deadline("D7").state == "ended"
    assert Deadline.objects.filter(code="D6", state="running").count() == 0
    assert course.matter.papers.of_kind(PaperKind.REVIEW_OPINION).get().state == "voided"
    assert course.matter.papers.of_kind(PaperKind.WITHDRAWAL).count() == 2


@pytest.mark.usefixtures("asked")
def test_only_the_own_request_is_withdrawn(course):
    with refused("not_asked"):
        course.take("withdraw_request", by=course.li)


def test_a_review_is_offered_only_where_an_opinion_stands(world):
    petition = world.accepted()
    asker = petition.matter.petitioners[0]

    def refusals() -> set[str]:
        found = openings(petition.matter, Actor(party=asker, on=at("2025-03-20").date()), at("2025-03-20"))
        (asking,) = [p for p in found if isinstance(p.obj, Review)]
        return {refusal.code for refusal in asking.refusals}

    assert "nothing_to_contest" in refusals()
    sent_out(issued(world, petition), by=world.registrar, on="2025-03-17")
    assert "nothing_to_contest" not in refusals()
    do(Petition.objects.get(pk=petition.pk), "withdraw", world.handler, "2025-03-18",
       withdrawn_by=list(petition.matter.petitioners), effect_told=True, why="不再要求")  # fmt: skip
    assert "nothing_to_contest" in refusals()
