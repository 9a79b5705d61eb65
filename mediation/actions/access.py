"""The one place where sight of a file is given and ended: by effects of steps, each row with the record that says why."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.db.models import F, Q, Value
from django.db.models.functions import Greatest
from django.utils.timezone import localtime

from mediation.models import Matter, MatterAccess, Organ, Paper, User
from mediation.vocabulary import AccessPart, Role
from mediation.workflows.base import Act

# What was given for some days with a reason is not given again when the file is open as before.
FOR_A_TIME = Q(given_by__step="consult")


def admit(
    act: Act,
    matter: Matter,
    *,
    organ: Organ | int | None = None,
    user: User | int | None = None,
    roles: Iterable[str] = ("",),
    part: AccessPart = AccessPart.WHOLE,
    about: Any = None,
    until: date | None = None,
) -> None:
    """Let an organ (as a whole, or who holds one of the roles in it) or one person read the file or a part of it.

    `about` is the hearing, mediation … to which the part belongs. Who may read it already goes on under the first reason.
    """
    who = {"organ_id": getattr(organ, "pk", organ), "user_id": getattr(user, "pk", user)}
    rows = [_row(act, matter, about=about, part=part, role=role, until=until, **who) for role in roles]
    MatterAccess.objects.bulk_create(rows, ignore_conflicts=True)


def show(act: Act, matter: Matter, organ: Organ, **reason: Any) -> None:
    """Let another organ read, unless something in the file accuses it (第三十条第三款)."""
    if not matter.accuses(organ):
        admit(act, matter, organ=organ, **reason)


def seat(act: Act, matter: Matter, role: str, named: set[tuple[int, int]], vacant: set[int]) -> None:
    """In a role these people (by organ and person) read the file; where an organ has named nobody, whoever holds it there."""
    wanted = [*sorted(named), *((organ, None) for organ in sorted(vacant))]
    extracts = _extracts(matter)
    seats = [(organ, user, extracts.get(organ, {})) for organ, user in wanted]
    with connection.cursor() as cursor:
        cursor.execute(SEATED, {
            "on": act.on, "event": act.event.pk, "matter": matter.pk, "opened": matter.opened_on, "role": role,
            "parts": [AccessPart.WHOLE.value, AccessPart.EXTRACT.value],
            "organs": [organ for organ, _user, _extract in seats], "people": [user for _organ, user, _extract in seats],
            "kinds": [str(extract.get("part", AccessPart.WHOLE)) for *_who, extract in seats],
            "objects": [extract.get("object_id") for *_who, extract in seats],
        })  # fmt: skip


# Who sits there no more reads no more; who sits there anew reads. In one statement: every naming of a handler asks it.
SEATED = """
WITH seat AS (
    SELECT * FROM unnest(%(organs)s::bigint[], %(people)s::bigint[], %(kinds)s::varchar[], %(objects)s::bigint[])
        AS t (organ, person, part, object)
), left_now AS (
    UPDATE mediation_matteraccess a SET until = GREATEST(a.since, %(on)s::date), ended_by_id = %(event)s
    WHERE a.matter_id = %(matter)s AND (a.until IS NULL OR a.until > %(on)s::date) AND a.role = %(role)s
        AND a.part = ANY(%(parts)s::varchar[]) AND NOT EXISTS (
            SELECT FROM seat WHERE seat.organ = a.organ_id AND seat.person IS NOT DISTINCT FROM a.user_id)
)
INSERT INTO mediation_matteraccess
    (matter_id, opened_on, organ_id, role, user_id, part, object_id, since, until, given_by_id, ended_by_id)
