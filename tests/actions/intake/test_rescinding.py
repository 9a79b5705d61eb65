"""A withdrawal taken back: what it had ended goes on, without a day lost or won, and after the last day no more."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mediation.actions.clock.deadlines import run_clock
from mediation.actions.gateway import actor_of
from mediation.models import Deadline, Message, Paper, Party, Petition
from mediation.vocabulary import PaperKind
from tests.factories.mediation import do
from tests.factories.opinions import ReviewCourse, drafted, take, told_of_acceptance
from tests.factories.world import at
from tests.refusals import refused

DAY = date.fromisoformat


def of(petition: Petition) -> Petition:
    return Petition.objects.get(pk=petition.pk)


def limit(petition: Petition, code: str, **which) -> Deadline:
    return petition.matter.deadlines.filter(code=code, **which).order_by("pk").last()


@pytest.fixture
def alone(world):
    """A petition of one person, accepted, whose opinion is being drafted."""
    petition = world.accepted(petitioners=[{"name": "张大山"}])
    told_of_acceptance(world, petition, "2025-03-04")
    drafted(world, petition, on="2025-03-05")
    return of(petition)


def withdraw(petition: Petition, by: Party, on: str) -> Petition:
    return take(of(petition), "withdraw", by, on, effect_told=True)


def test_the_whole_goes_on_as_it_stood(world, alone):
    zhang = world.party(alone.matter, "张大山")
    before = {claim.pk: (claim.state, claim.accepted_on) for claim in alone.claims.all()}
    last = limit(alone, "D5").nominal_on
    withdraw(alone, zhang, "2025-03-10")
    assert of(alone).state == "withdrawn"
    assert limit(alone, "D20").legal_on == DAY("2025-03-17")
    take(of(alone), "rescind_withdrawal", zhang, "2025-03-14")
    petition = of(alone)
    assert petition.state == "in_hand"
    assert {claim.pk: (claim.state, claim.accepted_on) for claim in petition.claims.all()} == before
    assert all(claim.disposal == "" and claim.disposed_on is None for claim in petition.claims.all())
    assert Party.objects.get(pk=zhang.pk).withdrawn_on is None
    assert limit(petition, "D20").state == "met"
    ran = limit(petition, "D5")
    assert (ran.state, ran.nominal_on) == ("running", last + timedelta(days=4)), "the four days between are left out"
    assert ran.changes.get().ground == "withdrawn"


def test_the_last_day_is_the_last(world, alone):
    zhang = world.party(alone.matter, "张大山")
    withdraw(alone, zhang, "2025-03-10")
    with refused("nobody_withdrew"):
        take(of(alone), "rescind_withdrawal", zhang, "2025-03-18")
    taken = take(of(alone), "rescind_withdrawal", zhang, "2025-03-17", clock="23:50")
    assert taken.state == "in_hand"
    with refused("nobody_withdrew"):
        take(of(alone), "rescind_withdrawal", zhang, "2025-03-17", clock="23:55")


def test_what_was_drafted_is_drafted_anew_and_whoever_handles_it_is_told(world, alone):
    zhang = world.party(alone.matter, "张大山")
    draft = alone.matter.papers.get(kind=PaperKind.HANDLING_OPINION)
    withdraw(alone, zhang, "2025-03-10")
    assert Paper.objects.get(pk=draft.pk).state == "voided"
    take(of(alone), "rescind_withdrawal", zhang, "2025-03-12")
    anew = alone.matter.papers.exclude(pk=draft.pk).get(kind=PaperKind.HANDLING_OPINION)
    assert (anew.state, anew.content["opinions"]) == ("drafted", draft.content["opinions"])
    assert Message.objects.filter(matter=alone.matter, user=world.handler, text__contains="取消撤回").exists()


def test_of_two_who_withdrew_the_one_who_comes_back_brings_the_whole_back_and_the_other_stays_out(world):
    petition = world.accepted()
    zhang, li = (world.party(petition.matter, name) for name in ("张大山", "李秀英"))
    withdraw(petition, zhang, "2025-03-10")
    withdraw(petition, li, "2025-03-12")
    assert of(petition).state == "withdrawn"
    take(of(petition), "rescind_withdrawal", zhang, "2025-03-14")
    assert of(petition).state == "in_hand"
    assert [str(one) for one in of(petition).pursuing()] == ["张大山"]
    ran = limit(petition, "D5")
    assert [span.after for span in ran.spans] == [DAY("2025-03-12")], "until the second withdrew it had run on"
    take(of(petition), "rescind_withdrawal", li, "2025-03-18")
    assert len(of(petition).pursuing()) == 2
    assert len(limit(petition, "D5").spans) == 1, "what goes on already is not moved again"


def test_ones_own_right_to_review_goes_on_with_the_days_that_were_left(world):
    course = ReviewCourse(world)
    last = course.opinion.right_of(course.zhang)
    withdraw(course.petition, course.zhang, "2025-04-10")
    assert course.opinion.right_of(course.zhang) is None
    with refused("withdrawal_final"):
        take(of(course.petition), "rescind_withdrawal", course.li, "2025-04-15")
    take(of(course.petition), "rescind_withdrawal", course.zhang, "2025-04-15")
    again = course.opinion.right_of(course.zhang)
    assert (again.state, again.nominal_on) == ("running", last.nominal_on + timedelta(days=5))
    course.ask(on="2025-04-18")
    assert course.review.requests.get().late is False


def test_who_withdrew_on_the_last_day_has_a_day_again(world):
    course = ReviewCourse(world)
    last = course.opinion.right_of(course.zhang).legal_on
    withdraw(course.petition, course.zhang, f"{last}")
    back = last + timedelta(days=2)
    take(of(course.petition), "rescind_withdrawal", course.zhang, f"{back}")
    assert course.opinion.right_of(course.zhang).legal_on > back


def test_a_request_for_review_stands_again_with_its_limit(world):
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    owed = course.review.period()
    withdraw(course.petition, course.zhang, "2025-03-26")
    assert course.review.state == "withdrawn"
    take(of(course.petition), "rescind_withdrawal", course.zhang, "2025-03-28")
    assert course.review.state == "accepted"
    assert course.review.applicants().get().party == course.zhang
    again = Deadline.objects.get(pk=owed.pk)
    assert (again.state, again.nominal_on) == ("running", owed.nominal_on + timedelta(days=2))
    assert course.matter.papers.filter(kind=PaperKind.REVIEW_OPINION, state="drafted").count() == 1


def test_at_the_window_it_is_said_who_and_nobody_comes_back_who_never_left(world, alone):
    zhang = world.party(alone.matter, "张大山")
    with refused("nobody_withdrew"):
        take(of(alone), "rescind_withdrawal", world.handler, "2025-03-10", rescinded_by=[zhang])
    do(of(alone), "withdraw", world.handler, "2025-03-10", withdrawn_by=[zhang], effect_told=True)
    with refused("nobody_rescinds"):
        take(of(alone), "rescind_withdrawal", world.handler, "2025-03-11")
    assert take(of(alone), "rescind_withdrawal", world.handler, "2025-03-11", rescinded_by=[zhang]).state == "in_hand"


def test_an_organ_that_was_late_stays_late(world, alone):
    zhang = world.party(alone.matter, "张大山")
    late = limit(alone, "D5").legal_on + timedelta(days=3)
    run_clock(at(f"{late}"))
    assert limit(alone, "D5").state == "overdue"
    withdraw(alone, zhang, f"{late}")
    take(of(alone), "rescind_withdrawal", zhang, f"{late + timedelta(days=2)}")
    assert (limit(alone, "D5").state, limit(alone, "D5").spans) == ("overdue", [])


def test_a_request_for_review_withdrawn_by_itself_is_taken_back_too(world):
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    owed = course.review.period()
    course.take("withdraw_request", course.zhang, on="2025-03-26")
    assert (course.review.state, limit(course.petition, "D20").subject_type) == ("withdrawn", "review")
    course.take("rescind_withdrawal", course.zhang, on="2025-03-31")
    assert (course.review.state, course.review.applicants().get().party) == ("accepted", course.zhang)
    assert Deadline.objects.get(pk=owed.pk).nominal_on == owed.nominal_on + timedelta(days=5)
    assert course.matter.papers.filter(kind=PaperKind.REVIEW_OPINION, state="drafted").count() == 1
    assert course.matter.is_read_by(actor_of(course.reviewer, DAY("2025-03-31"))), "who reviews reads the file again"


def test_who_has_withdrawn_the_whole_takes_that_back_first(world):
    course = ReviewCourse(world)
    course.ask()
    course.take("withdraw_request", course.zhang, on="2025-03-26")
    withdraw(course.petition, course.zhang, "2025-03-27")
    with refused("part_withdrawn"):
        course.take("rescind_withdrawal", Party.objects.get(pk=course.zhang.pk), on="2025-03-28")
    take(of(course.petition), "rescind_withdrawal", course.zhang, "2025-03-28")
    course.take("rescind_withdrawal", Party.objects.get(pk=course.zhang.pk), on="2025-03-28")
    assert course.review.state == "requested"
