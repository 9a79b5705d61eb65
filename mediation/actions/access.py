"""The one place where sight of a file is given and ended: by effects of steps, each row with the record that says why."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Value
from django.db.models.functions import Greatest

from mediation.models import Matter, MatterAccess, Organ, User
from mediation.vocabulary import AccessPart
from mediation.workflows.base import Act


def admit(
    act: Act,
    matter: Matter,
    *,
    organ: Organ | None = None,
    user: User | None = None,
    roles: Iterable[str] = ("",),
    part: AccessPart = AccessPart.WHOLE,
    about: Any = None,
) -> None:
    """Let an organ (as a whole, or who holds one of the roles in it) or one person read the file or a part of it.

    `about` is the hearing, mediation … to which the part belongs. Who may read it already goes on under the first reason.
    """
    MatterAccess.objects.bulk_create(
        [
            MatterAccess(
                matter=matter, opened_on=matter.opened_on, organ=organ, role=role, user=user, part=part,
                object_id=about and about.pk, since=act.on, given_by_id=act.event.pk,
            )
            for role in roles
        ],
        ignore_conflicts=True,
    )  # fmt: skip


def show(act: Act, matter: Matter, organ: Organ, **reason: Any) -> None:
    """Let another organ read, unless something in the file accuses it (第三十条第三款)."""
    if not matter.accuses(organ):
        admit(act, matter, organ=organ, **reason)


def shut(act: Act, matter: Matter, **which: Any) -> None:
    """Who read the file for the reason that `which` describes (columns of the row) reads it no more from this day on."""
    if about := which.pop("about", None):
        which["object_id"] = about.pk
    rows = MatterAccess.objects.standing(act.on).filter(matter=matter, **which)
    rows.update(until=Greatest(F("since"), Value(act.on)), ended_by_id=act.event.pk)
