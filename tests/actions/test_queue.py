"""The queue does not grow: what is done is forgotten, what failed or waits is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from mediation.actions import queue


def job(status, age):
    """A job that came to its state so many days ago; the key."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO procrastinate_jobs (task_name, queue_name, status, args) VALUES ('t', 'q', %s, '{}') RETURNING id",
            [status],
        )
        pk = cursor.fetchone()[0]
        cursor.execute(
            "INSERT INTO procrastinate_events (job_id, type, at) VALUES (%s, %s, %s)",
            [pk, "deferred" if status == "todo" else status, timezone.now() - timedelta(days=age)],
        )
    return pk


def there(*keys):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM procrastinate_jobs WHERE id = ANY(%s) ORDER BY id", [list(keys)])
        return [pk for (pk,) in cursor.fetchall()]


@pytest.mark.django_db
def test_what_was_done_long_ago_is_forgotten_and_nothing_else(monkeypatch):
    monkeypatch.setattr(queue, "FORGOTTEN_AT_ONCE", 2)
    done = [job("succeeded", 3) for _n in range(5)]
    kept = [job("succeeded", 1), job("failed", 30), job("todo", 30)]
    assert queue.forget_done(timezone.now() - timedelta(days=2)) == 5
    assert there(*done, *kept) == kept