SELECT %(matter)s, %(opened)s::date, organ, %(role)s, person, part, object, %(on)s::date, NULL, %(event)s, NULL FROM seat
ON CONFLICT DO NOTHING
"""


def _extracts(matter: Matter) -> dict[int, dict[str, Any]]:
    """By organ that was sent an extract and has nothing more: that its handler reads the extract, and by which transfer."""
    if not matter.extracts:
        return {}
    standing = MatterAccess.objects.standing().filter(matter=matter, role="", user=None).order_by("pk")
    parts: dict[int, dict[str, int | None]] = {}
    for organ, part, key in standing.values_list("organ", "part", "object_id"):
        parts.setdefault(organ, {})[part] = key
    return {
        organ: {"part": AccessPart.EXTRACT, "object_id": held[AccessPart.EXTRACT]}
        for organ, held in parts.items()
        if AccessPart.EXTRACT in held and AccessPart.WHOLE not in held
    }


def admit_people(act: Act, matter: Matter, people: Iterable[int], *, part: AccessPart, about: Any) -> None:
    """These, by key, and no others read the file for one sitting."""
    people = set(people)
    MatterAccess.objects.bulk_create(
        [_row(act, matter, user_id=user, part=part, about=about) for user in sorted(people)], ignore_conflicts=True
    )
    shut(act, matter, ~Q(user__in=people), user__isnull=False, part=part, about=about)


def bar(act: Act, matter: Matter, person: User) -> None:
    """A granted recusal: the person reads nothing more of the file, whatever office would open it."""
    shut(act, matter, user=person)
    admit(act, matter, user=person, part=AccessPart.BARRED)


def hand_over(act: Act, matter: Matter, gone: Organ, successor: Organ) -> None:
    """What an organ read, its successor reads."""
    rows = list(MatterAccess.objects.standing().filter(matter=matter, organ=gone, user=None))
    shut(act, matter, organ=gone)
    MatterAccess.objects.bulk_create([_again(row, act, organ=successor) for row in rows], ignore_conflicts=True)


def end_all(act: Act, matter: Matter) -> None:
    """The matter is closed: nobody reads the file any more without saying why; who was barred stays so.

    A panel goes on to read its own deliberation.
    """
    shut(act, matter, ~Q(part__in=(AccessPart.BARRED, AccessPart.DELIBERATION)))


def open_again(act: Act, matter: Matter) -> None:
    """The matter is in hand again: whoever read the file before it was closed reads it."""
    closing = MatterAccess.objects.filter(matter=matter, ended_by__object_type="petition", ended_by__step="close")
    last = closing.order_by("-ended_by").values_list("ended_by", flat=True).first()
    ended = MatterAccess.objects.filter(ended_by=last).exclude(FOR_A_TIME).order_by("pk") if last else ()
    rows = [_again(row, act) for row in ended]
    MatterAccess.objects.bulk_create(rows, ignore_conflicts=True)


def undo(act: Act, records: Iterable[int]) -> None:
    """Records that count no more gave nothing and ended nothing."""
    given = MatterAccess.objects.filter(given_by__in=records)
    ended = list(MatterAccess.objects.filter(ended_by__in=records).exclude(given_by__in=records).exclude(FOR_A_TIME))
    given.filter(until=None).update(until=Greatest(F("since"), Value(act.on)), ended_by_id=act.event.pk)
    MatterAccess.objects.bulk_create([_again(row, act) for row in ended], ignore_conflicts=True)


def _row(act: Act, matter: Matter, *, about: Any = None, **who: Any) -> MatterAccess:
    who.setdefault("object_id", about and about.pk)
    return MatterAccess(matter=matter, opened_on=matter.opened_on, since=act.on, given_by_id=act.event.pk, **who)


def _again(row: MatterAccess, act: Act, **changes: Any) -> MatterAccess:
    """The same sight, given anew."""
    kept = {
        name: getattr(row, name)
        for name in ("matter_id", "opened_on", "organ_id", "role", "user_id", "part", "object_id")
    }
    return MatterAccess(**{**kept, "since": act.on, "given_by_id": act.event.pk, **_keys(changes)})


def _keys(changes: dict[str, Any]) -> dict[str, Any]:
    return {f"{name}_id": value.pk for name, value in changes.items()}


def show_to_reviewers(act: Act, paper: Paper) -> None:
    """A draft that goes through legal review is read with its file by whoever reviews there, until the head has approved."""
    if Role.LEGAL_REVIEWER in paper.organ.approval_chain(paper.kind):
        admit(act, paper.matter, organ=paper.organ, roles=(Role.LEGAL_REVIEWER,), part=AccessPart.SERVICE, about=paper)


def show_to_registrar(act: Act, paper: Paper) -> None:
    """Whoever numbers, seals and serves in the organ reads the file while there is anything of it to do."""
    admit(act, paper.matter, organ=paper.organ, roles=(Role.REGISTRAR,), part=AccessPart.SERVICE)


def see_out(act: Act, matter: Matter, part: AccessPart = AccessPart.WHOLE, about: Any = None) -> None:
    """Whoever has just ended his own sight of the file by an act of his sees what came of it for the rest of the day."""
    if act.by.user is not None:
        until = localtime(act.at).date() + timedelta(days=1)
        admit(act, matter, user=act.by.user, part=part, about=about, until=until)


def shut(act: Act, matter: Matter, *conditions: Any, **which: Any) -> int:
    """Who read the file for the reason that `which` describes (columns of the row) reads it no more from this day on. Returns how many rows end."""
    if about := which.pop("about", None):
        which["object_id"] = about.pk
    rows = MatterAccess.objects.standing(act.on).filter(*conditions, matter=matter, **which)
    return rows.update(until=Greatest(F("since"), Value(act.on)), ended_by_id=act.event.pk)
