"""The result in force: the first disposal, unless an opinion on review that stands has changed it."""

from __future__ import annotations

import pytest

from mediation.models import Claim, Party
from mediation.permissions import Actor
from mediation.queries.papers.results import changed_results
from mediation.workflows.base import NotPossibleNow
from tests.factories.opinions import ReviewCourse, decided, re_examined
from tests.factories.world import at
from tests.stages import staged

WORDS = "按每斤三角补足差额。"
FIRST = [{"claim": 1, "outcome": "partly_supported"}]


@staged
def changed(world):
    """The review changed the first claim."""
    return decided(world, "changed", new_conclusion=WORDS, changes=FIRST)


@staged
def again(world, changed):
    """Re-examination of it was accepted."""
    return re_examined(changed, world.city)


def results(course, **who):
    claims = list(Claim.objects.filter(matter=course.matter))
    actor = Actor(on=at("2025-05-10").date(), **(who or {"user": course.world.handler}))
    found = changed_results(course.matter, claims, actor)
    return {claim.no: found[claim.pk] for claim in claims if claim.pk in found}


def test_nothing_is_changed_by_a_review_that_upholds(world):
    assert results(decided(world)) == {}


def test_a_change_of_one_claim_leaves_the_other_and_the_first_disposal_is_kept(changed):
    found = results(changed)
    assert {no: one.label for no, one in found.items()} == {1: "部分支持"}
    assert found[1].paper.kind == "review_opinion"
    assert found[1].words == WORDS
    assert Claim.objects.get(matter=changed.matter, no=1).disposal == "not_supported"


def test_a_change_in_words_only_holds_for_every_claim_of_the_opinion(world):
    found = results(decided(world, "changed", new_conclusion=WORDS))
    assert {no: one.label for no, one in found.items()} == {1: "", 2: ""}


def test_a_change_stands_after_it_was_upheld(again):
    again.decide("upheld", on="2025-05-06")
    assert results(again)[1].stage == "review"


def test_a_revoked_change_is_in_force_no_more(again):
    again.decide("revoked", on="2025-05-06")
    assert results(again) == {}


def test_the_last_change_holds(again):
    supported = [{"claim": 1, "outcome": "supported"}]
    again.decide("changed", on="2025-05-06", new_conclusion="全额补足。", changes=supported)
    assert (results(again)[1].label, results(again)[1].stage) == ("予以支持", "re_examination")


def test_who_is_no_addressee_learns_that_it_changed_but_not_the_words(changed):
    paper = changed.paper("review_opinion")
    paper.addressees.remove(changed.li)
    found = results(changed, party=Party.objects.get(pk=changed.li.pk))
    assert (found[1].label, found[1].words, found[1].paper) == ("部分支持", "", None)


def test_a_change_names_claims_of_the_opinion_only(world):
    course = ReviewCourse(world)
    course.ask()
    course.accept()
    with pytest.raises(NotPossibleNow, match="原意见没有诉求9"):
        course.decide("changed", new_conclusion=WORDS, changes=[{"claim": 9, "outcome": "supported"}])
