"""The database goes away under the worker: it comes back by itself, and nothing is lost or doubled."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from django.db import connection
from psycopg import sql

from mediation.actions import gateway, messages, queue
from mediation.models import Deadline, Dispatch, Message, Paper, Reminder, User
from tests.factories.world import World, at
from tests.slices import slice_of, thorough

pytestmark = [pytest.mark.faults, pytest.mark.real_time]

# Seconds without a database; 0 is a server that is started again at once.
AWAY = (0, 10, 30) if thorough() else (0, 1)
TIMES = slice_of(range(30), 2, what="times that the database is away")
# Seconds between two runs of the clock: all of them outlast two tries of a mail (EMAIL_TIMEOUT).
BETWEEN_RUNS = [5.0] * 10 if thorough() else [0.0]


@contextmanager
def elsewhere() -> Iterator[psycopg.Connection]:
    """A connection to another database of the server."""
    known = connection.get_connection_params()
    wanted = {name: known[name] for name in ("user", "host", "port", "password") if known.get(name)}
    with psycopg.connect(**wanted, dbname="postgres", autocommit=True) as other:
        yield other


@contextmanager
def gone(name: str) -> Iterator[None]:
    """Nobody is let in and everybody thrown out, as by a server that is ended or falls; then it is there again."""
    allow = sql.SQL("ALTER DATABASE {} ALLOW_CONNECTIONS {}")
    connection.close()
    with elsewhere() as server:
        server.execute(allow.format(sql.Identifier(name), sql.SQL("false")))
        server.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [name])
        yield
        server.execute(allow.format(sql.Identifier(name), sql.SQL("true")))


def go_away(name: str, seconds: float) -> None:
    """The database is gone for so long."""
    with gone(name):
        time.sleep(seconds)


def three_papers(world: World) -> None:
    petition = world.petition(organ=world.office, petitioners=[{"name": "张大山"}])
    gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter,
        kind="transfer", to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip


def all_printed(papers: int, seconds: float) -> None:
    until(lambda: Paper.objects.exclude(sha256="").count() >= papers, seconds)


def until(what: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < end, "nothing happens any more"
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


MAILS_TO = """
from django.conf import settings
from django.core.management import call_command
settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_USE_TLS = "127.0.0.1", int(sys.argv[1]), False
call_command("work")
"""


@contextmanager
def held_by_the_mail_server(scratch, world: World) -> Iterator[None]:
    """A worker of all lanes, while the mail server has taken its connection and says nothing."""
    petition = world.petition(petitioners=[{"name": "张大山", "email": "zhang@example.com"}])
    party = petition.matter.parties.get(name="张大山")
    messages.send_many([messages.Sent(petition.matter_id, party, "请看", "silent")], at=at("2025-03-04"))
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        silent.settimeout(60)
        worker = scratch.fork(f"import sys\n{MAILS_TO}", str(silent.getsockname()[1]))
        try:
            held, _address = silent.accept()  # it is asked, and says nothing
            yield
            assert Message.objects.get(key__startswith="silent").passed_to == [], "the mail still waits"
            held.close()
        finally:
            silent.close()
            worker.terminate()
            worker.communicate(timeout=40)


@pytest.mark.loopback
def test_a_mail_server_that_never_answers_holds_up_no_paper(scratch):
    world = World()
    with held_by_the_mail_server(scratch, world):
        three_papers(world)
        all_printed(3, seconds=15)


@pytest.mark.loopback
def test_a_mail_server_that_never_answers_holds_up_no_clock(scratch):
    """Nor the reminders, whose own mails wait behind the one that is held, also once that one is given up and the next is held."""
    world = World()
    User.objects.filter(pk__in=[world.handler.pk, world.head.pk]).update(email="office@example.com")
    with held_by_the_mail_server(scratch, world):
        for late, seconds in enumerate(BETWEEN_RUNS, start=2):  # the first is that of the mail
            world.petition(on="2025-03-03")
            queue.defer("run_clock", timestamp=int(time.time()))
            until(lambda: Deadline.objects.filter(state="overdue").count() == late, seconds=15)  # noqa: B023
            queue.defer("send_reminders", timestamp=int(time.time()))
            until(lambda: Reminder.objects.filter(level="overdue").count() == late, seconds=15)  # noqa: B023
            time.sleep(seconds)
        told = Message.objects.filter(user__email="office@example.com")
        assert told.count() >= 2 * late
        assert {len(one.passed_to) for one in told} == {0}
