"""Stages: what many tests begin with is made once, and each test works on a savepoint above it.

A fixture declared `@staged` instead of `@pytest.fixture` is a stage: a world, a course of a hearing up to its opening. Stages
that a test asks for are reached in the order of its fixtures; those that the test before it stood on are kept as far as
the two agree, so that tests which stand side by side in a module share theirs. Each test gets copies of its own of the
objects, of the files, and of the rows.

A stage is made from other stages and constants alone: never from `db`, and from nothing that differs between tests.

A fixture of a whole module that works in the database by itself (it asks for `django_db_setup` or `databases`) finds it without stages,
and while it lives none is kept.
"""

from __future__ import annotations

import copy
import functools
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection, transaction

_STAGED: set[Any] = set()


def staged(make: Callable[..., Any]) -> Any:
    """Declare a stage. A module's own one, or one for all in a conftest."""

    @functools.wraps(make)
    def reach(**above: Any) -> Any:
        return STAGES.reach(make, above)

    fixture = pytest.fixture(reach)
    _STAGED.add(make)
    return fixture


class Stage:
    """One level: a savepoint, and what stood there when it was made."""

    def __init__(self, make: Callable[..., Any], folder: Path) -> None:
        self.make, self.folder = make, folder
        self.objects: dict[Any, Any] = {}
        self.savepoint = transaction.atomic()
        self.savepoint._from_testcase = True  # type: ignore[attr-defined]
        self.savepoint.__enter__()

    def keep(self, objects: dict[Any, Any]) -> None:
        """It is made: what waits for the commit is checked once, not again after each test."""
        connection.check_constraints()
        self.objects = copy.deepcopy(objects)
        if (media := Path(settings.MEDIA_ROOT)).exists():
            shutil.copytree(media, self.folder)

    def leave(self) -> None:
        """Back to the level below."""
        if not connection.closed_in_transaction:
            transaction.set_rollback(True)
        self.savepoint.__exit__(None, None, None)
        shutil.rmtree(self.folder, ignore_errors=True)


class Stages:
    """The levels that stand in this process's database, lowest first."""

    def __init__(self) -> None:
        self.levels: list[Stage] = []
        self.wanted: list[Any] = []
        self.objects: dict[Any, Any] = {}
        self.folder: Path | None = None
        self.held_by: set[Any] = set()

    def begin(self, wanted: list[Any]) -> None:
        """A test that wants these stages begins: keep what it shares with the test before it."""
        agreed = 0
        for level, make in zip(self.levels, wanted, strict=False):
            if level.make is not make:
                break
            agreed += 1
        self.leave(agreed)
        self.wanted = wanted
        self.objects = copy.deepcopy(self.levels[-1].objects) if self.levels else {}
        if self.levels and self.levels[-1].folder.exists():
            shutil.copytree(self.levels[-1].folder, settings.MEDIA_ROOT)

    def reach(self, make: Callable[..., Any], above: dict[str, Any]) -> Any:
        """The objects of a stage, made if it does not stand yet."""
        if make not in self.wanted:  # asked for in the middle of a test
            return make(**above)
        if make not in self.objects:
            assert self.folder is not None
            level = Stage(make, self.folder / str(len(self.levels)))
            try:
                self.objects[make] = make(**above)
                level.keep(self.objects)
            except BaseException:
                level.leave()
                raise
            self.levels.append(level)
        return self.objects[make]

    def leave(self, agreed: int = 0) -> None:
        """Go down to so many levels."""
        while len(self.levels) > agreed:
            self.levels.pop().leave()


STAGES = Stages()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Within a module, tests that stand on the same stages follow each other."""
    modules: dict[Path, list[pytest.Item]] = {}
    for item in items:
        modules.setdefault(item.path, []).append(item)
    items[:] = [item for module in modules.values() for item in _grouped(module)]


def _grouped(items: list[pytest.Item]) -> list[pytest.Item]:
    groups: dict[tuple[Any, ...], list[pytest.Item]] = {}
    for item in items:
        groups.setdefault(tuple(make for _name, make in _wanted(item)), []).append(item)
    return [item for group in groups.values() for item in group]


@pytest.hookimpl(tryfirst=True)
def pytest_fixture_setup(fixturedef: Any, request: pytest.FixtureRequest) -> None:
    """Whoever works in the database for longer than a test begins on the ground."""
    if fixturedef.scope in ("class", "module", "package") and {"django_db_setup", "databases"} & {*fixturedef.argnames}:
        with request.getfixturevalue("django_db_blocker").unblock():
            STAGES.leave()
        STAGES.held_by.add(fixturedef)


def pytest_fixture_post_finalizer(fixturedef: Any) -> None:
    STAGES.held_by.discard(fixturedef)


@pytest.fixture(scope="session")
def stages(django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stages]:
    """The levels of this process; all are left before its database goes."""
    STAGES.folder = tmp_path_factory.mktemp("stages")
    yield STAGES
    with django_db_blocker.unblock():
        STAGES.leave()


@pytest.fixture
def on_stage(request: pytest.FixtureRequest, _files_of_their_own: None) -> None:
    """The stages of the test stand, and no others."""
    wanted = _wanted(request.node)
    if not wanted and not STAGES.levels:
        return
    stages = request.getfixturevalue("stages")
    if stages.held_by or any(request.node.get_closest_marker(name) for name in ("browser", "real_time")):
        wanted = []  # what lies above another's savepoint, or was made while the clock ran, is theirs alone
    with request.getfixturevalue("django_db_blocker").unblock():
        stages.begin([make for _name, make in wanted])
        for name, _make in wanted:
            request.getfixturevalue(name)


@pytest.fixture
def _django_db_helper(on_stage: None, _django_db_helper: None) -> Any:
    """pytest-django's savepoint of a test is laid above the stages."""
    return _django_db_helper


@pytest.fixture(autouse=True)
def _above_the_stages(request: pytest.FixtureRequest) -> None:
    """Who stands on a stage uses the database."""
    if _wanted(request.node):
        request.getfixturevalue("_django_db_helper")


def _wanted(item: Any) -> list[tuple[str, Any]]:
    """The stages that a test asks for, in the order in which pytest makes fixtures."""
    found: dict[str, Any] = {}
    defined = item._fixtureinfo.name2fixturedefs

    def visit(name: str) -> None:
        if name in found or name not in defined:
            return
        for below in defined[name][-1].argnames:
            visit(below) if below != name else None
        make = getattr(defined[name][-1].func, "__wrapped__", None)
        if make in _STAGED:
            beside = [below for below in defined[name][-1].argnames if below not in found]
            if beside:
                raise pytest.UsageError(f"stage {name}: {', '.join(beside)} is no stage")
            found[name] = make

    for name in item.fixturenames:
        visit(name)
    return list(found.items())
