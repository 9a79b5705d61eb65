"""Fonts that are gone: work goes on, nothing is printed in another face, and papers come once they are back."""

from __future__ import annotations

import json
import tomllib
import uuid
from pathlib import Path

import pytest
from django.conf import settings as site

from mediation.actions.papers import rendering
from mediation.documents.papers.glyphs import unprintable
from mediation.documents.rendering import FontsMissing
from mediation.models import Paper, Petition
from mediation.queries.office.fonts import FILES
from tests.factories.world import at

GONE = "LXGWWenKai-Light.ttf"


@pytest.fixture
def away(settings, tmp_path):
    """A folder in which one font is missing; called, it is there again."""
    for name in FILES:
        if name != GONE:
            (tmp_path / name).symlink_to(Path(site.FONTS) / name)
    whole, settings.FONTS = site.FONTS, tmp_path

    def back():
        settings.FONTS = whole

    return back


def register(browser, world, name="张大山"):
    typed = {
        "_key": uuid.uuid4().hex, "organ": world.office.pk, "channel": "visit", "subject": "青椒收购价未兑现",
        "account": "实际只付九角。", "petitioners-rows": "1", "petitioners-0-name": name, "claims-rows": "1",
        "claims-0-text": "补足差额",
    }  # fmt: skip
    return browser.post("/desk/register/", typed)


def test_the_list_is_that_of_what_is_fetched():
    packages = tomllib.loads((site.ROOT / "setup" / "fonts.toml").read_text(encoding="utf-8"))["package"]
    assert set(FILES) == {"fonts.conf", *(name for package in packages for name in package["files"])}


@pytest.mark.printing
def test_a_person_is_registered_and_the_receipt_comes_later(desk, world, away):
    assert register(desk(world.clerk), world).status_code == 302
    receipt = Paper.objects.issued().get(matter=Petition.objects.get().matter)
    with pytest.raises(FontsMissing, match=f"缺少打印文书的字体（{GONE}）"):
        rendering.render_paper(paper_id=receipt.pk, at=at("2025-03-04"))
    assert rendering.unrendered() == [receipt.pk]
    away()
    assert rendering.render_paper(paper_id=receipt.pk, at=at("2025-03-04")).sha256


def test_what_cannot_be_printed_is_still_known(world, away):
    assert unprintable("张\ue000三") == ["\ue000"]


def test_an_administrator_is_told(client, world, away):
    said = json.loads(client.get("/health/").content)
    assert "no_fonts" in said["concerns"]
    away()
    assert "no_fonts" not in json.loads(client.get("/health/").content)["concerns"]
