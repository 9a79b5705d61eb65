"""Settings by the size of the machine."""

from __future__ import annotations

import pytest

from setup import postgres_size
from setup.postgres_size import GB, settings


def size(text: str) -> int:
    return int(text.removesuffix("MB"))


@pytest.mark.parametrize(("memory", "buffers"), [(GB // 4, 128), (4 * GB, 1024), (64 * GB, 8192)])
def test_a_quarter_of_the_memory_within_bounds(memory, buffers):
    assert size(settings(memory, 2)["shared_buffers"]) == buffers


@pytest.mark.parametrize("memory", [GB, 8 * GB, 256 * GB])
def test_what_is_promised_never_exceeds_the_machine(memory):
    found = settings(memory, 4)
    assert (size(found["shared_buffers"]) + 20 * size(found["work_mem"])) * 1024**2 <= memory
    assert size(found["effective_cache_size"]) * 1024**2 < memory


def test_a_container_has_no_more_than_it_may_take(monkeypatch, tmp_path):
    limit = tmp_path / "memory.max"
    limit.write_text(f"{GB}\n")
    monkeypatch.setattr(postgres_size, "CGROUP", limit)
    assert postgres_size.of_this_machine()["shared_buffers"] == "256MB"
    limit.write_text("max\n")
    assert size(postgres_size.of_this_machine()["shared_buffers"]) >= 128


def test_the_server_knows_every_one_of_them(db):
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("SELECT name FROM pg_settings")
        known = {name for (name,) in cursor.fetchall()}
    assert set(settings(GB, 1)) <= known
