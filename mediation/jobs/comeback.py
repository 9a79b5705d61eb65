"""What fell because the database was away comes back by itself, whatever job it was: nobody is asked to see to it."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from typing import Any

import django.db
import psycopg
from procrastinate.exceptions import ConnectorException, UniqueViolation
from procrastinate.job_context import JobContext
from procrastinate.jobs import Job, Status
from procrastinate.manager import JobManager
from procrastinate.middleware import AsyncCallNext
from procrastinate.retry import BaseRetryStrategy, RetryDecision
from procrastinate.worker import Worker

MOST_ATTEMPTS = 10
# Seconds: a server that is started again takes about as long.
PAUSE = 5
AWAY = (
    django.db.OperationalError,
    django.db.InterfaceError,
    psycopg.OperationalError,
    psycopg.InterfaceError,
)
MADE_GOOD = "DELETE FROM procrastinate_jobs WHERE status = 'failed' AND task_name = %(task)s AND id < %(job)s"


class Again(BaseRetryStrategy):
    """Another try of a job that lost the database, beside the tries that its task has of its own.

    One that comes again by the clock is not tried anew: its next may wait already, and of those only one may.
    """

    def __init__(self, own: BaseRetryStrategy | None) -> None:
        self.own = own

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision | None:
        """When to try again; None where that is not to be."""
        if was_away(exception) and job.queueing_lock is None and job.attempts < MOST_ATTEMPTS:
            return RetryDecision(retry_in={"seconds": PAUSE})
        return self.own.get_retry_decision(exception=exception, job=job) if self.own else None


def was_away(fault: BaseException | None) -> bool:
    """Whether it is a lost connection, or came of one."""
    while fault is not None:
        if isinstance(fault, AWAY):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


def have_all_tried_again(tasks: Iterable[Any]) -> None:
    """Tasks get another try where the database was away."""
    for task in tasks:
        if not isinstance(task.retry_strategy, Again):
            task.retry_strategy = Again(task.retry_strategy)


async def make_good(call_next: AsyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Do a job; if it comes by the clock and is done, those of its kind that failed before need nobody any more."""
    result = await call_next()
    if context.job.queueing_lock is not None:
        with suppress(ConnectorException):  # away itself, perhaps; the next one does it
            await worker.app.connector.execute_query_async(MADE_GOOD, task=context.job.task_name, job=context.job.id)
    return result


async def take_from_the_dead(manager: JobManager, job: Job) -> None:
    """Give the job of a worker that died to another one; a job that fells every worker is given up."""
    if job.attempts >= MOST_ATTEMPTS:
        await manager.finish_job(job, Status.FAILED, delete_job=False)
        return
    try:
        await manager.retry_job(job)
    except UniqueViolation:  # by the clock its next waits already, and does the same
        await manager.finish_job(job, Status.ABORTED, delete_job=True)
