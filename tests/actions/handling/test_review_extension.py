"""More time for a review: only where a rule of the place allows it, once, in time, told with both days."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.documents.papers.snapshot import html_of
from mediation.models import Organ
from mediation.vocabulary import PaperKind
from tests.documents.papers.reading import words_of
from tests.factories.opinions import ReviewCourse, approved, newest_deadline, take
from tests.refusals import refused
from tests.stages import staged

MORE = {"days": 20, "why": "需要委托鉴定", "approved_by": "青河县人民政府复查复核委员会"}


@staged
def accepted(world):
    """A review of which the county government has until 23 April; no rule of the place lets it take longer."""
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    return course


@staged
def under_a_rule(world):
    """The same where the county's own rules allow an extension."""
    Organ.objects.filter(pk=world.county.pk).update(settings={"local_rules": "example"})
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    return course


def test_the_national_statute_knows_no_extension_of_a_review(accepted):
    with refused("no_rule_of_extension"):
        accepted.take("extend", by=accepted.chief, **MORE)


def test_an_extension_runs_on_from_the_nominal_day_and_is_told_with_its_rule(under_a_rule):
    before = newest_deadline("D7")
    under_a_rule.take("extend", by=under_a_rule.chief, on="2025-04-10", **MORE)
    after = newest_deadline("D7")
    assert (after.nominal_on - before.nominal_on).days == 20
    paper = under_a_rule.paper(PaperKind.REVIEW_EXTENSION)
    assert [str(party) for party in paper.addressees.all()] == ["张大山"]
    take(
        approved(paper, drafter=under_a_rule.reviewer, head=under_a_rule.chief, on="2025-04-10"),
        "issue", under_a_rule.registrar, "2025-04-10", "10:30",
    )  # fmt: skip
    page = words_of(html_of(under_a_rule.paper(PaperKind.REVIEW_EXTENSION)))
    for said in (
        "信访事项复查延期告知书", "依《北京市信访条例》第五十条", "经青河县人民政府复查复核委员会于2025年4月10日批准", "延长20日",
        f"按日数计算到{_day(before.nominal_on)}", f"最迟于{_day(after.legal_on)}（含当日）", "这一期限只延长一次",
    ):  # fmt: skip
        assert said in page


def _day(day):
    return f"{day.year}年{day.month}月{day.day}日"


def test_it_is_extended_once_in_time_and_within_the_rule(under_a_rule):
    with refused("review_extension_too_long"):
        under_a_rule.take("extend", by=under_a_rule.chief, on="2025-04-10", **{**MORE, "days": 31})
    last = newest_deadline("D7").legal_on
    with refused("review_extension_late"):
        under_a_rule.take("extend", by=under_a_rule.chief, on=str(date.fromordinal(last.toordinal() + 1)), **MORE)
    under_a_rule.take("extend", by=under_a_rule.chief, on="2025-04-10", **MORE)
    with refused("review_extended_before"):
        under_a_rule.take("extend", by=under_a_rule.chief, on="2025-04-11", **{**MORE, "days": 5})


@pytest.mark.parametrize("rules", ["example", ""])
def test_a_limit_that_began_before_the_rule_is_not_extended_by_it(accepted, world, rules):
    Organ.objects.filter(pk=world.county.pk).update(settings={"local_rules": rules} if rules else {})
    with refused("no_rule_of_extension"):
        accepted.take("extend", by=accepted.chief, on="2025-04-10", **MORE)
