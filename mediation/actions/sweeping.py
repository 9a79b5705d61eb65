"""Sweeps: rows that the passing of time has made ripe, each dealt with alone, or many at once where that comes to the same."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import TypeVar

from django.db import InterfaceError, OperationalError

log = logging.getLogger(__name__)
Row = TypeVar("Row")


class Unfinished(Exception):
    """Some rows of a sweep failed; all others were dealt with."""


def one_by_one(rows: Iterable[Row], deal_with: Callable[[Row], bool]) -> int:
    """Deal with every row and return how many changed; a row that fails is logged and holds up no other.

    Raises Unfinished in the end if any failed, and at once what a lost connection raises.
    """
    return _summed(rows, deal_with)


def in_batches(rows: Iterable[Row], deal_with: Callable[[list[Row]], int], *, size: int) -> int:
    """The same by batches; where one fails, its rows are dealt with alone, so that a row that fails holds up no other."""

    def batch(some: list[Row]) -> int:
        try:
            return deal_with(some)
        except (OperationalError, InterfaceError):
            raise
        except Exception:
            if len(some) == 1:
                raise
            return one_by_one(some, lambda one: bool(deal_with([one])))

    return _summed(_batches(rows, size), batch)


def _batches(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    of = iter(rows)
    while some := list(islice(of, size)):
        yield some


def _summed(rows: Iterable[Row], deal_with: Callable[[Row], int]) -> int:
    """Deal with every one; raises Unfinished in the end if any failed."""
    changed, failed = 0, list[Exception]()
    for row in rows:
        try:
            changed += deal_with(row)
        except (OperationalError, InterfaceError):
            raise
        except Unfinished as error:  # of a batch: each of its rows has been logged
            failed += error.args[1]
        except Exception as error:
            log.exception("sweep: %s failed", row)
            failed.append(error)
    if failed:
        raise Unfinished(f"{len(failed)} rows failed", failed) from failed[0]
    return changed
