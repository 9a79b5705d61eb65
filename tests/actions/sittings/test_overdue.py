"""A missed instalment: a notice to the creditor with the ways that are open for this debt, this debtor and this agreement."""

from __future__ import annotations

import pytest

from mediation.actions.clock.deadlines import run_clock
from mediation.documents.papers.snapshot import html_of
from mediation.models import Organ, Paper
from mediation.vocabulary import PaperKind, Role
from tests.factories.mediation import committee, disputed, do, in_force, mediator_of, proposed
from tests.factories.opinions import ReviewCourse, supported
from tests.factories.papers import served
from tests.factories.world import at
from tests.stages import staged

DUE = "2025-04-30"
ORDER = "《劳动争议调解仲裁法》第十六条"
ARBITRATION = "《劳动争议调解仲裁法》第十五条、第二十七条"


@staged
def wages(world, alone_agreed):
    """Wages that a brickworks owes by an agreement of the people's committee."""
    return in_force(world, alone_agreed, DUE, about_wages=True)


def late(obligation, on="2025-05-01"):
    """The clock passes the day; the notice that waits, issued."""
    run_clock(at(on))
    return Paper.objects.of_kind(PaperKind.OVERDUE_NOTICE).get(subject_type="obligation", subject_id=obligation.pk)


def ways(paper):
    return [way["basis"] for way in paper.snapshot["ways"]]


def issued(world, paper):
    served(paper, by=world.staff(Role.REGISTRAR, paper.organ), on="2025-05-06")
    return Paper.objects.get(pk=paper.pk)


def test_the_clock_drafts_it_and_it_is_served_on_the_creditor(world, wages):
    owed = wages.obligations.get()
    draft = late(owed)
    assert (draft.state, draft.organ) == ("drafted", committee(world))
    paper = issued(world, draft)
    assert [one.name for one in paper.addressed()] == ["赵铁柱"]
    page = html_of(paper)
    assert "永兴砖厂" in page
    assert "2025年4月30日" in page
    assert ways(paper)[:3] == [ORDER, ARBITRATION, "《劳动保障监察条例》第九条"]


def test_wages_settled_before_a_bureau_go_to_arbitration_without_the_order(world):
    mediation = proposed(world, disputed(world))
    agreement = in_force(world, mediation, DUE, about_wages=True)
    paper = issued(world, late(agreement.obligations.get()))
    assert ORDER not in ways(paper)
    assert ARBITRATION in ways(paper)
    assert ways(paper)[-1] == "《信访工作条例》第三十三条"


def test_a_township_that_mediates_labour_disputes_is_one_of_the_bodies(world):
    Organ.objects.filter(pk=world.bureau.pk).update(settings={"labour_mediation": True})
    agreement = in_force(world, proposed(world, disputed(world)), DUE, about_wages=True)
    assert ORDER in ways(issued(world, late(agreement.obligations.get())))


def test_a_person_who_owes_work_is_no_employer(world, alone_agreed):
    alone_agreed.matter.parties.filter(name="永兴砖厂").update(kind="person")
    agreement = in_force(world, alone_agreed, DUE, about_wages=True)
    paper = issued(world, late(agreement.obligations.get()))
    assert ways(paper) == ["《民事诉讼法》第二百二十五条", "《人民调解法》第三十二条"]


def test_another_debt_goes_to_the_order_of_the_code_and_to_suit(world, alone_agreed):
    agreement = in_force(world, alone_agreed, DUE)
    paper = issued(world, late(agreement.obligations.get()))
    assert ways(paper) == ["《民事诉讼法》第二百二十五条", "《人民调解法》第三十二条"]


def test_what_an_opinion_supports_is_urged(world):
    course = ReviewCourse(world, **supported())
    owed = course.matter.obligations.get()
    run_clock(at("2025-05-31"))
    owed = type(owed).objects.get(pk=owed.pk)
    assert owed.state == "late"
    assert "《信访工作条例》第三十二条第二款" in owed.routes


@pytest.mark.parametrize("step", ["perform", "drop"])
def test_a_notice_that_has_not_gone_out_is_void_once_it_is_done(world, wages, step):
    owed = wages.obligations.get()
    late(owed)
    facts = {"why": "权利人书面放弃"} if step == "drop" else {}
    do(owed, step, mediator_of(world, committee(world)), "2025-05-06", **facts)
    assert Paper.objects.of_kind(PaperKind.OVERDUE_NOTICE).get().state == "voided"
