"""Sweeps: rows that the passing of time has made ripe, each dealt with alone."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
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
    changed, failed = 0, []
    for row in rows:
        try:
            changed += deal_with(row)
        except (OperationalError, InterfaceError):
            raise
        except Exception as error:
            log.exception("sweep: %s failed", row)
            failed.append(error)
    if failed:
        raise Unfinished(f"{len(failed)} rows failed") from failed[0]
    return changed
