"""The drafting desk with a real browser: what is typed is kept, a phrase goes to the cursor, one tick takes the page."""

from __future__ import annotations

from typing import Any

import pytest

from mediation.models import Unsaved
from tests.browser import click, opened
from tests.factories.bulk import notices
from tests.factories.opinions import drafted
from tests.factories.world import World
from tests.journeys.by_hand.site import Site

pytestmark = pytest.mark.browser
DAY = "2025-03-03"


def signed_in(chromium: Any, site: Site, person: Any) -> Any:
    """That person's browser."""
    page = opened(chromium, site.address)
    page.goto("/desk/sign-in/")
    page.fill("[name=username]", person.username)
    page.fill("[name=password]", "right horse battery")
    click(page.locator("main button[type=submit]"))
    return page


def test_typing_is_kept_a_phrase_goes_to_the_cursor_and_one_tick_takes_the_page(site: Site, chromium: Any) -> None:
    world = World()
    paper = drafted(world, world.accepted(on=DAY), on=DAY)
    page = signed_in(chromium, site, world.handler)
    page.goto(f"/desk/papers/{paper.pk}/")
    page.fill("[name=course]", "甲乙")
    page.evaluate("document.querySelector('[name=course]').setSelectionRange(1, 1)")
    page.click(".phrases > summary")
    page.click(".phrases [data-insert] >> nth=0")
    typed = page.input_value("[name=course]")
    assert typed.startswith("甲我单位受理后")
    assert typed.endswith("乙")
    page.locator("#kept", has_text="已暂存").wait_for()
    page.goto("/desk/")
    page.goto(f"/desk/papers/{paper.pk}/")
    assert page.input_value("[name=course]") == typed
    page.frame_locator("iframe[name=sheet]").get_by_text("甲我单位受理后").first.wait_for()

    page.fill("[name=course]", "最后几个字")
    page.goto("/desk/")
    page.wait_for_timeout(500)
    assert Unsaved.objects.get().typed["course"] == ["最后几个字"], "what is left at once is sent when the page goes"

    notices(world, 3, on=DAY)
    page = signed_in(chromium, site, world.registrar)
    page.goto("/desk/bulk/?act=issue")
    page.check("[data-tick-all]")
    assert page.locator("[name=papers]:checked").count() == 3
