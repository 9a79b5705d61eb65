"""The databases of a run: each is copied in a moment from a template with the present migrations.

The template is kept in the test server and made anew when a migration changes. Each run and each process has databases of
its own, so that several runs may go on at once; what a killed run left behind is dropped by the next one.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator

import pytest
from django.db import connection
from psycopg import sql

from mediation.scenarios import scratch

PREFIX = "test_mediation"
# With the hash of its name: who has it holds the lock until the process ends.
LOCK = 1_740_511


class Databases:
    """Makes and drops databases for one process."""

    def __init__(self) -> None:
        self.server = scratch.server()

    def new(self) -> str:
        """An empty one at the present migrations."""
        name = f"{PREFIX}_{secrets.token_hex(4)}"
        self.server.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, name])
        scratch.copy_template(name)
        return name

    def bare(self) -> str:
        """One without anything in it, not even tables."""
        name = f"{PREFIX}_{secrets.token_hex(4)}"
        self.server.execute("SELECT pg_advisory_lock(%s, hashtext(%s))", [LOCK, name])
        self.server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE template0").format(sql.Identifier(name)))
        return name

    def drop(self, name: str) -> None:
        """Done with it."""
        scratch.drop(name)
        self.server.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LOCK, name])

    def sweep(self) -> None:
        """Drop what nobody has any more."""
        found = self.server.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [f"{PREFIX}_"])
        for (name,) in found.fetchall():
            free = self.server.execute("SELECT pg_try_advisory_lock(%s, hashtext(%s))", [LOCK, name]).fetchone()
            if free == (True,):
                self.drop(name)

    def close(self) -> None:
        """What it still has is free from now on."""
        self.server.close()


@pytest.fixture(scope="session")
def databases(postgres: str, django_test_environment: None, django_db_blocker) -> Iterator[Databases]:
    """Makes and drops databases on the server for tests."""
    with django_db_blocker.unblock():
        made = Databases()
        made.sweep()
        yield made
        made.close()


@pytest.fixture(scope="session")
def django_db_setup(databases: Databases, django_db_blocker) -> Iterator[None]:
    """The database that the tests of this process share, each in a transaction that is rolled back."""
    with django_db_blocker.unblock():
        own = connection.settings_dict["NAME"]
        connection.settings_dict["NAME"] = name = databases.new()
    yield
    with django_db_blocker.unblock():
        connection.close()
        connection.settings_dict["NAME"] = own
        databases.drop(name)
