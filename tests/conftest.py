"""Fences and the world that tests share."""

from __future__ import annotations

import pytest

from tests.factories.world import World

pytest_plugins = ["tests.fences", "tests.browser", "tests.scratch"]


@pytest.fixture
def world(db: None) -> World:
    """Three levels of organs with staff in every role."""
    return World()
