"""The database's server is restarted, and killed, under a worker and a site at work: both go on, nothing is lost or doubled.

A server of the test's own, with `fsync`: its processes get SIGKILL and it recovers from its log of changes. The machine lives on,
so that a disk which loses what it said was written is not tried. The site is gunicorn as in `make run`, asked over HTTP.
"""

from __future__ import annotations

import http.client
import random
import socket
import time
import uuid
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import urlencode

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.exceptions import AlreadyEnqueued

from mediation.actions import queue
from mediation.models import Claim, Event, Paper
from setup.postgres import Server
from tests.factories.world import World
from tests.faults.own_server import kill, own_scratch, own_server, restart  # noqa: F401 fixtures
from tests.faults.test_worker_goes_on import all_printed, three_papers
from tests.slices import seed, slice_of, thorough

pytestmark = [pytest.mark.faults, pytest.mark.loopback]

TIMES = slice_of(range(10), 1, what="times that the database's server falls")
TODAY = "2026-03-02"
OFFICIALS, CLAIMS = 2, 6
TOKEN = "a" * 32
# As setup/serve.py has it; on the day that stands still here, but its clock runs.
SITE = """
import sys, time_machine
from gunicorn.app.wsgiapp import run
from tests.fences import NINE_ON_A_MONDAY
bound = ["--bind", f"127.0.0.1:{sys.argv[1]}", "--worker-class", "gthread", "--workers", "2", "--threads", "4"]
sys.argv = ["gunicorn", "django.core.wsgi:get_wsgi_application()", *bound, "--log-level", "warning"]
with time_machine.travel(NINE_ON_A_MONDAY, tick=True):
    run()
"""


@dataclass
class Office:
    """Officials who send one form after another, each again and again until the site says that it is done."""

    port: int
    session: str
    answered: list[int] = field(default_factory=list)

    def send(self, forms: list[tuple[str, dict[str, object]]]) -> None:
        """Each form of one official."""
        for page, typed in forms:
            until = time.monotonic() + 60
            while self._asked(page, typed) != 302:
                assert time.monotonic() < until, "the site does not come back"
                time.sleep(0.1)

    def _asked(self, page: str, typed: dict[str, object]) -> int:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sent = urlencode({"csrfmiddlewaretoken": TOKEN, **typed})
        cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
        line.request("POST", page, sent, {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"})
        answer = line.getresponse()
        body = answer.read().decode()
        line.close()
        self.answered.append(answer.status)
        assert answer.status in (302, 503), body
        if answer.status == 302:
            assert "sign-in" not in answer.headers["Location"], "signed out"
        else:
            assert str(typed["explanation"]) in body
        return answer.status


@contextmanager
def at_work(scratch) -> Iterator[int]:
    """A worker and a site; yields the site's port. Both end in good order."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    parts = [scratch.fork_worker(), scratch.fork(SITE, str(port))]
    try:
        _until_it_listens(port)
        yield port
    finally:
        for part in parts:
            part.terminate()
        said = [part.communicate(timeout=40) for part in parts]
    assert [part.returncode for part in parts] == [0, 0], said


def _until_it_listens(port: int) -> None:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
            return
        time.sleep(0.1)
    raise AssertionError("the site does not start")


def forms_for(world: World) -> list[tuple[str, dict[str, object]]]:
    stated = [{"text": f"请求{n}", "category": "grievance", "route": "petition_procedure"} for n in range(CLAIMS)]
    petition = world.petition(on=TODAY, petitioners=[{"name": "张大山"}], claims=stated)
    return [
        (
            f"/desk/claim/{claim.pk}/refuse/",
            {
                "_key": uuid.uuid4().hex, "_version": claim.version, "ground": "final",
                "final_number": "云政访复核〔2024〕3号", "explanation": f"第{claim.pk}件已经终结",
            },
        )
        for claim in petition.claims.all()
    ]  # fmt: skip


def falls_in_the_middle(
    office: Office, forms: list[list[tuple[str, dict[str, object]]]], fall: Callable[[], None]
) -> None:
    """The server falls once some forms are taken and others not, at a moment that nobody chose."""
    some, before = len(office.answered) + random.Random(seed()).randrange(1, CLAIMS), time.monotonic()
    with ThreadPoolExecutor(OFFICIALS) as pool:
        sending = [pool.submit(office.send, of_one) for of_one in forms]
        while len(office.answered) < some:
            assert time.monotonic() < before + 60, "nothing is taken"
            time.sleep(0.005)
        time.sleep(random.uniform(0, 0.1))
        fall()
        for one in sending:
            one.result(timeout=120)


def comes_back(scratch, fall: Callable[[], None]) -> None:
    world, browser = World(), Client()
    browser.force_login(world.handler)
    with at_work(scratch) as port:
        office = Office(port, browser.cookies["sessionid"].value)
        for turn in range(1, len(TIMES) + 1):
            forms = [forms_for(world) for _official in range(OFFICIALS)]
            three_papers(world)
            connection.close()
            falls_in_the_middle(office, forms, fall)
            assert Event.objects.filter(object_type="claim", step="refuse").count() == OFFICIALS * CLAIMS * turn
            hurried()
            all_printed(Paper.objects.issued().count(), seconds=120)
    assert 503 in office.answered, "the test must meet it while it is away"
    nothing_is_lost_or_doubled(turn)


def hurried() -> None:
    """The search for what a dead worker had in hand comes every 20 s; a short run does not wait for it."""
    if not thorough():
        time.sleep(3.5)  # STALLED_JOB_SECONDS of tests
        with suppress(AlreadyEnqueued):
            queue.defer("retry_stalled_jobs", timestamp=0)


def nothing_is_lost_or_doubled(turns: int) -> None:
    refused = Event.objects.filter(object_type="claim", step="refuse").values_list("object_id", flat=True)
    assert set(Counter(refused).values()) == {1}
    assert Claim.objects.filter(disposal="not_accepted").count() == len(refused)
    numbers = list(Paper.objects.filter(kind="transfer_slip").order_by("pk").values_list("number", flat=True))
    assert numbers == [f"青信访转〔2025〕{n}号" for n in range(1, turns + 1)]
    # What comes again by the clock may fail once, and is done by its next.
    assert not ProcrastinateJob.objects.filter(status="failed", queueing_lock=None).exists()
    call_command("verify_ledger")
    call_command("verify_files")


def test_worker_and_site_come_back_however_often_the_server_is_restarted(own_server: Server, own_scratch):  # noqa: F811
    comes_back(own_scratch, lambda: restart(own_server))


def test_worker_and_site_come_back_however_often_the_server_is_killed(own_server: Server, own_scratch):  # noqa: F811
    comes_back(own_scratch, lambda: kill(own_server))
