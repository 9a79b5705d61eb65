"""Fences around every test: no network, no drifting clock, a database of its own.

The other fences stand in pyproject.toml: a warning is an error, an unknown template variable fails.
"""

from __future__ import annotations

import datetime as dt
import ipaddress
import socket
from collections.abc import Iterator
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine

from setup.postgres import Server

NINE_ON_A_MONDAY = dt.datetime(2026, 3, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))

# What a crash would cost is only a test: the disk need not be waited for.
IN_A_HURRY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "200"}


class NetworkUsed(Exception):
    """A test tried to reach beyond this process and its database."""


class _Gate:
    """Guards every outgoing connection made in Python; the database driver does not pass here."""

    loopback = False

    def __init__(self) -> None:
        self.connect, self.connect_ex = socket.socket.connect, socket.socket.connect_ex

    def close(self) -> None:
        gate = self

        def connect(this: socket.socket, address: Any) -> None:
            gate.check(this, address)
            return gate.connect(this, address)

        def connect_ex(this: socket.socket, address: Any) -> int:
            gate.check(this, address)
            return gate.connect_ex(this, address)

        socket.socket.connect, socket.socket.connect_ex = connect, connect_ex  # type: ignore[method-assign]

    def check(self, this: socket.socket, address: Any) -> None:
        if this.family == socket.AF_UNIX or (self.loopback and is_loopback(address[0])):
            return
        raise NetworkUsed(f"{address}: mark the test `loopback` or `browser` if this machine is meant")


def is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


GATE = _Gate()


class Printed(Exception):
    """A test had a page printed, which `make quick` leaves out."""


class _Printer:
    """Lets only tests print that say so: printing is dear."""

    open = False

    def guard(self) -> None:
        from mediation.documents import rendering

        ask = rendering._ask

        def guarded(*asked: Any) -> Any:
            if not self.open:
                raise Printed("mark the test `printing`")
            return ask(*asked)

        rendering._ask = guarded


PRINTER = _Printer()


def pytest_configure() -> None:
    GATE.close()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    PRINTER.open = _marked(item, "browser", "printing", "faults")


@pytest.fixture(scope="session", autouse=True)
def _printer() -> None:
    PRINTER.guard()


@pytest.fixture(autouse=True)
def _gate(request: pytest.FixtureRequest) -> Iterator[None]:
    GATE.loopback = _has(request, "browser", "loopback")
    yield
    GATE.loopback = False


@pytest.fixture(autouse=True)
def clock(request: pytest.FixtureRequest) -> Iterator[Any]:
    """Time stands still at nine on a Monday; `clock.move_to(…)` moves it. Mark `real_time` to let it run."""
    if _has(request, "browser", "real_time"):
        yield None
        return
    with time_machine.travel(NINE_ON_A_MONDAY, tick=False) as traveller:
        yield traveller


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The embedded server for tests; the workers of a run share it."""
    with Server("postgres-test", settings=IN_A_HURRY).running() as url:
        yield url


def _has(request: pytest.FixtureRequest, *markers: str) -> bool:
    return _marked(request.node, *markers)


def _marked(item: pytest.Item, *markers: str) -> bool:
    return any(item.get_closest_marker(name) for name in markers)
