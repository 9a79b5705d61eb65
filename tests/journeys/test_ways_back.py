"""The ways back from a clerk's ordinary slips, and from what the clock did meanwhile: scenarios that go as they should."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import call_command

from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load

FOLDER = Path(__file__).with_name("ways_back")
SCENARIOS = sorted(path for path in FOLDER.glob("*.yaml") if not path.name.startswith("_"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", SCENARIOS, ids=lambda path: path.stem)
def test_goes_as_it_is_written_and_the_ledger_stands(path):
    Player(load(path), mark_ready).play()
    call_command("verify_ledger", verbosity=0)
