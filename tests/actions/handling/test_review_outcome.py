"""Review and re-examination: what the outcome orders, and what a new decision must not repeat."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import computation
from mediation.documents.papers.snapshot import html_of
from mediation.models import Appointment, Claim, Deadline, Obligation, Paper, Petition, Review
from mediation.timelimits import explain
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import (
    NOT_SUPPORTED,
    ReviewCourse,
    decided,
    drafted,
    issued,
    newest_deadline,
    opinion_content,
    re_examined,
    sent_out,
    supported,
    take,
)
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged


@staged
def course(world):
    """An opinion served on both petitioners on 17 March: both may ask until 16 April."""
    return ReviewCourse(world)


@staged
def upheld(world):
    """The review upheld the opinion."""
    return decided(world)


@staged
def redone(world):
    """The review revoked the opinion and ordered a new one within 30 days."""
    return decided(world, "revoked_redo", redo_days=30)


# Deciding


def test_the_issue_of_the_opinion_decides_and_its_dispatch_meets_the_limit(upheld):
    assert (upheld.review.state, upheld.review.outcome) == ("decided", "upheld")
    assert newest_deadline("D7").state == "met"
    assert Paper.objects.get(pk=upheld.opinion.pk).state == "issued"
    rights = Deadline.objects.filter(code="D8")
    assert {d.party for d in rights} == {upheld.zhang, upheld.li}, "whoever is served may ask for re-examination"


def test_a_change_must_say_what_stands_instead(course):
    course.ask()
    course.accept()
    with refused("new_conclusion_missing"):
        course.decide("changed")


def test_an_ordered_new_decision_must_say_by_when(course):
    course.ask()
    course.accept()
    with refused("redo_days_missing"):
        course.decide("revoked_redo")


def test_an_ordered_new_decision_reopens_petition_and_claims_with_its_own_day(redone):
    petition = Petition.objects.get(pk=redone.petition.pk)
    assert petition.state == "in_hand"
    assert {c.state for c in petition.claims.all()} == {"accepted"}
    assert Paper.objects.get(pk=redone.opinion.pk).state == "revoked"
    due = newest_deadline("D5", state="running")
    assert (due.trigger_on, due.nominal_on) == (date(2025, 4, 8), date(2025, 5, 8))
    assert not Deadline.objects.filter(code="D5", state="ended").exists()


def test_ordered_days_are_told_as_ordered_and_not_as_those_of_the_statute(world):
    decided(world, "revoked_redo", redo_days=20)
    told = explain(computation(newest_deadline("D5", state="running")))
    assert told[0] == (
        "办结信访事项的期限为20日，自重新办理之日起算，依据是《信访工作条例》第三十四条（日数由有关机关指定）。"
    )


def test_the_days_that_were_ordered_run_from_the_receipt_of_the_opinion(world, redone):
    with refused("received_before_issue"):
        gateway.perform(
            Review, redone.pk, "receive_order", by=world.handler, at=at("2025-04-10"), done_on=date(2025, 4, 7),
            why_late="漏记",
        )  # fmt: skip
    redone.take("receive_order", by=world.handler, on="2025-04-11")
    due = newest_deadline("D5", state="running")
    assert (due.trigger_on, due.nominal_on) == (date(2025, 4, 11), date(2025, 5, 11))
    with refused("order_received_before"):
        redone.take("receive_order", by=world.handler, on="2025-04-12")
    event = redone.matter.events.get(step="receive_order")
    redone.take("correct_day", on="2025-04-14", event=event.version, right_day=date(2025, 4, 10), why="看错")
    due = newest_deadline("D5", state="running")
    assert due.trigger_on == date(2025, 4, 10)


def test_an_opinion_that_orders_nothing_is_not_received_so(world, upheld):
    with refused("no_redo_ordered"):
        upheld.take("receive_order", by=world.handler, on="2025-04-11")


def test_a_revoked_opinion_gives_no_right_to_contest_it_any_more(redone):
    assert newest_deadline("D6", party=redone.li).state == "ended"


def test_the_new_decision_may_not_repeat_the_old_one(world, redone):
    paper = drafted(world, redone.petition, "2025-04-20")
    with pytest.raises(NotPossibleNow, match="诉求1") as refusal:
        take(paper, "submit", world.handler, "2025-04-20", "11:00")
    assert refusal.value.code == "repeats_old_opinion"


def test_changed_punctuation_is_still_the_same_reason(world, redone):
    rows = opinion_content()["opinions"]
    rows[0]["reasons"] = NOT_SUPPORTED.replace("。", "！ ")
    rows[1]["reasons"] = "布局另行研究后予以说明。"
    paper = drafted(world, redone.petition, "2025-04-20", **opinion_content(opinions=rows))
    with refused("repeats_old_opinion"):
        take(paper, "submit", world.handler, "2025-04-20", "11:00")


def test_a_new_decision_opens_a_fresh_right_to_review(world, redone):
    rows = [
        {"claim": 1, "outcome": "not_supported", "reasons": "调取录音后查明，承诺附有品质条件，交货品质未达到。"},
        {"claim": 2, "outcome": "explained", "reasons": "新增收购点已列入明年计划，本年没有依据。"},
    ]
    paper = issued(world, redone.petition, "2025-04-28", **opinion_content(opinions=rows))
    sent_out(paper, by=world.registrar, on="2025-04-28")
    assert newest_deadline("D6", party=redone.zhang).trigger_on == date(2025, 4, 28)
    assert Petition.objects.get(pk=redone.petition.pk).state == "answered"
    redone.opinion = paper
    assert redone.ask(on="2025-05-06").state == "requested"


def test_what_a_revoked_opinion_granted_is_not_owed_any_more(world):
    course = ReviewCourse(world, **supported())
    course.ask()
    course.accept()
    course.decide("revoked")
    assert Obligation.objects.get().state == "dropped"
    assert Paper.objects.get(pk=course.opinion.pk).state == "revoked"


def test_the_petition_is_not_closed_while_a_review_or_a_right_to_it_is_open(course):
    course.ask()
    with refused("review_running"):
        take(Petition.objects.get(pk=course.petition.pk), "close", course.world.handler, "2025-03-24", "15:00")
    course.take("join", by=course.li)
    with refused("review_pending"):
        take(Petition.objects.get(pk=course.petition.pk), "close", course.world.handler, "2025-03-24", "15:00")


# Re-examination


def test_re_examination_is_final_and_revokes_both_opinions(world, upheld):
    course = re_examined(upheld, world.city)
    assert newest_deadline("D9").nominal_on == date(2025, 5, 15)
    paper = course.decide("revoked_redo", on="2025-05-06", redo_days=20)
    assert {p.state for p in course.matter.papers.of_kind(PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION)} == {
        "revoked"
    }
    # The matter goes on: nothing is final until the new decision stands.
    assert "不再受理" not in html_of(paper)
    assert "终结" not in html_of(paper).replace("复核终结", "")
    assert "请求复查" in paper.snapshot["remedy"][0]
    assert "法院" not in str(paper.snapshot["remedy"])
    assert newest_deadline("D9").state == "met"
    assert Deadline.objects.filter(code__in=("D6", "D8"), state="running").count() == 0
    assert {c.state for c in Claim.objects.filter(petition=course.petition)} == {"accepted"}


@pytest.mark.parametrize("outcome", ["upheld", "revoked"])
def test_a_re_examination_that_orders_nothing_anew_is_final(world, upheld, outcome):
    paper = re_examined(upheld, world.city).decide(outcome, on="2025-05-06")
    assert "不再受理" in paper.snapshot["remedy"][0]
    assert "五、终结告知" in html_of(paper)


def test_the_reviewer_does_not_re_examine(world, upheld):
    earlier = upheld.reviewer
    Appointment.objects.create(user=earlier, organ=world.city, role=Role.REVIEWER)
    upheld.opinion = upheld.paper(PaperKind.REVIEW_OPINION)
    upheld.reviewer = world.staff(Role.REVIEWER, world.city)
    upheld.ask(on="2025-04-15", stage="re_examination", organ=world.city)
    with refused("reviewer_handled_it"):
        upheld.accept(on="2025-04-15", reviewer=earlier)


def test_a_mistyped_day_of_the_request_moves_the_reviewers_limit_and_what_is_late(course):
    course.ask(by=course.reviewer, on="2025-04-18", petitioners=[course.zhang])
    course.accept(on="2025-04-21", good_cause="住院")
    assert Deadline.objects.get(code="D7").trigger_on == date(2025, 4, 18)
    event = course.matter.events.get(object_type="review", step="request")
    course.take("correct_day", on="2025-04-22", event=event.version, right_day=date(2025, 4, 16), why="收件章为16日")
    assert Deadline.objects.get(code="D7").trigger_on == date(2025, 4, 16)
    right = course.opinion.right_of(course.zhang)
    assert (right.state, right.met_on) == ("met", date(2025, 4, 16))
    assert not course.review.requests.get().late
