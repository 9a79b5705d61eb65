"""The world that tests share."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator

import pytest

from tests.factories.world import World
from tests.stages import staged


@staged
def world() -> World:
    """Three levels of organs with staff in every role."""
    return World()


_COUNTER = itertools.count()


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path_factory) -> Iterator[None]:
    """What a test hands in or prints does not lie among the working files; the folder is made when it is needed."""
    settings.MEDIA_ROOT = folder = tmp_path_factory.getbasetemp() / f"files-{next(_COUNTER)}"
    yield
    shutil.rmtree(folder, ignore_errors=True)
