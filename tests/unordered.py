"""A query without an order has none: here its rows come shuffled by the seed of the run, and so do those that its order leaves
alike. A list that is shown, or a page that takes the first of several, must say by what.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models.expressions import OrderBy, RawSQL
from django.db.models.sql import compiler

from tests.slices import seed

Order = list[Any]


@pytest.fixture(scope="session", autouse=True)
def _shuffled() -> None:
    if not hasattr(compiler.SQLCompiler.get_order_by, "shuffles"):
        compiler.SQLCompiler.get_order_by = _shuffling(compiler.SQLCompiler.get_order_by)  # type: ignore[method-assign]


def _shuffling(ordinary: Callable[[Any], Order]) -> Callable[[Any], Order]:
    def get_order_by(self: Any) -> Order:
        order = ordinary(self)
        if not _settled(self.query, order):
            last = OrderBy(RawSQL(_hash_of_key(self), []))  # noqa: S611
            order.append((last, (*self.compile(last), False)))
        return order

    get_order_by.shuffles = True  # type: ignore[attr-defined]
    return get_order_by


def _settled(query: Any, order: Order) -> bool:
    """Whether the rows can come in one order only, or in none that can be added to."""
    by_key = any(getattr(one.expression, "target", None) == query.model._meta.pk for one, _sql in order)
    grouped = query.group_by is not None or any(one.contains_aggregate for one in query.annotations.values())
    return bool(by_key or grouped or query.subquery or query.combinator or query.distinct or query.extra_order_by)


def _hash_of_key(found: Any) -> str:
    table, key = found.query.get_initial_alias(), found.query.model._meta.pk.column
    return f"hashtextextended({found.quote_name_unless_alias(table)}.{found.connection.ops.quote_name(key)}::text, {seed()})"
