"""What each category and route of a claim owes: its own article, its own period, and a hearing only where there is one."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Deadline, Hearing
from mediation.vocabulary import PaperKind
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at
from tests.refusals import refused

DUTY = {"text": "查处欠薪", "category": "grievance", "route": "duty_performance"}
PETITION = {"text": "增设收购点", "category": "grievance", "route": "petition_procedure"}
SUGGESTION = {"text": "建议公布收购价", "category": "suggestion"}


def notice(petition):
    return html_of(petition.matter.papers.get(kind=PaperKind.ACCEPTANCE_NOTICE))


def without_a_law(world, on="2025-03-03", **facts):
    claim = world.petition(on="2025-03-03", claims=[DUTY]).claims.get()
    return gateway.perform(Claim, claim.pk, "accept_duty", by=world.handler, at=at(on, "10:00"), **facts)


def test_two_months_from_the_receipt_where_no_law_sets_a_period(world):
    without_a_law(world, on="2025-03-10")
    found = Deadline.objects.get(code="D18")
    assert (found.trigger_on, found.nominal_on) == (date(2025, 3, 3), date(2025, 5, 3))
    assert found.legal_on == date(2025, 5, 6)  # 1 to 5 May are rest days
    assert found.authority == "《行政诉讼法》第四十七条第一款"


def test_the_default_is_not_typed_as_if_it_were_the_law_of_the_duty(world):
    with refused("default_is_no_law"):
        without_a_law(world, law="《中华人民共和国行政诉讼法》第四十七条", length=60)


def test_who_gets_no_answer_is_told_of_reconsideration_first_from_the_day_on_which_it_may_be_asked(world):
    world.bureau.reconsideration_organ, world.bureau.court = world.county, "青河县人民法院"
    world.bureau.save()
    claim = without_a_law(world)
    said = notice(claim.petition)
    assert "自本机关收到申请满60日起60日内，向青河县人民政府" in said
    assert "再向青河县人民法院提起行政诉讼" in said
    assert "自上述期限届满之日起60日内" in notice(world.accepted(claims=[DUTY]))


@pytest.mark.parametrize(("claims", "told"), [([DUTY], False), ([SUGGESTION], False), ([SUGGESTION, PETITION], True)])
def test_a_hearing_is_told_of_where_the_petition_procedure_applies(world, claims, told):
    assert ("听证" in notice(world.accepted(claims=claims))) is told


def test_a_suggestion_is_told_its_own_article_and_that_the_period_is_borrowed(world):
    said = notice(world.accepted(claims=[SUGGESTION]))
    assert "予以回复（《信访工作条例》第二十九条，期限参照《信访工作条例》第三十四条）" in said
    assert "调解" not in said
    assert Deadline.objects.get(code="D5").authority == "参照《信访工作条例》第三十四条"


@pytest.mark.parametrize("claims", [[DUTY], [SUGGESTION]])
@pytest.mark.parametrize("step", ["offer", "propose", "request"])
def test_no_hearing_of_what_goes_another_way(world, claims, step):
    petition = world.accepted(claims=claims)
    zhang = petition.matter.petitioners.first()
    facts = {"grounds": "请求听证", "requested_by": zhang} if step == "request" else {"question": "如何答复"}
    with refused("nothing_to_be_heard"):
        gateway.perform(Hearing, None, step, by=world.handler, at=at("2025-03-04"), matter=petition.matter, **facts)


def test_once_everything_was_answered_a_hearing_is_held_in_a_review_only(world):
    course = ReviewCourse(world)
    stated = {"question": "承诺由谁作出"}
    with refused("nothing_to_be_heard"):
        gateway.perform(Hearing, None, "propose", by=world.handler, at=at("2025-03-20"), matter=course.matter, **stated)
    course.ask()
    course.take("accept", by=course.chief, on="2025-03-25", reviewer=course.reviewer)
    stated |= {"review": course.review}
    when = at("2025-03-26")
    assert (
        gateway.perform(Hearing, None, "propose", by=course.reviewer, at=when, matter=course.matter, **stated).state
        == "proposed"
    )
