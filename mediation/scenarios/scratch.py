"""A scratch database of its own for each play: copied from a template, dropped afterwards."""

from __future__ import annotations

import hashlib
import os
import secrets
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote, urlencode

import psycopg
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

LOCK = 7_405_113
PREFIX = "mediation_play"


class NoScratch(Exception):
    """The server does not let us make a database; the message says what to do."""


@contextmanager
def scratch_database(*, keep: bool = False) -> Iterator[str]:
    """The DATABASE_URL of a fresh, migrated, empty database."""
    template = ready_template()
    name = f"{PREFIX}_{secrets.token_hex(4)}"
    _run("CREATE DATABASE {} TEMPLATE {}", name, template)
    try:
        yield url_of(name)
    finally:
        if not keep:
            _run("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def ready_template() -> str:
    """The name of an empty database at the present migrations; made once, by one process."""
    name = f"{PREFIX}_template_{_migrations_hash()}"
    with _server() as server:
        server.execute("SELECT pg_advisory_lock(%s)", [LOCK])
        if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
            fresh = f"{name}_new"
            for words in ("DROP DATABASE IF EXISTS {} WITH (FORCE)", "CREATE DATABASE {} TEMPLATE template0"):
                server.execute(sql.SQL(words).format(sql.Identifier(fresh)))
            _migrate(url_of(fresh))
            _drop_older(server, keep=fresh)
            server.execute(
                sql.SQL("ALTER DATABASE {} RENAME TO {}").format(sql.Identifier(fresh), sql.Identifier(name))
            )
    return name


def url_of(name: str) -> str:
    """The address of another database on the server in use."""
    known = connection.get_connection_params()
    user = quote(known.get("user") or "", safe="")
    password = f":{quote(known['password'], safe='')}" if known.get("password") else ""
    where = urlencode({key: known[key] for key in ("host", "port") if known.get(key)})
    return f"postgres://{user}{password}@/{name}?{where}"


def _drop_older(server: psycopg.Connection[tuple[str]], *, keep: str) -> None:
    """Templates of older migrations are of no use any more."""
    found = server.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [f"{PREFIX}_template_%"])
    for (older,) in found.fetchall():
        if older != keep:
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(older)))


def _migrate(url: str) -> None:
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, str(settings.ROOT / "manage.py"), "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url}, cwd=settings.ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise NoScratch(f"建立演示数据库失败：{done.stderr.strip()[-2000:]}")


def _migrations_hash() -> str:
    names = sorted(f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations)
    whole = hashlib.sha256("\n".join(names).encode())
    for path in sorted(Path(settings.ROOT, "mediation", "migrations").glob("*.py")):
        whole.update(path.read_bytes())
    return whole.hexdigest()[:12]


def _server() -> psycopg.Connection[tuple[str]]:
    known = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}
    return psycopg.connect(**known, autocommit=True)


def _run(words: str, *names: str) -> None:
    try:
        with _server() as server:
            server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
    except psycopg.errors.InsufficientPrivilege:
        raise NoScratch("演示需要新建临时数据库：请用有CREATEDB权限的数据库用户，或者不设DATABASE_URL。") from None
