"""Models, triggers and migrations agree, and a released migration is never touched again."""

from __future__ import annotations

import shutil

import pgtrigger
import pytest
from django.core.management import CommandError, call_command

from mediation.management.commands.freeze_migrations import FOLDER, released
from mediation.models import Event

pytestmark = pytest.mark.django_db


def differs():
    """Whether `make check` would ask for a migration."""
    try:
        call_command("makemigrations", "--check", "--dry-run", verbosity=0)
    except SystemExit:
        return True
    return False


def test_models_and_triggers_are_those_of_the_migrations():
    assert not differs()


def test_another_line_in_a_trigger_asks_for_a_migration(monkeypatch):
    (trigger,) = (one for one in Event._meta.triggers if one.name == "append_only")
    monkeypatch.setattr(trigger, "func", trigger.func + "\n-- another line")
    assert differs()


def test_another_condition_of_a_trigger_asks_for_a_migration(monkeypatch):
    (trigger,) = (one for one in Event._meta.triggers if one.name == "sealed_at_last")
    monkeypatch.setattr(trigger, "condition", pgtrigger.Condition("TRUE"))
    assert differs()


def test_released_migrations_are_as_they_were_shipped():
    call_command("freeze_migrations", "--check")


@pytest.fixture
def folder(tmp_path):
    """The migrations as they would be after a release."""
    shutil.copytree(FOLDER, tmp_path / "migrations", ignore=shutil.ignore_patterns("__pycache__"))
    call_command("freeze_migrations", "--folder", tmp_path / "migrations")
    return tmp_path / "migrations"


@pytest.mark.parametrize("touch", ["edit", "remove"])
def test_a_released_migration_that_was_touched_is_named(folder, touch):
    assert "0001_initial" in released(folder)
    first = folder / "0001_initial.py"
    first.write_text(first.read_text() + "\n") if touch == "edit" else first.unlink()
    for more in ([], ["--check"]):
        with pytest.raises(CommandError, match="0001_initial"):
            call_command("freeze_migrations", "--folder", folder, *more)


def test_a_new_migration_is_added_and_those_before_stay(folder):
    before = released(folder)
    (folder / "0002_more.py").write_text("# more\n")
    call_command("freeze_migrations", "--folder", folder, "--check")
    assert released(folder) == before
    call_command("freeze_migrations", "--folder", folder)
    assert released(folder).items() > before.items()
    assert list(released(folder))[-1] == "0002_more"
