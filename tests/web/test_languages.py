"""The pages speak English to those who ask for it; what is not translated stays Chinese."""

from __future__ import annotations

from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override

from mediation.workflows.base import lifecycles
from mediation.workflows.petition import PetitionState

CATALOGUE = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po"


def english() -> dict[str, str]:
    with CATALOGUE.open("rb") as file:
        return {m.id: m.string for m in read_po(file, locale="en") if isinstance(m.id, str) and m.string}


def test_every_state_and_every_step_has_an_english_word():
    known = english()
    with override("zh-hans"):
        words = {str(state.label) for model in lifecycles() for state in model.State}
        words |= {str(step.label) for model in lifecycles() for step in model.steps().values()}
    assert sorted(words - set(known)) == []


def test_placeholders_survive_translation():
    import re

    mark = re.compile(r"%\(\w+\)[sd]|%[sd]")
    for chinese, told in english().items():
        assert sorted(mark.findall(chinese)) == sorted(mark.findall(told)), chinese


def test_the_site_answers_in_english(client, db):
    with override("en"):  # and back again: a request leaves its language to the thread
        page = client.get("/portal/", headers={"accept-language": "en"}).content.decode()
        assert "Look up my matter" in page
        assert str(PetitionState.IN_HAND.label) == "In hand"
