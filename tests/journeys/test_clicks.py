"""A click is over when what it leads to is there, however slow the site is."""

import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from tests.browser import click, opened

HERE = """<html lang="zh"><title>这里</title><a href="/there">去</a>
<form action="/there"><button>送</button></form><a href="#foot">页脚</a><button id="foot" type="button">展开</button>"""
THERE = '<html lang="zh"><title>那里</title><p>到了</p>'


class Slow(BaseHTTPRequestHandler):
    """A site that thinks before it answers, and again before it says what."""

    def do_GET(self) -> None:
        there = self.path.startswith("/there")
        time.sleep(0.2 * there)
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.flush()
        time.sleep(0.2 * there)
        self.wfile.write((THERE if there else HERE).encode())

    def log_message(self, *_said: Any) -> None:
        """Nobody reads it."""


@pytest.fixture
def slow_site() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Slow)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.browser
def test_a_click_waits_for_the_page_that_it_leads_to(chromium: Any, slow_site: str) -> None:
    page = opened(chromium, slow_site)
    for label, led in (("去", "那里"), ("送", "那里"), ("页脚", "这里"), ("展开", "这里")):
        page.goto("/")
        click(page.get_by_text(label))
        assert page.evaluate("document.title") == led, label
