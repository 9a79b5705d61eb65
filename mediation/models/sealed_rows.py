"""The row of an object as the ledger seals it: every column that a step may write, as the database stores it."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from django.db import connection, models

from mediation.workflows.base import Lifecycle, lifecycle_named
from mediation.workflows.writing import Place


@cache
def sealed_fields(model: type[Lifecycle], form: int) -> tuple[models.Field[Any, Any], ...]:
    """The columns and sets of a model that the digest of a row in this form covers, by name."""
    every: list[Any] = [*model._meta.concrete_fields, *model._meta.many_to_many]
    covered = [f for f in every if f.name not in model.UNSEALED and model.SEALED_SINCE.get(f.name, 1) <= form]
    return tuple(sorted(covered, key=lambda f: f.name))


# From this form on no digest of a row can be tried out by whoever has the ledger alone: an identity card's number, kept in a
# change of somebody's data, is soon found where all else in the row is known.
ALWAYS_KEYED = 3


@cache
def is_keyed(model: type[Lifecycle], form: int) -> bool:
    """Whether the digest of a row is keyed; before `ALWAYS_KEYED` only where the row holds what is confidential."""
    return form >= ALWAYS_KEYED or holds_confidences(model, form)


@cache
def holds_confidences(model: type[Lifecycle], form: int) -> bool:
    """Whether a confidential fact is stored in a sealed column under its own name."""
    secret = {fact.name for step in model.steps().values() for fact in step.facts if fact.confidential}
    return any(field.name in secret for field in sealed_fields(model, form))


def rows_as_stored(places: Iterable[Place], form: int) -> dict[Place, str]:
    """The rows of the objects in canonical JSON, read back from the database in one statement."""
    keys: dict[str, list[int]] = {}
    for name, pk in places:
        keys.setdefault(name, []).append(pk)
    if not keys:
        return {}
    asked = [select(lifecycle_named(name), form, where="t.id = ANY(%s)") for name in keys]
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(asked), list(keys.values()))
        return {(name, pk): row for name, pk, row in cursor.fetchall()}


@cache
def select(model: type[Lifecycle], form: int, *, where: str) -> str:
    """The statement that gives name, key and canonical row of the objects of a model.

    The text is PostgreSQL's own of a JSON object: names in its order, days and moments in ISO 8601 (moments in UTC),
    numbers with the places that are stored, files by name, sets as their keys in order.
    """
    columns = ", ".join(_expression(field) for field in sealed_fields(model, form))
    table = connection.ops.quote_name(model._meta.db_table)
    name = model._meta.model_name
    return (
        f"SELECT '{name}', s.key, (to_jsonb(s) - 'key')::text FROM (SELECT t.id AS key, {columns}"  # noqa: S608
        f" FROM {table} t WHERE {where}) s"
    )


def _expression(field: Any) -> str:
    if field.many_to_many:
        one, other, table = field.m2m_column_name(), field.m2m_reverse_name(), field.m2m_db_table()
        keys = f"SELECT coalesce(jsonb_agg(x.{other} ORDER BY x.{other}), '[]') FROM {table} x WHERE x.{one} = t.id"  # noqa: S608
        return f'({keys}) AS "{field.name}"'
    column = connection.ops.quote_name(field.column)
    moment = " AT TIME ZONE 'UTC'" if isinstance(field, models.DateTimeField) else ""
    return f"t.{column}{moment} AS {column}"
