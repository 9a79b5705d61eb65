"""批量签发: one job for each paper, so that what others do meanwhile does not wait."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from mediation.actions.clock import calendars
from mediation.actions.papers import bulk

ATTEMPTS = 3


@app.task(
    name=bulk.TASK, queue="bulk", pass_context=True, retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3)
)
def take_bulk_item(context: JobContext, item_id: int) -> None:
    """Take the step of a bulk run with one paper."""
    bulk.take(item_id=item_id, at=timezone.now(), last=context.job.attempts + 1 >= ATTEMPTS)


@app.task(name="load_calendar", queue="bulk", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3))
def load_calendar(year: int, days: dict[str, dict[str, str]], notice: str, by: str) -> None:
    """Load a holiday notice that an administrator has looked at; every limit that it touches is counted anew."""
    at = timezone.now()
    calendars.load(calendars.proposed(year, days, notice=notice, at=at, by=by), at=at)
