"""Questions about sight, put into SQL once for a request: a page asks them in every one of its statements."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mediation.permissions import Actor

NOTHING = ("SELECT NULL::bigint WHERE FALSE", ())


def worded(actor: Actor, name: str, question: Callable[[], QuerySet[Any]]) -> RawSQL:
    """The keys that a question of the actor's finds, for `__in`. What is kept are its words; it is asked anew each time.

    It rests on his tokens alone, which are kept beside it and as long.
    """
    kept = actor.__dict__.setdefault("worded", {})
    if name not in kept:
        try:
            kept[name] = question().order_by().query.sql_with_params()
        except EmptyResultSet:
            kept[name] = NOTHING
    return RawSQL(*kept[name])  # noqa: S611 put together by the ORM, with parameters
