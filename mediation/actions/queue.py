"""Jobs are deferred here, in the step's own transaction: rolled back with it, never lost."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection
from procrastinate import App
from procrastinate.contrib.django.django_connector import DjangoConnector

QUEUES = {
    "render_paper": "papers",
    "fetch_seal": "papers",
    "give_receipts": "papers",
    "list_copies": "papers",
    "enter_people": "bulk",
    "load_calendar": "bulk",
    "pass_on_message": "messages",
    "take_bulk_item": "bulk",
    "make_pack": "packs",
}
AFTER_ALL_ELSE = -1
FORGOTTEN_AT_ONCE = 1000
DONE = """
    DELETE FROM procrastinate_jobs WHERE id IN (
        SELECT j.id FROM procrastinate_jobs j JOIN procrastinate_events e ON e.job_id = j.id AND e.type = 'succeeded'
        WHERE j.status = 'succeeded' AND e.at < %s LIMIT %s)
"""


@cache
def _app() -> App:
    # Inside a worker the framework's own app has a connection of its own, on which a job
    # deferred in a transaction that is rolled back would still run.
    return App(connector=DjangoConnector(alias="default"))


def defer(task: str, **arguments: Any) -> None:
    """Put a task of jobs/ on its queue."""
    _app().configure_task(task, queue=QUEUES.get(task, "default")).defer(**arguments)


def again(job_id: int, *, at: datetime) -> None:
    """Put a failed job on its queue again."""
    _app().job_manager.retry_job_by_id(job_id, retry_at=at)


def forget(job_id: int, *, at: datetime) -> None:
    """Take a failed job off for good; in a transaction, so that no worker takes it up between the two."""
    _app().job_manager.retry_job_by_id(job_id, retry_at=at)
    _app().job_manager.cancel_job_by_id(job_id, delete_job=True)


def defer_many(task: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Put many tasks on their queue at once; whatever else is to be done goes before them."""
    if arguments:
        deferrer = _app().configure_task(task, queue=QUEUES.get(task, "default"), priority=AFTER_ALL_ELSE)
        deferrer.batch_defer(*arguments)


def defer_each(task: str, arguments: Sequence[dict[str, Any]]) -> None:
    """Put many tasks on their queue by one statement, each in its turn as `defer` does."""
    if arguments:
        _app().configure_task(task, queue=QUEUES.get(task, "default")).batch_defer(*arguments)


def forget_done(before: datetime) -> int:
    """Delete jobs that were done before the moment, a thousand at once; what failed stays until somebody has looked at it."""
    gone = 0
    while True:
        with connection.cursor() as cursor:
            cursor.execute(DONE, [before, FORGOTTEN_AT_ONCE])
            found = int(cursor.rowcount)
        gone += found
        if found < FORGOTTEN_AT_ONCE:
            return gone
