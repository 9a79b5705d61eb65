"""Courses in which a claim, a party or an organ would lose by what another did: each goes as the law says."""

from __future__ import annotations

from pathlib import Path

import pytest

from mediation.scenarios.player import Player
from mediation.scenarios.printing import mark_ready
from mediation.scenarios.script import load

CASES = sorted((Path(__file__).parent / "cases").glob("*.yaml"))


@pytest.mark.django_db
@pytest.mark.parametrize("path", CASES, ids=[path.stem for path in CASES])
def test_the_case_goes_as_it_is_written(path):
    Player(load(path), mark_ready).play()
