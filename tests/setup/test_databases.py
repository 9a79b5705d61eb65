"""Each run has databases of its own, copied from a template that is never out of date."""

from __future__ import annotations

import threading
import time
from contextlib import closing

import psycopg
import pytest
from django.db import connection, connections
from django.db.migrations.executor import MigrationExecutor

from mediation.scenarios import scratch
from tests.databases import LOCK, PREFIX, Databases

pytestmark = pytest.mark.django_db
KIND = "test_made_once"


def names() -> set[str]:
    with scratch.server() as server:
        return {name for (name,) in server.execute("SELECT datname FROM pg_database")}


@pytest.fixture
def kind(databases):
    """A kind of template that only these tests make."""
    yield KIND
    for name in names():
        if name.startswith(KIND):
            scratch.drop(name)


def write_slowly(url: str) -> None:
    with psycopg.connect(url) as there:
        there.execute("CREATE TABLE once (n int)")
        time.sleep(0.3)


def test_the_database_of_the_tests_is_at_the_present_migrations():
    executor = MigrationExecutor(connection)
    assert executor.migration_plan(executor.loader.graph.leaf_nodes()) == []
    assert connection.settings_dict["NAME"].startswith(PREFIX)


def test_a_migration_with_other_contents_has_another_template(tmp_path):
    file = tmp_path / "0002_next.py"
    file.write_text("operations = []")
    before = scratch.digest_of([file])
    file.write_text("operations = [1]")
    assert scratch.digest_of([file]) != before
    assert scratch.fingerprint() == scratch.fingerprint()


def test_the_template_of_other_contents_is_dropped(kind):
    with scratch.alone() as server:
        older = scratch.made_once(server, kind, "a", write_slowly)
        newer = scratch.made_once(server, kind, "b", write_slowly)
    assert newer in names()
    assert older not in names()


def test_one_that_was_not_made_to_the_end_is_made_again(kind):
    def break_off(url: str) -> None:
        write_slowly(url)
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt), scratch.alone() as server:
        scratch.made_once(server, kind, "a", break_off)
    with scratch.alone() as server:
        assert scratch.made_once(server, kind, "a", write_slowly) in names()


@pytest.mark.real_time
def test_two_runs_that_begin_at_once_make_one_template(kind, django_db_blocker):
    made: list[str] = []

    def make(url: str) -> None:
        made.append(url)
        write_slowly(url)

    def begin() -> None:
        with django_db_blocker.unblock(), scratch.alone() as server:
            scratch.made_once(server, kind, "a", make)
        connections.close_all()

    runs = [threading.Thread(target=begin) for _n in range(2)]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert len(made) == 1


def test_what_a_killed_run_left_is_dropped_and_what_another_run_has_is_not(databases):
    mine, left = databases.new(), databases.new()
    databases.server.execute("SELECT pg_advisory_unlock(%s, hashtext(%s))", [LOCK, left])
    with closing(Databases()) as next_run:
        next_run.sweep()
    assert mine in names()
    assert left not in names()
    databases.drop(mine)
