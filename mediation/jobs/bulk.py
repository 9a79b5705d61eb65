"""批量签发: one job for each paper, so that what others do meanwhile does not wait."""

from __future__ import annotations

from django.utils import timezone
from procrastinate import JobContext, RetryStrategy
from procrastinate.contrib.django import app

from mediation.actions.papers import bulk

ATTEMPTS = 3


@app.task(
    name=bulk.TASK, queue="bulk", pass_context=True, retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=3)
)
def take_bulk_item(context: JobContext, item_id: int) -> None:
    """Take the step of a bulk run with one paper."""
    bulk.take(item_id=item_id, at=timezone.now(), last=context.job.attempts + 1 >= ATTEMPTS)
