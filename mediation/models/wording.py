"""Questions about sight, put into SQL once for a request: a page asks them in every one of its statements.

A page that asks one of many tables, and changes nothing, has it answered first (`answered_first`): where few keys are the
answer, its statements name these, and neither they nor their planning grow with what there is.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

from mediation.permissions import Actor

NOTHING = ("SELECT NULL::bigint WHERE FALSE", ())
# So many keys are named; where there are more, the question stands in each statement.
FEW = 500


def answered_first(actor: Actor, *names: str) -> None:
    """From now on have these questions answered when they are first asked, for the length of a page that changes nothing."""
    actor.__dict__["worded"] = {}
    actor.__dict__["answered"] = names


def worded(actor: Actor, name: str, question: Callable[[], QuerySet[Any]]) -> RawSQL:
    """The keys that a question of the actor's finds, for `__in`. What is kept are its words; it is asked anew each time.

    It rests on his tokens alone, which are kept beside it and as long.
    """
    kept = actor.__dict__.setdefault("worded", {})
    if name not in kept:
        asked = question().order_by()
        kept[name] = (_answer(asked) if name in actor.__dict__.get("answered", ()) else None) or _words(asked)
    return RawSQL(*kept[name])  # noqa: S611 put together by the ORM, with parameters


def _words(question: QuerySet[Any]) -> tuple[str, Any]:
    try:
        return question.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING


def _answer(question: QuerySet[Any]) -> tuple[str, Any] | None:
    """The keys themselves, as a list of numbers; none is an empty set and never NULL, of which nothing can be said."""
    rows = list(question[: FEW + 1])
    keys = sorted({int(key) for row in rows for key in row.values()})
    if len(rows) > FEW:
        return None
    return (", ".join(map(str, keys)), ()) if keys else NOTHING
