"""A table of people: what each row would enrol or change, and the step that does it; the same table as export."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import gateway
from mediation.actions.office import importing
from mediation.actions.office.importing import BETWEEN, NEW, REFUSED, Column, Planned
from mediation.actions.office.importing_organs import refused_row
from mediation.actions.office.people import give_post, make_account, new_secret, tell_heads
from mediation.actions.registry import effect_of, guard_of
from mediation.models import Appointment, Event, OfficeChange, Organ, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act, Refused
from mediation.workflows.office.people_steps import IMPORTED_PEOPLE, USERNAME

COLUMNS = tuple(Column(fact.name, fact.label, fact.required) for fact in IMPORTED_PEOPLE if fact.name != "line")
ROLES = {str(label): str(value) for value, label in Role.choices}
FIELDS = {"name": "name", "title": "post", "phone": "phone", "email": "email"}


def plan(rows: list[Planned], on: date) -> list[Planned]:
    """Judge every row; who works in two organs has two rows with one user name."""
    importing.needs(rows, COLUMNS)
    organs = {organ.code: organ for organ in Organ.objects.in_force(on)}
    asked = {row.values.get("username", "") for row in rows}
    people = {person.username: person for person in User.objects.filter(username__in=asked)}
    held = set(
        Appointment.objects.in_force(on)
        .filter(user__in=people.values())
        .values_list("user__username", "organ__code", "role")
    )
    names: dict[str, str] = {}
    seen: set[tuple[str, str]] = set()
    for row in rows:
        row.called = row.values.get("name") or row.values.get("username", "")
        if row.status != REFUSED:
            _judge(row, organs, people, names, seen)
        if row.status != REFUSED:
            _compare(row, people.get(row.values["username"]), held, on)
    return rows


def _judge(
    row: Planned, organs: dict[str, Organ], people: dict[str, User], names: dict[str, str], seen: set[tuple[str, str]]
) -> None:
    username, code = row.values["username"], row.values["organ"]
    if USERNAME.fullmatch(username) is None:
        row.refuse(_("用户名“%(name)s”应当是2到30个小写字母、数字、点或者短横，以字母开头。") % {"name": username})
    if names.setdefault(username, row.values["name"]) != row.values["name"]:
        row.refuse(_("用户名“%(name)s”在表里是两个人的。") % {"name": username})
    if (username, code) in seen:
        row.refuse(_("“%(name)s”在这个机关的一行在表里出现了两次。") % {"name": username})
    seen.add((username, code))
    if code not in organs:
        row.refuse(_("没有编码为“%(code)s”的机关。") % {"code": code})
    unknown = [one for one in importing.parts_of(row.values["roles"]) if one not in ROLES]
    if unknown:
        row.refuse(_("没有“%(role)s”这个岗位。") % {"role": BETWEEN.join(unknown)})
    if username in people and not people[username].is_active:
        row.refuse(_("“%(name)s”的账号已经停用。") % {"name": username})
    _judge_email(row)
    since = importing.day_in(row, "since", _("从哪天起"))
    row.found = {"organ": organs.get(code), "since": since}


def _judge_email(row: Planned) -> None:
    try:
        if row.values.get("email"):
            validate_email(row.values["email"])
    except ValidationError:
        row.refuse(_("“%(typed)s”不是电子邮箱地址。") % {"typed": row.values["email"]})


def _compare(row: Planned, person: User | None, held: set[tuple[str, str, str]], on: date) -> None:
    """A post that is held and not named in the row goes on: posts are ended one by one, with a reason."""
    username, code = row.values["username"], row.values["organ"]
    roles = [ROLES[label] for label in importing.parts_of(row.values["roles"])]
    row.found["roles"] = [role for role in dict.fromkeys(roles) if (username, code, role) not in held]
    if person is None:
        row.status = NEW
    else:
        values = {field: row.values.get(name, "") for name, field in FIELDS.items()}
        row.found["fields"] = importing.differing(row, person, values)
    if row.found["roles"]:
        row.change(_("任职：%(roles)s") % {"roles": BETWEEN.join(str(Role(role).label) for role in row.found["roles"])})


@guard_of(OfficeChange, "import_people", says=gettext_lazy("每一行都可以导入。"), on_facts=True)
def every_person_fits(change: OfficeChange, act: Act) -> Refused | None:
    """Nothing has changed since the rows were shown."""
    return refused_row(plan(importing.from_rows(act.rows), act.on))


@effect_of(OfficeChange, "import_people", tells=(Role.HEAD,))
def enrol_them(change: OfficeChange, act: Act) -> None:
    """Every row in one act; accounts open with the secrets of their slips alone. The heads are told, once for each organ."""
    rows = plan(importing.from_rows(act.rows), act.on)
    people: dict[str, User] = {}
    organs: dict[int, Organ] = {}
    for row in rows:
        person = people.get(row.values["username"]) or User.objects.filter(username=row.values["username"]).first()
        if person is None:
            person = make_account({"title": "", "phone": "", "email": "", **row.values})
            change.made(person)
        elif row.found.get("fields"):
            change.alter(person, **row.found["fields"])
        people[person.username] = person
        for role in row.found["roles"]:
            change.made(give_post(person, row.found["organ"], role, row.found["since"] or act.on))
            organs[row.found["organ"].pk] = row.found["organ"]
    change.subject = _("%(n)d行") % {"n": len(rows)}
    change.save(update_fields=["subject", "details"])
    tell_heads(act, organs.values(), str(change))


def take_over(
    rows: list[dict[str, Any]], *, by: User, at: datetime, key: str
) -> tuple[OfficeChange, list[tuple[User, str]]]:
    """Take the rows over: the change, and each new person with the secret for the slip; none where it was done before."""
    try:
        return _take_over(rows, by=by, at=at, key=key)
    except IntegrityError:  # the same click has just been answered elsewhere
        return _take_over(rows, by=by, at=at, key=key)


def _take_over(
    rows: list[dict[str, Any]], *, by: User, at: datetime, key: str
) -> tuple[OfficeChange, list[tuple[User, str]]]:
    with transaction.atomic():
        again = bool(key) and Event.objects.filter(key=key).exists()
        change: OfficeChange = gateway.perform(OfficeChange, None, "import_people", by=by, at=at, key=key, rows=rows)
        new = [one["pk"] for one in change.details if one["model"] == "user" and "field" not in one]
        people = [] if again else User.objects.filter(pk__in=new).order_by("pk")
        return change, [(person, new_secret(person, at=at)) for person in people]


def exported(on: date) -> list[list[str]]:
    """Everybody who holds a post on the day, a row for each organ."""
    posts = Appointment.objects.in_force(on).filter(user__is_active=True).select_related("user", "organ")
    found: dict[tuple[int, int], list[Appointment]] = {}
    for post in posts.order_by("organ__path", "user__name", "user_id", "pk"):
        found.setdefault((post.organ_id, post.user_id), []).append(post)
    return [_row(held) for held in found.values()]


def _row(held: list[Appointment]) -> list[str]:
    person, organ = held[0].user, held[0].organ
    told = {
        "username": person.username, "name": person.name, "title": person.post, "phone": person.phone, "email": person.email,
        "organ": organ.code, "roles": BETWEEN.join(str(post.get_role_display()) for post in held),
        "since": min(post.since for post in held).isoformat(),
    }  # fmt: skip
    return [told[column.name] for column in COLUMNS]
