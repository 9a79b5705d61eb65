"""A scratch database of its own for each play: copied from a template, dropped afterwards."""

from __future__ import annotations

import hashlib
import inspect
import os
import secrets
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import TypeAlias
from urllib.parse import quote, urlencode

import django
import psycopg
from django.apps import apps
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from psycopg import sql

LOCK = 7_405_113
PREFIX = "mediation_play"
DROP = "DROP DATABASE IF EXISTS {} WITH (FORCE)"
Server: TypeAlias = "psycopg.Connection[tuple[str]]"


class NoScratch(Exception):
    """The server does not let us make a database; the message says what to do."""


@contextmanager
def scratch_database(*, keep: bool = False) -> Iterator[str]:
    """The DATABASE_URL of a fresh, migrated, empty database."""
    name = f"{PREFIX}_{secrets.token_hex(4)}"
    copy_template(name)
    try:
        yield url_of(name)
    finally:
        if not keep:
            drop(name)


def ready_template() -> str:
    """The name of an empty database at the present migrations; made once, by one process."""
    with alone() as server:
        return made_once(server, f"{PREFIX}_template", fingerprint(), _migrate)


def copy_template(name: str) -> None:
    """A new database of this name, empty, at the present migrations."""
    with alone() as server:
        template = made_once(server, f"{PREFIX}_template", fingerprint(), _migrate)
        _say(server, "CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY", name, template)


def made_once(server: Server, kind: str, contents: str, make: Callable[[str], None]) -> str:
    """The name of a database of this kind with these contents; others of the kind are out of date and go.

    Call it under `alone`: nobody drops the template that another is about to copy. `make` fills it, given its address;
    one that was not made to the end is never taken for whole.
    """
    name, fresh = f"{kind}_{contents}", f"{kind}_new"
    if not server.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name]).fetchone():
        found = server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{kind}_"])
        for (older,) in found.fetchall():
            _say(server, DROP, older)
        _say(server, "CREATE DATABASE {} TEMPLATE template0", fresh)
        make(url_of(fresh))
        _say(server, "ALTER DATABASE {} RENAME TO {}", fresh, name)
    return name


@contextmanager
def alone() -> Iterator[Server]:
    """A connection to the server itself, held by one process at a time."""
    try:
        with server() as found:
            found.execute("SELECT pg_advisory_lock(%s)", [LOCK])
            yield found
    except psycopg.errors.InsufficientPrivilege:
        raise NoScratch("演示需要新建临时数据库：请用有CREATEDB权限的数据库用户，或者不设DATABASE_URL。") from None


def drop(name: str) -> None:
    """Drop a database, whoever still has it open."""
    with server() as found:
        _say(found, DROP, name)


def fingerprint() -> str:
    """Changes with whatever decides what a migrated, empty database holds."""
    loader = MigrationLoader(None)
    files = [Path(str(inspect.getsourcefile(type(one)))) for one in loader.disk_migrations.values()]
    # After migrating, Django writes a row for each model and each permission.
    rows = [
        (m._meta.label, m._meta.verbose_name_raw, m._meta.default_permissions, m._meta.permissions)
        for m in apps.get_models(include_auto_created=True)
    ]
    return digest_of(files, [django.VERSION, version("django-pgtrigger"), sorted(map(str, rows))])


def digest_of(files: Iterable[Path], more: object = ()) -> str:
    """Twelve letters that stand for the contents of files."""
    whole = hashlib.sha256(repr(more).encode())
    for path in sorted(files):
        whole.update(path.name.encode() + path.read_bytes())
    return whole.hexdigest()[:12]


def url_of(name: str) -> str:
    """The address of another database on the server in use."""
    known = connection.get_connection_params()
    user = quote(known.get("user") or "", safe="")
    password = f":{quote(known['password'], safe='')}" if known.get("password") else ""
    where = urlencode({key: known[key] for key in ("host", "port") if known.get(key)})
    return f"postgres://{user}{password}@/{name}?{where}"


def _migrate(url: str) -> None:
    done = subprocess.run(  # noqa: S603 our own program
        [sys.executable, str(settings.ROOT / "manage.py"), "migrate", "--verbosity", "0"],
        env={**os.environ, "DATABASE_URL": url}, cwd=settings.ROOT, check=False, capture_output=True, text=True,
    )  # fmt: skip
    if done.returncode:
        raise NoScratch(f"建立演示数据库失败：{done.stderr.strip()[-2000:]}")


def server() -> Server:
    """A connection to the server itself: databases are made and dropped from outside."""
    known = {**connection.get_connection_params(), "dbname": "postgres"}
    known = {key: known[key] for key in ("host", "port", "user", "password", "dbname") if known.get(key)}
    return psycopg.connect(**known, autocommit=True)


def _say(server: Server, words: str, *names: str) -> None:
    server.execute(sql.SQL(words).format(*map(sql.Identifier, names)))
