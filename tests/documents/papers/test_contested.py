"""An opinion tells whoever verifies it that it is under review, was changed, upheld, or is final: asked anew each time."""

from __future__ import annotations

import pytest

from mediation.documents.papers.verifying import HOLDS, Verdict, about
from mediation.management.commands.verify_paper import sentence
from mediation.models import Paper
from tests.factories.opinions import ReviewCourse, re_examined
from tests.stages import staged

pytestmark = pytest.mark.django_db
INSTEAD = {"new_conclusion": "按承诺价补足差额。"}


@staged
def course(world) -> ReviewCourse:
    """An opinion served on both petitioners."""
    return ReviewCourse(world)


@staged
def accepted(course) -> ReviewCourse:
    """One of them has asked for a review, which is accepted."""
    course.ask()
    course.accept()
    return course


def told(paper: Paper):
    return about(Paper.objects.get(pk=paper.pk))


def test_before_anybody_asks_it_is_in_force(course):
    assert told(course.opinion).verdict == Verdict.IN_FORCE


def test_from_the_request_on_it_is_under_review_and_holds_until_then(course):
    course.ask()
    assert told(course.opinion).verdict == Verdict.UNDER_REVIEW in HOLDS
    course.accept()
    assert told(course.opinion).verdict == Verdict.UNDER_REVIEW


def test_a_request_that_was_withdrawn_leaves_it_in_force(accepted):
    accepted.take("withdraw_request", by=accepted.zhang, on="2025-03-27")
    assert told(accepted.opinion).verdict == Verdict.IN_FORCE


def test_upheld_it_is_in_force_and_says_by_whom(accepted):
    answer = accepted.decide("upheld")
    found = told(accepted.opinion)
    assert (found.verdict, found.contest.upheld_by) == (Verdict.IN_FORCE, [answer])
    assert told(answer).verdict == Verdict.IN_FORCE


def test_changed_it_names_what_stands_instead_and_holds_no_more(accepted):
    answer = accepted.decide("changed", **INSTEAD)
    found = told(accepted.opinion)
    assert (found.verdict, found.ended_by, found.ended_on) == (Verdict.CHANGED, answer, answer.issued_on)
    assert found.verdict not in HOLDS
    assert told(answer).verdict == Verdict.IN_FORCE


def test_revoked_it_names_who_revoked_it(accepted):
    answer = accepted.decide("revoked")
    found = told(accepted.opinion)
    assert (found.verdict, found.ended_by) == (Verdict.REVOKED, answer)


def test_the_second_look_is_told_of_both_and_ends_them_for_good(accepted, world):
    first, answer = accepted.opinion, accepted.decide("upheld")
    re_examined(accepted, world.city)
    assert [told(one).verdict for one in (first, answer)] == [Verdict.UNDER_RE_EXAMINATION] * 2
    last = accepted.decide("upheld", on="2025-04-28")
    assert [told(one).verdict for one in (first, answer, last)] == [Verdict.FINAL] * 3
    assert told(first).contest.upheld_by == [answer, last]


def test_what_the_second_look_changes_is_changed_in_both(accepted, world):
    first, answer = accepted.opinion, accepted.decide("upheld")
    re_examined(accepted, world.city)
    last = accepted.decide("changed", on="2025-04-28", **INSTEAD)
    assert [(told(one).verdict, told(one).ended_by) for one in (first, answer)] == [(Verdict.CHANGED, last)] * 2
    assert told(last).verdict == Verdict.FINAL


def test_the_page_says_so_to_whoever_asks_and_names_nobody(client, accepted, world):
    def page(paper):
        return client.get("/v/", {"number": paper.number, "code": paper.code}).content.decode()

    opinion = Paper.objects.get(pk=accepted.opinion.pk)
    assert "文书真实，正在复查" in (said := page(opinion))
    assert "张大山" not in said
    answer = accepted.decide("changed", **INSTEAD)
    said = page(opinion)
    assert "处理结果已被变更" in said
    assert f"{world.county.name}复查意见书（{answer.number}）变更了处理结果" in said
    assert "现行有效" not in said


def test_the_command_line_tells_the_same(accepted):
    assert "正在复查" in sentence(told(accepted.opinion))
    answer = accepted.decide("changed", **INSTEAD)
    assert f"由青河县人民政府复查意见书（{answer.number}）变更" in sentence(told(accepted.opinion))
