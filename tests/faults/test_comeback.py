"""Jobs that lost the database are done in the end, whichever they are, and nobody finds them among what failed for good."""

from __future__ import annotations

import time

import pytest
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import queue
from tests.faults.test_worker_goes_on import until

pytestmark = [pytest.mark.faults, pytest.mark.real_time]

# Nobody works in the lane of papers; each copy of a matter loses the database once.
WORKER = """
from django.core.management import call_command
from django.db import OperationalError
from mediation.actions.papers import packing
from mediation.jobs import comeback
comeback.PAUSE, tried = 0, []
def lost(**which):
    tried.append(which)
    if len(tried) == 1:
        raise RuntimeError("told to the person, who is not there") from OperationalError("terminating connection")
packing.make = lost
call_command("work", lane=["clock", "bulk"])
"""


@pytest.fixture
def worker(scratch):
    worker = scratch.fork(WORKER)
    yield worker
    worker.terminate()
    worker.communicate(timeout=30)


def put(task: str, status: str, lock: str | None, worker: int | None = None) -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, args, status, attempts, queueing_lock, worker_id)"
            " VALUES (%s, %s, '{\"timestamp\": 0}', %s, 1, %s, %s) RETURNING id",
            [task, queue.QUEUES.get(task, "papers"), status, lock, worker],
        )
        return int(cursor.fetchone()[0])


def dead_worker() -> int:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_workers (last_heartbeat) VALUES (now() - interval '9 s') RETURNING id"
        )
        return int(cursor.fetchone()[0])


def test_a_job_without_tries_of_its_own_gets_another_one(worker):
    queue.defer("make_pack", pack_id=1, language="zh-hans")
    packs = ProcrastinateJob.objects.filter(task_name="make_pack")
    until(lambda: packs.get().status not in ("todo", "doing") or packs.get().attempts > 1, seconds=30)
    assert (packs.get().status, packs.get().attempts) == ("succeeded", 2)


def test_what_failed_by_the_clock_needs_nobody_once_its_next_is_done(worker):
    failed, other = put("run_clock", "failed", "run_clock"), put("make_pack", "failed", None)
    queue.defer("run_clock", timestamp=int(time.time()))
    until(lambda: not ProcrastinateJob.objects.filter(pk=failed).exists(), seconds=30)
    assert ProcrastinateJob.objects.get(pk=other).status == "failed"


def test_a_dead_workers_job_whose_next_waits_holds_up_none_of_the_others(worker):
    died = dead_worker()
    held, lost = put("sweep_papers", "doing", "sweep_papers", died), put("render_paper", "doing", None, died)
    put("sweep_papers", "todo", "sweep_papers")
    queue.defer("retry_stalled_jobs", timestamp=int(time.time()))
    until(lambda: ProcrastinateJob.objects.get(pk=lost).status == "todo", seconds=30)
    assert not ProcrastinateJob.objects.filter(pk=held).exists()
