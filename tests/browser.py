"""For tests that walk pages with a real browser; mark such a test `browser`.

`opened` gives a page, `click` presses something on it: never `.click()` alone where a page may follow.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db import connection, connections

from mediation.settings.base import ROOT
from setup.programs import needed

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


# A click that opens another page returns before that page is there; `arrived` waits where one of these has been seen.
LEAVING = """
const leaving = () => document.documentElement.setAttribute("data-leaving", "");
addEventListener("beforeunload", leaving);
addEventListener("submit", event => {
  if (!event.defaultPrevented && !(event.submitter?.formTarget || event.target.target)) leaving();
});
addEventListener("click", event => {
  const link = event.target.closest?.("a[href]");
  if (!link || event.defaultPrevented || link.target || link.hasAttribute("download")) return;
  const [here, there] = [location.href, link.href].map(address => address.split("#")[0]);
  if (!link.hash || here !== there) leaving();
});
"""


def opened(browser: Any, address: str, width: int = 1280, **context: Any) -> Any:
    """A page of a browser of its own; `arrived` knows when a click has led on from it."""
    size = {"width": width, "height": 900}
    own = browser.new_context(base_url=address, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai", **context)
    own.add_init_script(LEAVING)
    page = own.new_page()
    page.set_default_timeout(30_000)
    return page


def click(place: Any) -> None:
    """Press it, and be where it leads."""
    place.click()
    arrived(place.page)


def arrived(page: Any) -> None:
    """Nothing leads away from this page any more, and it is there whole."""
    page.locator("html:not([data-leaving])").wait_for(state="attached")
    page.wait_for_load_state()


def kept_picture(page: Any, name: str) -> None:
    """Keep a picture of the page for the documents, if that was asked for (SCREENSHOTS=1)."""
    if os.environ.get("SCREENSHOTS"):
        page.evaluate("scrollTo(0, 0)")
        page.screenshot(path=ROOT / "docs" / "screenshots" / f"{name}.png")


def _as_ever(execute: Any, *asked: Any) -> Any:
    return execute(*asked)


def _not_above_a_savepoint(_execute: Any, *_asked: Any) -> Any:
    raise AssertionError(
        "a browser is open, and this would be written for good: ask the database before, or have one of your own"
    )


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's chromium, without its window where that is there; its absence is a failure, never a skip.

    Playwright keeps an event loop running in this thread, and nothing else can run one then: whoever signs a file does. So
    each test has a browser of its own, and the loop is gone when it ends.

    While it runs Django has connections apart: what they write is there for good. So a test that works above savepoints
    asks the database before it opens a browser; one with a database of its own may go on.
    """
    from playwright.sync_api import sync_playwright

    apart = _not_above_a_savepoint if connection.in_atomic_block else _as_ever

    # Django would take our queries for asynchronous ones.
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"), sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=needed("chromium"), args=QUIET)
        try:
            with connection.execute_wrapper(apart):
                yield found
        finally:
            found.close()
            connections.close_all()  # while the loop runs Django has connections apart, which nobody else would close


@pytest.fixture
def chromium() -> Iterator[Any]:
    """A browser."""
    with browser() as found:
        yield found
