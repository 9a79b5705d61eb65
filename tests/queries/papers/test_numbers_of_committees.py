"""文号 of a people's mediation committee: （2025）石人调字第1号, in the register like every other."""

from __future__ import annotations

import pytest

from mediation.documents.papers.numbering import committees_word
from mediation.models import Paper
from mediation.queries.papers.numbers import register_of
from mediation.vocabulary import PaperKind
from mediation.web.public.papers.verify import find
from tests.factories.mediation import alone, committee, in_force


@pytest.mark.parametrize(
    ("short", "series", "word"),
    [
        ("石人调", "调协", "石人调"),
        ("石人", "调终", "石人调终"),
        ("石", "调邀", "石人调邀"),
        ("石人调", "访回避", "石人调访回避"),
    ],
)
def test_the_word_of_a_committee_is_not_doubled(short, series, word):
    assert committees_word(short, series) == word


def test_an_agreement_before_a_committee_is_numbered_as_the_law_of_mediation_does(world):
    in_force(world, alone(world), claims=[])
    paper = Paper.objects.of_kind(PaperKind.MEDIATION_AGREEMENT).get()
    assert paper.number == "（2025）柳人调字第1号"
    assert [(series.name, series.missing, len(series.entries)) for series in register_of(committee(world), 2025)] == [
        ("柳人调", [], 1), ("柳人调通", [], 1), ("柳人调邀", [], 1),
    ]  # fmt: skip
    for typed in ("(2025)柳人调字第1号", "（2025） 柳人调字第１号", "[2025]柳人调字第1号"):
        assert find(typed, paper.code) == paper
