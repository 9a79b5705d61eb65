"""The pages speak English to those who ask for it; what is recorded and printed is Chinese."""

from __future__ import annotations

import gettext as standard_gettext
import re
from collections import Counter
from functools import cache
from io import BytesIO

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from django.conf import settings
from django.utils.translation import override, trans_real
from django.utils.translation.template import templatize

from mediation.actions import gateway
from mediation.documents.papers.snapshot import html_of
from mediation.models import Claim, Event, Paper
from mediation.timelimits.registry import ALL_LIMITS
from mediation.workflows.base import NotPossibleNow, lifecycles
from mediation.workflows.intake.registration import PetitionState
from tests.factories.bulk import begun, notices, worked
from tests.factories.world import at

CATALOGUE = settings.LOCALE_PATHS[0] / "en" / "LC_MESSAGES" / "django.po"
ROOT = settings.LOCALE_PATHS[0].parent
MARKS = {
    "_": None, "gettext": None, "gettext_lazy": None, "gettext_noop": None, "ngettext": (1, 2), "ngettext_lazy": (1, 2),
    "said": None,
}  # fmt: skip
PLACEHOLDER = re.compile(r"(%\(\w+\))\d*([sdg])|(%[sdg]|\{\w*\}|<[^>]+>)")
HAN = re.compile(r"[\u3400-\u9fff]")
# Names, numbers and headings that stand on a paper or in a file as they are.
QUOTED = ("青农访处〔2025〕12号", "no 第 and", "日期, 类别, 名称", "类别 is 放假 (off) or 上班")


@cache
def catalogue() -> Catalog:
    with CATALOGUE.open("rb") as file:
        return read_po(file, locale="en")


def pairs() -> list[tuple[str, str]]:
    """Each Chinese string with its English; of a plural, each form."""
    found = []
    for message in catalogue():
        if not message.id:
            continue
        chinese = message.id if isinstance(message.id, str) else message.id[0]
        forms = (message.string,) if isinstance(message.string, str) else message.string
        found += [(chinese, told) for told in forms]
    return found


def marked() -> set[str]:
    """Every string that the code and the templates mark for translation."""
    found: set[str] = set()
    for path in (ROOT / "mediation").rglob("*.py"):
        with path.open("rb") as file:
            found |= {_first(message) for _, message, _, _ in extract("python", file, keywords=MARKS)}
    for path in [p for p in (ROOT / "templates").rglob("*") if p.suffix in (".html", ".txt")]:
        # Read as Python, whose rules of indentation a page need not keep.
        flat = "".join(line.lstrip() for line in path.read_text(encoding="utf-8").splitlines(keepends=True))
        source = BytesIO(templatize(flat).encode())
        found |= {_first(message) for _, message, _, _ in extract("python", source, keywords=MARKS)}
    return found - {""}


def _first(message: str | tuple[str, ...]) -> str:
    return message if isinstance(message, str) else message[0]


def test_every_marked_string_is_in_the_catalogue_and_no_other():
    known = {chinese for chinese, _ in pairs()}
    assert not (new := sorted(marked() - known)), "\n".join(
        [f"add to {CATALOGUE.relative_to(ROOT)}, with English:", *new]
    )
    assert not (gone := sorted(known - marked())), "\n".join([f"take out of {CATALOGUE.relative_to(ROOT)}:", *gone])


def test_no_string_stands_twice_in_the_catalogue():
    ids = re.findall(r'^msgid ((?:"[^\n]*"\n)+)', CATALOGUE.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert [one for one, times in Counter(ids).items() if times > 1] == []


def test_every_string_is_translated_and_none_is_a_guess():
    assert [chinese for chinese, told in pairs() if not told] == []
    assert [message.id for message in catalogue() if message.fuzzy and message.id] == []


def test_placeholders_and_markup_survive_translation():
    broken = [
        (chinese, told)
        for chinese, told in pairs()
        if sorted(PLACEHOLDER.findall(chinese)) != sorted(PLACEHOLDER.findall(told))
    ]
    assert broken == []


def test_english_is_english():
    def plain(told: str) -> str:
        for name in QUOTED:
            told = told.replace(name, "")
        return told

    assert [(chinese, told) for chinese, told in pairs() if HAN.search(plain(told))] == []


def test_every_state_and_every_step_has_an_english_word():
    known = {chinese for chinese, told in pairs() if told}
    with override("zh-hans"):
        words = {str(state.label) for model in lifecycles() for state in model.State}
        words |= {str(step.label) for model in lifecycles() for step in model.steps().values()}
    assert sorted(words - known) == []


def test_every_statutory_limit_and_its_trigger_have_an_english_name():
    known = {chinese for chinese, told in pairs() if told}
    assert {limit.label for limit in ALL_LIMITS} - known == set()
    assert {limit.trigger for limit in ALL_LIMITS} - known == set()


@pytest.fixture
def english(monkeypatch):
    """The site speaks the catalogue as it stands in the source, compiled or not."""
    with CATALOGUE.with_suffix(".mo").open("wb") as file:
        write_mo(file, catalogue())
    monkeypatch.setattr(standard_gettext, "_translations", {})
    monkeypatch.setattr(trans_real, "_translations", {})
    with override("en"):
        yield


def test_the_site_answers_in_english(english, client, db):
    page = client.get("/portal/", headers={"accept-language": "en"}).content.decode()
    assert "Look up my matter" in page
    assert str(PetitionState.IN_HAND.label) == "In hand"


def test_who_reads_english_records_chinese(english, world):
    petition = world.petition()
    gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at("2025-03-04"))
    words = [str(deadline.label) + deadline.authority for deadline in petition.matter.deadlines.all()]
    papers = Paper.objects.filter(matter=petition.matter)
    assert words
    assert papers
    assert [one for one in words if not HAN.search(one)] == []
    assert [paper for paper in papers if re.search(r"Petition|Claim|Notice", html_of(paper))] == []


def test_who_reads_english_is_refused_in_english(english, world):
    petition = world.accepted()
    before = Event.objects.count()
    with pytest.raises(NotPossibleNow, match="is “Accepted” now") as refused:
        gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at("2025-03-04"))
    assert not HAN.search(f"{refused.value.sentence} {refused.value.mend}".replace(str(petition.matter.subject), ""))
    assert Event.objects.count() == before


def test_what_a_bulk_run_refuses_is_told_in_the_language_of_who_pressed(english, world):
    run = begun(world, notices(world, 1, state="submitted"), language="en")
    with override("zh-hans"):
        worked(run)
    assert "is not possible" in run.items.get().sentence
