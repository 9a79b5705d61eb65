"""The worker: what waits in the background goes in lanes that do not wait for each other, and goes on after any fault.

A mail server that never answers holds up mail, not the papers and not the clock. A lane that breaks, most often because
the database is away, is begun anew for ever, with growing pauses. What it had in hand is found by `retry_stalled_jobs`, or is
tried again (`comeback`).
"""

from __future__ import annotations

import asyncio
import logging
import signal
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
from typing import Any, cast

from django.db import DatabaseError
from django.db.models.functions import Now
from procrastinate import App
from procrastinate.contrib.django import app as django_app
from procrastinate.contrib.django.django_connector import DjangoConnector
from procrastinate.job_context import JobContext
from procrastinate.middleware import SyncCallNext
from procrastinate.worker import Worker

from mediation.jobs import comeback
from mediation.models import JobFault

logger = logging.getLogger(__name__)

LANES: Mapping[str, tuple[str, ...]] = {
    "clock": ("default",),
    "papers": ("papers",),
    "bulk": ("bulk", "packs"),
    "messages": ("messages",),
}
# Seconds: between one fault and the next try, doubled each time; a lane that stood for so long begins at the first again.
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
SECONDS_TO_END = 10


async def work(names: Iterable[str] = LANES) -> None:
    """Work in the lanes, by default in all, until somebody ends the process."""
    over = asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, over.set)
    lasting = cast(DjangoConnector, django_app.connector).get_worker_connector()
    with django_app.replace_connector(lasting) as app:
        comeback.have_all_tried_again(app.tasks.values())
        await _opened(app, over)
        try:
            await asyncio.gather(*(_lane(app, name, over) for name in names))
        finally:
            await app.close_async()


async def _opened(app: App, over: asyncio.Event) -> None:
    """Wait for the database, however long it takes to come."""
    pause = FIRST_PAUSE
    while not over.is_set():
        try:
            await app.open_async()
            return
        except Exception as problem:
            await _pause("database", problem, pause, over)
            pause = min(pause * 2, LONGEST_PAUSE)


async def _lane(app: App, name: str, over: asyncio.Event) -> None:
    pause = FIRST_PAUSE
    while not over.is_set():
        began, problem = time.monotonic(), await _until_it_ends(app, name, over)
        if over.is_set():
            return
        pause = FIRST_PAUSE if time.monotonic() - began > LONGEST_PAUSE else pause
        await _pause(name, problem, pause, over)
        pause = min(pause * 2, LONGEST_PAUSE)


def keep_fault(call_next: SyncCallNext, context: JobContext, worker: Worker) -> Any:
    """Do a job, and keep what kind of fault ended it."""
    try:
        return call_next()
    except Exception as problem:
        kind = f"{type(problem).__module__}.{type(problem).__qualname__}".removeprefix("builtins.")[:200]
        with suppress(DatabaseError):  # away itself, perhaps
            JobFault.objects.update_or_create(job_id=context.job.id or 0, defaults={"at": Now(), "kind": kind})
        raise


async def _until_it_ends(app: App, name: str, over: asyncio.Event) -> BaseException | None:
    """Work in one lane until it breaks or the process is to end; what broke it, where it said so."""
    working = asyncio.create_task(
        app.run_worker_async(
            queues=list(LANES[name]),
            name=name,
            install_signal_handlers=False,
            shutdown_graceful_timeout=SECONDS_TO_END,
            # Those of the library close connections that the database has dropped.
            worker_middleware=[comeback.make_good],
            task_middleware=[*(app.worker_defaults.get("task_middleware") or ()), keep_fault],
        )
    )
    ending = asyncio.create_task(over.wait())
    await asyncio.wait({working, ending}, return_when=asyncio.FIRST_COMPLETED)
    working.cancel()
    ending.cancel()
    (problem, _none) = await asyncio.gather(working, ending, return_exceptions=True)
    return problem if isinstance(problem, BaseException) else None


async def _pause(name: str, problem: BaseException | None, seconds: float, over: asyncio.Event) -> None:
    logger.warning("%s stopped (%s); again in %d s", name, problem or "no reason told", seconds)
    try:
        await asyncio.wait_for(over.wait(), seconds)
    except TimeoutError:
        return
