"""Jobs that failed for good: an administrator has them tried again, or lets them be."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.db import transaction
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import queue

logger = logging.getLogger(__name__)


def again(job_id: int, *, by: Any, at: datetime) -> bool:
    """Have a failed job tried again at once; False where it has not failed, or does not any more."""
    return _with_the_failed(job_id, queue.again, by=by, at=at)


def drop(job_id: int, *, by: Any, at: datetime) -> bool:
    """Let a failed job be; a paper that is still wanted is found by the sweeps."""
    return _with_the_failed(job_id, queue.forget, by=by, at=at)


def _with_the_failed(job_id: int, act: Callable[..., None], *, by: Any, at: datetime) -> bool:
    with transaction.atomic():
        if not ProcrastinateJob.objects.select_for_update().filter(pk=job_id, status="failed").exists():
            return False
        act(job_id, at=at)
    logger.warning("job %s: %s by user %s", job_id, act.__name__, by.pk)
    return True
