"""However an empty database gets its tables, they are the same."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from django.core.management.commands.migrate import Command as Ordinary

from mediation.management.commands.migrate import Command as Quick
from tests.databases import Databases
from tests.slices import thorough
from tests.upgrades.releases import working_on
from tests.upgrades.schema import described


@pytest.mark.parametrize("migrate", [Quick, *[Ordinary] * thorough()])
def test_tables_are_the_same_whichever_way_they_are_made(databases: Databases, django_db_blocker, migrate):
    """Django's own way takes half a minute, so it is gone where all is run."""
    copied, bare = databases.new(), databases.bare()
    with django_db_blocker.unblock(), working_on(bare):
        call_command(migrate(), verbosity=0)
    made, again = described(copied), described(bare)
    for name in (copied, bare):
        databases.drop(name)
    assert len(made) > 1000
    assert sorted(made ^ again) == []
