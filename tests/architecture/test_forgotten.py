"""What was forgotten of a lifecycle or of a kind of paper does not start, and the error says what to do."""

from __future__ import annotations

from dataclasses import replace
from types import SimpleNamespace

import pytest

from mediation import wings
from mediation.documents import registry
from mediation.documents.registry import document_type
from mediation.models import Claim, guarding
from mediation.vocabulary import PaperKind

TRIGGERS, CHECKS = Claim._meta.triggers, Claim._meta.constraints


@pytest.mark.parametrize(("triggers", "checks"), [(TRIGGERS[1:], CHECKS), (TRIGGERS, []), ([], CHECKS)])
def test_a_table_that_is_not_guarded(triggers, checks):
    bare = SimpleNamespace(__name__="Visit", _meta=SimpleNamespace(triggers=triggers, constraints=checks))
    with pytest.raises(LookupError, match=r"Visit: its Meta needs triggers = guarded\(…\)"):
        guarding.check_all([bare])


def test_every_table_of_the_house_is_guarded():
    guarding.check_all()


def test_a_model_of_which_django_does_not_know(monkeypatch):
    monkeypatch.setattr(wings, "modules", lambda layer: iter([f"{layer}.intake.visit"]))
    with pytest.raises(LookupError, match=r"intake.visit: import its models in mediation/models/__init__.py"):
        guarding.check_all([])


def test_a_kind_of_paper_without_its_declaration(monkeypatch):
    left = {kind: one for kind, one in registry._TYPES.items() if kind != PaperKind.WITHDRAWAL}
    monkeypatch.setattr(registry, "_TYPES", left)
    with pytest.raises(LookupError, match="withdrawal: no module of documents/<wing>/ registers"):
        registry.load()


def test_an_edition_without_its_wording(monkeypatch):
    now = document_type(PaperKind.WITHDRAWAL)
    newer = replace(now, edition=now.edition + 1)
    monkeypatch.setitem(registry._TYPES, PaperKind.WITHDRAWAL, newer)
    with pytest.raises(LookupError, match=rf"wording in templates/documents/intake/withdrawal/v{newer.edition}.html"):
        registry.load()
