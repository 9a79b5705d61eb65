"""Pages over HTTP, by the server that an office runs: one visitor after another, and sixteen who each open a page every two seconds.

`make bench-visitors N=20000`. Milliseconds by the clock mean something on a quiet machine only; processor time of the server's
processes is told beside them. Open Zaak publishes for a list among a million cases 140 and 200 ms (super-user, regular user)
with one visitor and 240 and 310 ms with sixteen, on ten pods of one processor each.
"""

from __future__ import annotations

import asyncio
import os
import random
import socket
import statistics
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import quote

from django.conf import settings
from django.test import Client

from bench.scale import pages
from setup import paths
from setup.serve import commands

HEAD = (
    "| page | who | one visitor: median, 95th | sixteen: median, 95th | answers | processor ms an answer |\n"
    "|---|---|---|---|---|---|"
)
MANY, EVERY = 16, 2.0
SECONDS_TO_START = 30
SHOWN = ("my work", "matters", "matters in hand", "search 拆迁", "search 采砂 (rare)", "matter", "paper, issued", "window, sentence", "numbers",
         "verify")  # fmt: skip


@dataclass
class Heard:
    """What visitors waited for, in milliseconds, and answers that were none."""

    took: list[float] = field(default_factory=list)
    bad: list[str] = field(default_factory=list)

    def __str__(self) -> str:
        if not self.took:
            return "none"
        waited = sorted(self.took)
        told = f"{statistics.median(waited):.0f}, {waited[int(len(waited) * 0.95)]:.0f} ms"
        return f"{told} ({len(self.bad)} failed: {self.bad[0]})" if self.bad else told


def printed(
    people: pages.People, clients: dict[str, Client], day: date, *, url: str, seconds: float, only: str
) -> Iterator[str]:
    """The table, line by line."""
    yield HEAD
    with _site(url) as (port, process):
        for page in pages.every(people, day):
            if page.name not in SHOWN or only not in f"{page.name}, {page.role}":
                continue
            cookie = clients[page.role].cookies.get(settings.SESSION_COOKIE_NAME)
            asked = _request(page.address, cookie.value if cookie else "")
            asyncio.run(_visited(port, asked, visitors=4, seconds=1, pause=0))  # every thread has been here once
            before = _worked(process)
            alone = asyncio.run(_visited(port, asked, visitors=1, seconds=seconds, pause=0))
            each = (_worked(process) - before) * 1000 / max(len(alone.took), 1)
            many = asyncio.run(_visited(port, asked, visitors=MANY, seconds=3 * seconds, pause=EVERY))
            answers = len(alone.took) + len(many.took)
            yield f"| {page.name} | {page.role or 'public'} | {alone} | {many} | {answers} | {each:.0f} |"


@contextmanager
def _site(url: str) -> Iterator[tuple[int, int]]:
    """The site as an office runs it, on a port of its own; its port and its first process."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    env = {
        **os.environ,
        **paths.environment(),
        "DATABASE_URL": url,
        "DJANGO_SETTINGS_MODULE": "mediation.settings.production",
    }
    site = subprocess.Popen(commands(port)["网站 web"], cwd=paths.ROOT, env=env, start_new_session=True)
    try:
        _await(port, site)
        yield port, site.pid
    finally:
        site.terminate()
        site.wait(timeout=SECONDS_TO_START)


def _await(port: int, site: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < until and site.poll() is None:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise SystemExit("the site did not start")


def _request(address: str, cookie: str) -> bytes:
    """As it comes from an office's proxy, which speaks HTTPS outside and opens a connection for each."""
    lines = (
        f"GET {quote(address, safe='/?=&%+')} HTTP/1.1", "Host: localhost", "X-Forwarded-Proto: https", "Accept-Language: zh",
        f"Cookie: {settings.SESSION_COOKIE_NAME}={cookie}", "", "",
    )  # fmt: skip
    return "\r\n".join(lines).encode()


async def _visited(port: int, asked: bytes, *, visitors: int, seconds: float, pause: float) -> Heard:
    heard, until = Heard(), time.perf_counter() + seconds
    await asyncio.gather(*(_visit(port, asked, until, pause, heard) for _n in range(visitors)))
    return heard


async def _visit(port: int, asked: bytes, until: float, pause: float, heard: Heard) -> None:
    """Open the page again and again, each time `pause` seconds after the time before began."""
    await asyncio.sleep(random.random() * pause)
    while (begun := time.perf_counter()) < until:
        try:
            status = await _ask(port, asked)
        except (OSError, asyncio.IncompleteReadError) as fault:
            status = type(fault).__name__
        heard.took.append((time.perf_counter() - begun) * 1000)
        if status != "200":
            heard.bad.append(status)
        await asyncio.sleep(max(0.0, begun + pause - time.perf_counter()))


async def _ask(port: int, asked: bytes) -> str:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        writer.write(asked)
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
        fields = dict(line.lower().split(": ", 1) for line in head.split("\r\n")[1:] if ": " in line)
        await reader.readexactly(int(fields.get("content-length", 0)))
        return head.split(" ", 2)[1]
    finally:
        writer.close()


def _worked(process: int) -> float:
    """Seconds of processor time of the site's processes; the database's are not among them."""
    ticks = 0
    for stat in (Path(f"/proc/{one}/stat") for one in [process, *_children(process)]):
        fields = stat.read_text().rsplit(")", 1)[1].split()
        ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def _children(process: int) -> list[int]:
    return [int(pid) for pid in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
