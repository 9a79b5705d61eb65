"""The database goes away under the worker: it comes back by itself, and nothing is lost or doubled."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from mediation.actions import gateway
from mediation.models import Dispatch, Paper
from tests.factories.world import World, at
from tests.slices import slice_of, thorough

pytestmark = [pytest.mark.faults, pytest.mark.real_time]

# Seconds without a database; 0 is a server that is started again at once.
AWAY = (0, 10, 30) if thorough() else (0, 1)
TIMES = slice_of(range(30), 2, what="times that the database is away")


@contextmanager
def elsewhere() -> Iterator[psycopg.Connection]:
    """A connection to another database of the server."""
    known = connection.get_connection_params()
    wanted = {name: known[name] for name in ("user", "host", "port", "password") if known.get(name)}
    with psycopg.connect(**wanted, dbname="postgres", autocommit=True) as other:
        yield other


def go_away(name: str, seconds: float) -> None:
    """Let nobody in and throw everybody out, as a server does that is ended or falls."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    connection.close()
    with elsewhere() as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        time.sleep(seconds)
        server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def three_papers(world: World) -> None:
    petition = world.petition(organ=world.office, petitioners=[{"name": "张大山"}])
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter,
        kind="transfer", to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip


def all_printed(papers: int, seconds: float) -> None:
    until = time.monotonic() + seconds
    while Paper.objects.exclude(sha256="").count() < papers:
        assert time.monotonic() < until, "nothing happens any more"
        time.sleep(0.2)


def test_the_worker_comes_back_however_often_the_database_goes(scratch):
    world, worker = World(), scratch.fork_worker()
    try:
        for turn, seconds in enumerate((AWAY[place % len(AWAY)] for place in range(len(TIMES))), start=1):
            three_papers(world)
            time.sleep(0.5)  # some are in hand
            go_away(scratch.name, seconds)
            # What was in hand is found once its worker has been silent for STALLED_JOB_SECONDS.
            all_printed(3 * turn, seconds=120)
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
    assert worker.returncode == 0
    numbers = Paper.objects.filter(kind="transfer_slip").values_list("number", flat=True)
    assert len(set(numbers)) == len(numbers) == turn
