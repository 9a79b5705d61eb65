"""What the site's own role may do in the database: its work, and nothing that would undo what guards the records.

Tables belong to another role, under which migrations run. The site's role owns nothing, so that it can neither change a table nor
switch a trigger off; of the ledger it may add and read, and put the seal on what it has just added.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pgtrigger
from django.apps import apps
from django.conf import settings
from django.core.management import CommandError
from django.db import connection, transaction
from psycopg import sql

from mediation.models import Event
from mediation.models.event import SEALS

READ_ALONE = {"django_migrations"}


@dataclass(frozen=True)
class Rights:
    """Of one table: which rights as a whole, and columns that may be written where the table as a whole may not."""

    table: str
    whole: tuple[str, ...]
    columns: tuple[str, ...] = ()


def of_all() -> Iterator[Rights]:
    """Of every table of the database."""
    kept = {model._meta.db_table: _left(model) for model in apps.get_models(include_auto_created=True)}
    for table in connection.introspection.table_names():
        if table in READ_ALONE:
            yield Rights(table, ("SELECT",))
        elif table == Event._meta.db_table:
            yield Rights(table, ("SELECT", "INSERT"), tuple(SEALS))
        else:
            yield Rights(table, ("SELECT", "INSERT", *kept.get(table, ("UPDATE", "DELETE"))))


def _left(model: type[Any]) -> tuple[str, ...]:
    """Updating and deleting, unless a trigger refuses it for every row."""
    refused = [
        trigger.operation
        for trigger in model._meta.triggers
        if isinstance(trigger, pgtrigger.Protect) and trigger.condition is None
    ] if hasattr(model._meta, "triggers") else []  # fmt: skip
    text = " ".join(str(one) for one in refused)
    return tuple(right for right in ("UPDATE", "DELETE") if right not in text)


def grant(role: str) -> int:
    """Give a role exactly its rights, whatever it had; over how many tables. Asked as the tables' owner, after every migration."""
    who, count = sql.Identifier(role), 0
    with connection.cursor() as cursor:
        for text in (
            "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {who}",
            "REVOKE CREATE ON SCHEMA public FROM {who}, PUBLIC",
            "GRANT USAGE ON SCHEMA public TO {who}",
            "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {who}",
            "GRANT EXECUTE ON ALL FUNCTIONS IN SCHEMA public TO {who}",
        ):
            cursor.execute(sql.SQL(text).format(who=who))
        for rights in of_all():
            count += 1
            table = sql.Identifier(rights.table)
            whole = sql.SQL(", ").join(map(sql.SQL, rights.whole))
            cursor.execute(sql.SQL("GRANT {whole} ON {table} TO {who}").format(whole=whole, table=table, who=who))
            if rights.columns:
                columns = sql.SQL(", ").join(map(sql.Identifier, rights.columns))
                cursor.execute(
                    sql.SQL("GRANT UPDATE ({columns}) ON {table} TO {who}").format(
                        columns=columns, table=table, who=who
                    )
                )
    return count


def grant_to_the_site() -> int:
    """Give the role of the settings its rights, where there is one; over how many tables.

    On a server of our own, where the owner may make roles, it is made; elsewhere whoever looks after the server has made it.
    """
    role = settings.DATABASE_ROLE
    if not role:
        return 0
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper AND current_user <> %s, to_regrole(%s) IS NULL FROM pg_roles WHERE rolname = current_user",
            [role, role],
        )
        may_make, missing = cursor.fetchone()
        if may_make and missing:
            cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(role)))
        count = grant(role)
        if found := too_much(role):
            raise CommandError(
                f"DATABASE_ROLE所写的角色{role}权力过大（{found}）。请另建一个不是表的所有者、也不是超级用户的角色。"
            )
    return count


def too_much(role: str) -> str:
    """What a role may do that the site must not be able to; empty where nothing."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT rolsuper FROM pg_roles WHERE rolname = %s", [role])
        if (found := cursor.fetchone()) and found[0]:
            return "superuser"
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind IN ('r', 'p')"
            " AND pg_has_role(%s, relowner, 'USAGE') ORDER BY 1 LIMIT 1", [role],
        )  # fmt: skip
        if owned := cursor.fetchone():
            return f"owner of {owned[0]}"
        cursor.execute(
            "SELECT has_table_privilege(%(role)s, %(ledger)s, 'DELETE') OR has_table_privilege(%(role)s, %(ledger)s, 'TRUNCATE')"
            " OR has_column_privilege(%(role)s, %(ledger)s, 'facts', 'UPDATE')",
            {"role": role, "ledger": Event._meta.db_table},
        )  # fmt: skip
        return "may change the ledger" if cursor.fetchone()[0] else ""
