"""What the tests of statutory time share."""

from __future__ import annotations

import pytest

from mediation.timelimits import Calendar, shipped_calendar


@pytest.fixture(scope="session")
def calendar() -> Calendar:
    return shipped_calendar()
