"""A bulk run whose worker is killed, and one that four processes take at once: each paper issued once, no gap."""

from __future__ import annotations

import signal
import time

import pytest
from django.db.models import Count

from mediation.models import BulkItem, Event, Paper
from mediation.queries.office.ledger import faults
from tests.factories.bulk import begun, notices
from tests.factories.world import World

pytestmark = pytest.mark.faults

PAPERS = 12

TAKE_ALL = """
from django.utils import timezone
from mediation.actions.papers import bulk
from mediation.models import BulkItem
for pk in BulkItem.objects.order_by("pk").values_list("pk", flat=True):
    bulk.take(item_id=pk, at=timezone.now())
"""


def _wait(what, seconds=120):
    until = time.monotonic() + seconds
    while not what():
        assert time.monotonic() < until, "nothing happens any more"
        time.sleep(0.05)


def _issued_once_each():
    issues = Event.objects.filter(object_type="paper", step="issue", object_id__in=BulkItem.objects.values("paper"))
    assert issues.count() == PAPERS
    assert not issues.values("object_id").annotate(n=Count("pk")).filter(n__gt=1).exists()
    numbers = Paper.objects.of_kind("acceptance_notice").values_list("number", flat=True)
    assert {int(number.rpartition("〕")[2][:-1]) for number in numbers} == set(range(1, PAPERS + 1))
    assert faults()[1] == []


@pytest.mark.real_time
def test_a_killed_worker_leaves_every_paper_issued_once_or_not_at_all_and_the_next_goes_on(scratch):
    world = World()
    begun(world, notices(world, PAPERS))
    waiting = BulkItem.objects.waiting()
    worker = scratch.fork_worker()
    _wait(lambda: waiting.count() <= PAPERS - 3)
    worker.send_signal(signal.SIGKILL)
    worker.communicate()
    assert waiting.exists(), "the test must kill in the middle"
    done = BulkItem.objects.filter(result="done")
    assert done.count() == Paper.objects.exclude(number="").filter(kind="acceptance_notice").count()
    worker = scratch.fork_worker()
    try:
        _wait(lambda: not waiting.exists())
    finally:
        worker.terminate()
        worker.communicate(timeout=30)
    assert done.count() == PAPERS
    _issued_once_each()


@pytest.mark.real_time
def test_four_processes_with_the_same_run_issue_every_paper_once(scratch):
    world = World()
    begun(world, notices(world, PAPERS))
    workers = [scratch.fork(TAKE_ALL) for _n in range(4)]
    for worker in workers:
        _out, err = worker.communicate(timeout=120)
        assert worker.returncode == 0, err
    assert BulkItem.objects.filter(result="done").count() == PAPERS
    _issued_once_each()
