"""A worker killed with -9 while it renders: every paper is there once, the numbers have no gap."""

from __future__ import annotations

import hashlib
import signal
import time

import pytest
from django.conf import settings

from mediation.actions import gateway
from mediation.models import Dispatch, Paper
from tests.factories.world import World, at

pytestmark = pytest.mark.faults

PETITIONS = 6


def _wait(what, seconds=90):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing happens any more"
        time.sleep(0.1)


@pytest.mark.real_time
def test_a_killed_worker_loses_and_doubles_nothing(scratch):
    world = World()
    for _n in range(PETITIONS):
        petition = world.petition(organ=world.office, petitioners=[{"name": "张大山"}])
        gateway.perform(
            Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-04"), matter=petition.matter,
            kind="transfer", to_organ=world.bureau, claims=list(petition.claims.all()),
        )  # fmt: skip
    papers = Paper.objects.issued()
    assert papers.count() == 3 * PETITIONS

    for rendered in (1, 7):
        worker = scratch.fork_worker()
        _wait(lambda: papers.exclude(sha256="").count() >= rendered)  # noqa: B023
        worker.send_signal(signal.SIGKILL)
        worker.communicate()
    assert papers.filter(sha256="").exists(), "the test must kill in the middle"

    worker = scratch.fork_worker()
    try:
        _wait(lambda: not papers.filter(sha256="").exists())
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
    for paper in papers:
        assert hashlib.sha256((settings.MEDIA_ROOT / paper.pdf.name).read_bytes()).hexdigest() == paper.sha256
    slips = papers.filter(kind="transfer_slip").order_by("pk").values_list("number", flat=True)
    assert list(slips) == [f"青信访转〔2025〕{n}号" for n in range(1, PETITIONS + 1)]
