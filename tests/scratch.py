"""A database of its own for tests that need real commits and several processes."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection

from tests.databases import Databases
from tests.forks import Forked, Mother
from tests.stages import STAGES

ROOT = Path(__file__).resolve().parents[1]


class Scratch:
    """A copy of the test database, and processes that work on it."""

    def __init__(self, name: str, mother: Callable[[], Mother]) -> None:
        self.name, self.mother = name, mother

    def fork(self, script: str, *arguments: str) -> Forked:
        """Have a process run a Python script on this database."""
        database = {"NAME": self.name, "HOST": connection.settings_dict["HOST"]}
        return self.mother().fork(script, *arguments, database=database, files=str(settings.MEDIA_ROOT))

    def fork_worker(self) -> Forked:
        """A worker of the site on this database."""
        return self.fork("from django.core.management import call_command\ncall_command('work')")

    def start(self, script: str, *arguments: str, **pipes: Any) -> subprocess.Popen[str]:
        """The same in a program of its own, whose pipes the caller may choose."""
        code = f"import django; django.setup()\n{script}"
        env = {
            **os.environ,
            "SCRATCH_DATABASE": self.name,
            "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "MEDIATION_FILES": str(settings.MEDIA_ROOT),
        }
        return subprocess.Popen(
            [sys.executable, "-c", code, *arguments],
            cwd=ROOT, env=env, text=True, **{"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **pipes},
        )  # fmt: skip


@pytest.fixture(scope="session")
def mother() -> Iterator[Callable[[], Mother]]:
    """The process that others are forked from; started when the first is wanted."""
    found: list[Mother] = []

    def ready() -> Mother:
        if not found:
            found.append(Mother())
        return found[0]

    yield ready
    for one in found:
        one.stop()


@pytest.fixture
def scratch(databases: Databases, mother: Callable[[], Mother], django_db_blocker) -> Iterator[Scratch]:
    """A new database, used with real commits, and dropped."""
    with django_db_blocker.unblock():
        own = connection.settings_dict["NAME"]
        STAGES.leave()
        connection.close()
        connection.settings_dict["NAME"] = name = databases.new()
        try:
            yield Scratch(name, mother)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own
            databases.drop(name)
