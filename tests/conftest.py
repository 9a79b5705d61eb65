"""Fences and the world that tests share."""

from __future__ import annotations

import pytest

from tests.factories.world import World

pytest_plugins = ["tests.fences", "tests.browser", "tests.scratch"]


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest begin first, so that no process is left alone with one at the end."""
    items.sort(
        key=lambda item: not item.path.name.endswith("_by_hand.py") and item.path.name != "test_shipped_scenarios.py"
    )


@pytest.fixture
def world(db: None) -> World:
    """Three levels of organs with staff in every role."""
    return World()


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path) -> None:
    """What a test hands in or prints does not lie among the working files."""
    settings.MEDIA_ROOT = tmp_path / "files"
