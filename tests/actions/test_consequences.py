"""What a step brings about is declared with its effects, and nothing else happens."""

from __future__ import annotations

import pytest

from mediation.actions import consequences, messages
from mediation.actions.consequences import Consequences, brought_about, declare
from mediation.models import Hearing, Petition
from mediation.vocabulary import PaperKind, Role
from tests.factories.world import at


def test_the_declarations_of_all_effects_of_a_step_are_taken_together():
    found = brought_about(Hearing, "schedule")
    assert (found.starts, found.drafts) == (("D16",), (PaperKind.HEARING_NOTICE,))
    assert brought_about(Petition, "hand_in").takes == ("Attachment.keep",)


@pytest.mark.parametrize(
    ("wrong", "fault"),
    [
        ({"drafts": ("no_paper",)}, "no kind of paper"),
        ({"starts": ("D99",)}, "no limit is called D99"),
        ({"takes": ("Claim.reopne",)}, "there is no step"),
        ({"tells": ("everybody",)}, "nobody is called"),
    ],
)
def test_what_there_is_not_cannot_be_declared(wrong, fault):
    with pytest.raises(Exception, match=fault):
        Consequences(**wrong).check("Hearing.schedule")


def test_a_consequence_that_no_effect_declares_does_not_happen(world, monkeypatch):
    monkeypatch.setattr(consequences, "_DECLARED", {})
    brought_about.cache_clear()
    try:
        with pytest.raises(LookupError, match=r"Petition.register: no effect declares takes='Claim.put_forward'"):
            world.petition()
        declare(Petition, ["register"], Consequences(takes=("Claim.put_forward", "Claim.classify")))
        with pytest.raises(LookupError, match=r"Petition.register: no effect declares starts="):
            world.petition()
    finally:
        monkeypatch.undo()
        brought_about.cache_clear()
    assert world.petition().state == "registered"


def test_who_is_told_is_declared_too(world, monkeypatch):
    petition = world.accepted()
    event = petition.matter.events.get(step="register")
    act = type("Told", (), {"event": event, "at": at("2025-03-10")})()
    with pytest.raises(LookupError, match="Petition.register: no effect declares tells=Role.HEAD"):
        messages.tell(act, world.head, "……", key="x", role=Role.HEAD)
