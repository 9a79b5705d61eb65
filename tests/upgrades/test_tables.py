"""However an empty database gets its tables, they are the same."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Ordinary

from mediation.management.commands.migrate import Command as Quick
from tests.databases import Databases
from tests.slices import thorough
from tests.upgrades.releases import working_on
from tests.upgrades.schema import described


@pytest.fixture(scope="module", params=[Quick, *[Ordinary] * thorough()], ids=lambda command: command.__module__)
def migrated(request, databases: Databases, django_db_blocker) -> Iterator[str]:
    """A database that was empty; Django's own way takes half a minute, so it is gone where all is run."""
    bare = databases.bare()
    with django_db_blocker.unblock(), working_on(bare):
        call_command(request.param(), verbosity=0)
    yield bare
    databases.drop(bare)


def test_tables_are_the_same_whichever_way_they_are_made(databases: Databases, migrated):
    copied = databases.new()
    made, again = described(copied), described(migrated)
    databases.drop(copied)
    assert len(made) > 1000
    assert sorted(made ^ again) == []
