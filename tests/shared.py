"""The world that tests share."""

from __future__ import annotations

import itertools
import shutil
from collections.abc import Iterator

import pytest

from mediation.models import Paper
from tests.factories.bulk import notices
from tests.factories.world import World
from tests.stages import staged


@staged
def world() -> World:
    """Three levels of organs with staff in every role."""
    return World()


@staged
def one_notice(world: World) -> list[Paper]:
    """A notice to be issued."""
    return notices(world, 1)


@staged
def two_notices(world: World, one_notice: list[Paper]) -> list[Paper]:
    """Two notices of two files."""
    return [*one_notice, *notices(world, 2, first=1)]


@staged
def three_notices(world: World, two_notices: list[Paper]) -> list[Paper]:
    """Three notices of three files."""
    return [*two_notices, *notices(world, 3, first=2)]


_COUNTER = itertools.count()


@pytest.fixture(autouse=True)
def _files_of_their_own(settings, tmp_path_factory) -> Iterator[None]:
    """What a test hands in or prints does not lie among the working files; the folder is made when it is needed."""
    settings.MEDIA_ROOT = folder = tmp_path_factory.getbasetemp() / f"files-{next(_COUNTER)}"
    yield
    shutil.rmtree(folder, ignore_errors=True)
