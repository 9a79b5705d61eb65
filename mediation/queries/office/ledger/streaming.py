"""Rows as they come, so that memory does not grow with the ledger; and one moment at which they are all seen."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any

from django.db import connection, transaction

AT_ONCE = 5000
_numbers = count()


def streamed(sql: str, params: Iterable[Any] = ()) -> Generator[tuple[Any, ...], None, None]:
    """The rows of a statement, fetched a few thousand at a time."""
    with connection.connection.cursor(name=f"ledger_{next(_numbers)}") as cursor:
        cursor.itersize = AT_ONCE
        cursor.execute(sql, list(params))
        while rows := cursor.fetchmany(AT_ONCE):
            yield from rows


def asked(sql: str, params: Iterable[Any] = ()) -> Any:
    """The one value that a statement gives."""
    with connection.cursor() as cursor:
        cursor.execute(sql, list(params))
        row = cursor.fetchone()
        return row and row[0]


@contextmanager
def one_moment() -> Iterator[None]:
    """All statements within see the database as it was at the first: a step meanwhile makes no fault."""
    if connection.in_atomic_block:
        yield
        return
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        yield
