"""What a piece of work costs: statements, buffers, processor time of this process and of its server process."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

BLOCKS = "SELECT pg_stat_force_next_flush(), pg_stat_get_db_blocks_fetched(oid) FROM pg_database WHERE datname = current_database()"


@dataclass(frozen=True)
class Cost:
    """Of one piece of work; milliseconds are of processor time."""

    statements: int
    buffers: int
    python: float
    server: float
    answer: Any
    sent: list[str]


def cost_of(deed: Callable[[], Any], *, times: int = 1) -> Cost:
    """Once to warm up, then so many times; counted in the first of them. Nobody else may work in the database meanwhile."""
    deed()
    before = _blocks()
    with CaptureQueriesContext(connection) as seen:
        answer = deed()
    sent = [query["sql"] for query in seen.captured_queries]
    buffers = _blocks() - before
    python, server = time.process_time(), _server_time()
    for _n in range(times):
        deed()
    python, server = (time.process_time() - python) * 1000 / times, (_server_time() - server) / times
    return Cost(len(sent), buffers, python, server, answer, sent)


def once(deed: Callable[[], Any]) -> Cost:
    """The same of what cannot be done twice."""
    before, python, server = _blocks(), time.process_time(), _server_time()
    with CaptureQueriesContext(connection) as seen:
        answer = deed()
    python, server = (time.process_time() - python) * 1000, _server_time() - server
    sent = [query["sql"] for query in seen.captured_queries]
    return Cost(len(sent), _blocks() - before, python, server, answer, sent)


def _blocks() -> int:
    """Blocks that were read in this database, from memory or not. Counted when a transaction is over, hence twice."""
    with connection.cursor() as cursor:
        cursor.execute(BLOCKS)
        cursor.execute(BLOCKS)
        return int(cursor.fetchone()[1])


def _server_time() -> float:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        try:
            return int(Path(f"/proc/{cursor.fetchone()[0]}/schedstat").read_text().split()[0]) / 1e6
        except OSError:  # a server elsewhere
            return 0.0


def plan_of(statement: str) -> str:
    """How PostgreSQL goes about it, with what it touched."""
    with connection.cursor() as cursor:
        cursor.execute(
            "EXPLAIN (ANALYZE, BUFFERS, COSTS OFF, TIMING OFF, SUMMARY OFF) " + statement.replace("%", "%%"), ()
        )
        return "\n".join(row[0] for row in cursor.fetchall())
