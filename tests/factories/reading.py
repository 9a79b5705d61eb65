"""Sight of a file for tests that need a reader and not the steps that would give it."""

from __future__ import annotations

from mediation.models import Matter, MatterAccess, Organ
from mediation.vocabulary import Role


def let_read(matter: Matter, organ: Organ) -> None:
    """The organ as a whole, and every role in it, may read the file."""
    rows = [
        MatterAccess(matter=matter, organ=organ, role=role, opened_on=matter.opened_on, since=matter.opened_on)
        for role in ("", *Role.values)
    ]
    MatterAccess.objects.bulk_create(rows, ignore_conflicts=True)
