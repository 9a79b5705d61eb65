"""Fixtures for tests that walk pages with a real browser; mark such a test `browser`.

`page` is a fresh browser context against `live_server`; `phone` the same, 360 pixels wide.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from typing import Any

import pytest

from setup.programs import needed

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """Debian's chromium; its absence is a failure, never a skip."""
    from playwright.sync_api import sync_playwright

    # Playwright keeps an event loop in this thread; Django would take our queries for asynchronous ones.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=needed("chromium"), args=QUIET)
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any, live_server: Any) -> Iterator[Any]:
    yield from _page(chromium, live_server, {"width": 1280, "height": 800})


@pytest.fixture
def phone(chromium: Any, live_server: Any) -> Iterator[Any]:
    yield from _page(chromium, live_server, {"width": 360, "height": 740})


def _page(chromium: Any, live_server: Any, size: dict[str, int]) -> Iterator[Any]:
    context = chromium.new_context(base_url=live_server.url, viewport=size, locale="zh-CN", timezone_id="Asia/Shanghai")
    page = context.new_page()
    page.set_default_timeout(30_000)
    yield page
    context.close()
