"""Fixtures for tests that walk pages with a real browser; mark such a test `browser`.

`page` is a fresh browser context against `live_server`; `phone` the same, 360 pixels wide.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock

import pytest
from django.db import connections

from setup.programs import needed

QUIET = ["--no-sandbox", "--disable-background-networking", "--disable-component-update", "--no-first-run"]


@contextmanager
def browser() -> Iterator[Any]:
    """Debian's chromium, without its window where that is there; its absence is a failure, never a skip.

    Playwright keeps an event loop running in this thread, and nothing else can run one then: whoever signs a file does. So
    each test has a browser of its own, and the loop is gone when it ends.
    """
    from playwright.sync_api import sync_playwright

    # Django would take our queries for asynchronous ones.
    with mock.patch.dict(os.environ, DJANGO_ALLOW_ASYNC_UNSAFE="1"), sync_playwright() as driver:
        found = driver.chromium.launch(executable_path=needed("chromium"), args=QUIET)
        try:
            yield found
        finally:
            found.close()
            connections.close_all()  # while the loop runs Django has connections apart, which nobody else would close


@pytest.fixture
def chromium() -> Iterator[Any]:
    """A browser."""
    with browser() as found:
        yield found


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
