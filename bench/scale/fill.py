"""Fill a migrated, empty database with a province, past the gateway: triggers and foreign keys rest while it is written.

Hash chains look like chains but hold nothing: `make bench-ledger` has real ones.
"""

from __future__ import annotations

import json
import random
from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from bench.scale import pattern, plan, province, rows, wording

AT_ONCE = 50_000
STAFF_PER_MATTER = 0.02
SETTINGS = {"session_replication_role": "replica", "synchronous_commit": "off", "work_mem": "128MB", "jit": "off",
            "maintenance_work_mem": "512MB"}  # fmt: skip


def fill(matters: int, *, today: date, extra_events: int = 0, tell: Callable[[str], None] = lambda line: None) -> None:
    """So many matters, the staff that such a province has, and fresh statistics. The same number makes the same data."""
    rand = random.Random(matters)
    pattern.make()
    with _quickly():
        built = province.build(int(matters * STAFF_PER_MATTER), rand)
        places, done = plan.Places(built), 0
        while done < matters:
            many = min(AT_ONCE, matters - done)
            with transaction.atomic():
                plan.draw(places, first=_next_key(), many=many, today=today, rand=rand)
                for one in rows.EVERY:
                    tell(f"{one.model}: {_insert(one, today, extra_events)}")
            done += many
        _number_on()
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


class _quickly:  # noqa: N801
    def __enter__(self) -> None:
        with connection.cursor() as cursor:
            for name, value in SETTINGS.items():
                cursor.execute(f"SET {name} = '{value}'")

    def __exit__(self, *_error: object) -> None:
        with connection.cursor() as cursor:
            for name in SETTINGS:
                cursor.execute(f"RESET {name}")


def _next_key() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(id), 0) + 1 FROM mediation_matter")
        return int(cursor.fetchone()[0])


def _insert(one: rows.Rows, today: date, extra: int) -> int:
    model = _model(one.model)
    known = {
        field.column for field in model._meta.concrete_fields
    }  # so that an older state is measured by the same rows
    columns = {**_defaults(model), **{name: value for name, value in one.columns.items() if name in known}}
    names = ", ".join(f'"{name}"' for name in columns)
    told = {"today": today, "extra": extra, "surnames": wording.SURNAMES, "given": wording.GIVEN}
    with connection.cursor() as cursor:
        values = ", ".join(columns.values())
        cursor.execute(f"INSERT INTO {model._meta.db_table} ({names}) SELECT {values} FROM {one.source}", told)
        return int(cursor.rowcount)


def _model(name: str) -> type[models.Model]:
    """A model, or the table between two: Paper.addressees."""
    model, _dot, between = name.partition(".")
    found: Any = apps.get_model("mediation", model)
    return found._meta.get_field(between).remote_field.through if between else found


def _defaults(model: type[models.Model]) -> dict[str, str]:
    """What columns hold of which a row says nothing, so that a new column does not stop the filling."""
    found = {}
    for one in model._meta.concrete_fields:
        if not (one.null or one.primary_key or one.generated or one.is_relation):
            found[one.column] = _neutral(one)
    return found


def _neutral(one: models.Field[Any, Any]) -> str:
    value = one.get_default()
    if isinstance(value, bool) or isinstance(one, models.BooleanField):
        return str(bool(value)).lower()
    if isinstance(value, dict | list):
        return f"'{json.dumps(value)}'"
    if isinstance(one, models.IntegerField):
        return str(value or 0)
    return "''" if value is None or callable(value) or not isinstance(value, str) else f"'{value}'"


def _number_on() -> None:
    """Keys that were written as they are: their sequences go on behind them."""
    with connection.cursor() as cursor:
        for table in ("mediation_organ", "mediation_user", "mediation_matter"):
            cursor.execute(f"SELECT setval(pg_get_serial_sequence('{table}', 'id'), (SELECT max(id) FROM {table}))")
