"""A database server that is the test's own: it may be restarted and killed, for nobody else works with it.

Unlike the one that all tests share it waits for the disk (`fsync`, `synchronous_commit`), as a site's does.
"""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from mediation.scenarios.scratch import ready_template, url_of
from setup.postgres import DATABASE, Server
from setup.postgres_home import as_owner, binary
from tests.forks import Mother
from tests.scratch import Scratch
from tests.stages import STAGES

# Little memory, for it stands beside another server; whatever a crash could cost stays as PostgreSQL has it.
# Before it recovers it has the system write all through at once, not file by file.
SETTINGS = {
    "shared_buffers": "64MB", "max_connections": "60", "fsync": "on", "synchronous_commit": "on",
    "recovery_init_sync_method": "syncfs",
}  # fmt: skip
RECOVERED = "was not properly shut down; automatic recovery in progress"


def restart(server: Server) -> None:
    """As an administrator does: nobody is waited for, what is not committed is rolled back."""
    before = server.pid()
    subprocess.run(
        [binary("pg_ctl"), "restart", "-D", server.data, "-m", "fast", "-w", "-l", server.data / "restarted.log"],
        check=True, capture_output=True, stdin=subprocess.DEVNULL, **as_owner(server.data),
    )  # fmt: skip
    assert server.pid() not in (None, before)


def kill(server: Server) -> None:
    """SIGKILL to its first process and all others at once, then started again as `make run` and systemd do.

    The system lives on, and with it what it has not yet written to the disk: a machine without power is not tried here.
    """
    first = server.pid()
    assert first is not None
    os.kill(first, signal.SIGSTOP)  # it starts no more, and does not see that the others fall
    while found := processes(server):
        for one in found:
            os.kill(one, signal.SIGKILL)
        time.sleep(0.01)
    server.revive()
    assert RECOVERED in server.log.read_text(encoding="utf-8", errors="replace")


def processes(server: Server) -> list[int]:
    """All of the server that live: each works in the folder of its data."""
    return [int(place.name) for place in Path("/proc").glob("[0-9]*") if _works_in(place, server.data)]


def _works_in(process: Path, folder: Path) -> bool:
    try:
        return (process / "cwd").samefile(folder)
    except OSError:  # ended meanwhile, or another's
        return False


@pytest.fixture(scope="module")
def own_server(databases: object, django_db_blocker) -> Iterator[Server]:
    """It runs, with an empty database at the present migrations."""
    server = Server(f"postgres-fault-{os.getpid()}", settings=SETTINGS)
    try:
        server.start()
        with django_db_blocker.unblock():
            _copy(url_of(ready_template()), server.url())
        yield server
    finally:
        if pid := server.pid():
            os.kill(pid, signal.SIGQUIT)  # nothing of it is kept
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(server.socket, ignore_errors=True)


def _copy(source: str, target: str) -> None:
    dumped = subprocess.run(
        [binary("pg_dump"), "--no-owner", "--no-privileges", f"--dbname={source}"], check=True, capture_output=True
    ).stdout
    psql = [binary("psql"), "--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1"]
    subprocess.run([*psql, f"--dbname={target}"], input=dumped, check=True, capture_output=True)


@pytest.fixture
def own_scratch(own_server: Server, mother: Callable[[], Mother], django_db_blocker) -> Iterator[Scratch]:
    """A new database on the test's own server, used with real commits."""
    name = f"fault_{secrets.token_hex(4)}"
    with psycopg.connect(own_server.url("postgres"), autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name} TEMPLATE {DATABASE}".encode())
    with django_db_blocker.unblock(), _working_on(own_server, name):
        yield Scratch(name, mother)


@contextmanager
def _working_on(server: Server, name: str) -> Iterator[None]:
    used = connection.settings_dict
    own = {part: used[part] for part in ("NAME", "HOST")}
    STAGES.leave()
    connection.close()
    used.update(NAME=name, HOST=str(server.socket))
    try:
        yield
    finally:
        connection.close()
        used.update(own)
