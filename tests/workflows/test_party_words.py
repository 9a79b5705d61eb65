"""What a party meets is said where it is declared, or the application does not start."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.db import models

from mediation.documents.card import telling
from mediation.documents.registry import answer_to, document_types
from mediation.documents.types import NO_CARD, NOT_FOR_PARTIES, DocumentType, Family
from mediation.models.intake.petition import ANSWERS
from mediation.permissions import a_party, handler
from mediation.vocabulary import Category, PaperKind, Route
from mediation.web.portal.plain import words_for
from mediation.workflows.base import NEW, Lifecycle, lifecycles, step


class State(models.TextChoices):
    OPEN = "open", "open"


def lifecycle(*, step_says=None, **says):
    """A lifecycle of one step, declared with what is given."""

    def begin(self, act):
        """Begin."""

    how = {"source": NEW, "target": State.OPEN, "label": "begin", "by": handler, **(step_says or {})}
    meta = type("Meta", (), {"abstract": True, "app_label": "mediation"})
    body = {"__module__": __name__, "Meta": meta, "State": State, "begin": step(**how)(begin), **says}
    return type("Begun", (Lifecycle,), body)


def test_a_lifecycle_says_whether_a_party_reads_its_course():
    with pytest.raises(LookupError, match="Begun: say with course_told"):
        lifecycle()
    assert not lifecycle(course_told=False).course_told


def test_each_change_of_state_that_a_party_might_read_says_whether_it_does():
    with pytest.raises(LookupError, match="Begun.begin: say told_to_party"):
        lifecycle(course_told=True)
    for told in (True, False):
        assert lifecycle(course_told=True, step_says={"told_to_party": told}).steps()["begin"].told_to_party is told
    with pytest.raises(LookupError, match="Begun.begin: told_to_party, but"):
        lifecycle(course_told=False, step_says={"told_to_party": True})


def test_what_a_party_may_do_is_told_in_plain_words():
    with pytest.raises(LookupError, match="Begun.begin: say with plain="):
        lifecycle(course_told=False, step_says={"by": handler | a_party})
    declared = lifecycle(course_told=False, step_says={"by": a_party, "plain": lambda obj: f"begin {obj}"})
    assert declared.steps()["begin"].plain_for("it") == "begin it"


def test_sentences_on_where_it_stands_speak_of_every_state():
    with pytest.raises(LookupError, match="plain_states"):
        lifecycle(course_told=False, plain_states={"closed": "……"})


@pytest.mark.parametrize("model", lifecycles(), ids=lambda m: m.__name__)
def test_what_leads_on_changes_the_state_or_says_so(model):
    for declared in model.steps().values():
        if declared.turns_back or declared.target is None:
            assert declared.forward or not declared.leads_on("anywhere")
        else:
            assert declared.leads_on("anywhere")
            assert not declared.leads_on(declared.target)


def test_a_paper_that_is_served_says_what_it_is_for_and_what_stands_on_its_card():
    common = {"kind": PaperKind.INQUIRY_LETTER, "family": Family.LETTER}
    with pytest.raises(TypeError, match="plain"):
        DocumentType(**common)
    with pytest.raises(LookupError, match="is served on parties"):
        DocumentType(**common, plain=NOT_FOR_PARTIES, must_be_served=True)
    with pytest.raises(LookupError, match="go together"):
        DocumentType(**common, plain="……", must_be_served=True)
    assert DocumentType(**common, plain="……", card=NO_CARD).for_parties
    assert not DocumentType(**common, plain=NOT_FOR_PARTIES).for_parties


def test_a_card_tells_nothing_without_a_label():
    with pytest.raises(LookupError, match="no label for"):
        telling("whatever")


def test_every_claim_has_one_kind_of_paper_that_answers_it():
    answering = {kind for kind, one in document_types().items() if one.answers}
    assert answering <= set(ANSWERS), "the petition is not answered while one of them waits"
    for category in ["", *Category]:
        for route in ["", *Route]:
            assert answer_to(SimpleNamespace(category=category, route=route)) in answering
    assert answer_to(SimpleNamespace(category="suggestion", route="")) == PaperKind.SUGGESTION_REPLY
    assert answer_to(SimpleNamespace(category="grievance", route=Route.DUTY_PERFORMANCE)) == PaperKind.DUTY_ANSWER


def test_plain_words_are_complete_or_do_not_start():
    with pytest.raises(LookupError, match="'closed'"):
        words_for(State, {"open": "……", "closed": "……"})
