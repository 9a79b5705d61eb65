"""The world that tests share."""

from __future__ import annotations

import pytest

from tests.factories.world import World
from tests.stages import staged


@staged
def world() -> World:
    """Three levels of organs with staff in every role."""
    return World()


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path) -> None:
    """What a test hands in or prints does not lie among the working files."""
    settings.MEDIA_ROOT = tmp_path / "files"
