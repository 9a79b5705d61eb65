"""Set the stage: the organs, people and calendars that a scenario declares."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.auth.hashers import make_password

from mediation.actions.clock import calendars
from mediation.models import Appointment, CalendarYear, Deputyship, Organ, ReviewAuthority, User
from mediation.scenarios.reading import Node
from mediation.scenarios.references import References
from mediation.scenarios.script import Script, comes_by_steps
from mediation.scenarios.values import choice_of
from mediation.vocabulary import OrganKind, ReviewStage, Role

SAMPLE_CODE = "QHXFB-SAMPL"  # on the slips that the samples hand out
SAMPLE_SECRET = "738264"  # noqa: S105 likewise, of a sample party
SAMPLE_PASSWORD = "qinghe-sample-2025"  # noqa: S105 the sample accounts are printed by `sample_accounts`


def set_stage(script: Script, at: datetime) -> References:
    """Create what the scenario declares; what another scenario has already declared is shared."""
    organs: dict[str, Organ] = {}
    here, there = (
        {key: node for key, node in script.cast[part].items() if not comes_by_steps(node)}
        for part in ("organs", "people")
    )
    for key, node in here.items():
        organs[key] = _organ(key, node, organs)
    for key, node in here.items():
        _relations(organs[key], node, organs)
    password = make_password(SAMPLE_PASSWORD)
    people = {key: _person(key, node, organs, password) for key, node in there.items()}
    for key, node in there.items():
        _deputies(people[key], node, people, organs)
    for year, node in script.cast["calendars"].items():
        _calendar(year, node, at)
    return References(organs, people, later=(script.cast["organs"].keys() - here, script.cast["people"].keys() - there))


def _plain(entries: dict[str, Node], *names: str) -> dict[str, str]:
    return {name: entries[name].text() for name in names if name in entries}


def _dates(entries: dict[str, Node], *names: str) -> dict[str, Any]:
    return {name: entries[name].day() for name in names if name in entries}


def _organ(key: str, node: Node, organs: dict[str, Organ]) -> Organ:
    if (there := Organ.objects.filter(code=key).first()) is not None:
        return there
    entries = node.entries()
    below = None
    if "below" in entries:
        below = organs.get(entries["below"].text())
        if below is None:
            raise entries["below"].wrong("上级机关应当写在前面。")
    return Organ.establish(
        below=below,
        code=key,
        kind=choice_of(OrganKind, entries["kind"]),
        settings=_settings(entries),
        **_plain(entries, "name", "short", "address", "phone", "court"),
        **_dates(entries, "in_force_from", "in_force_until"),
    )


def _settings(entries: dict[str, Node]) -> dict[str, Any]:
    found = entries["settings"].plain() if "settings" in entries else {}
    return {**found, **_plain(entries, "local_rules")}


def _relations(organ: Organ, node: Node, organs: dict[str, Organ]) -> None:
    entries = node.entries()
    for stage in ReviewStage:
        for authority in entries[stage.value].items() if stage.value in entries else []:
            ReviewAuthority.objects.get_or_create(organ=organ, stage=stage, authority=organs[authority.text()])
    changes = {
        field: organs[entries[key].text()]
        for key, field in (("successor", "successor"), ("reconsideration", "reconsideration_organ"))
        if key in entries
    }
    if changes:
        Organ.objects.filter(pk=organ.pk).update(**changes)
        organ.refresh_from_db()


def _person(key: str, node: Node, organs: dict[str, Organ], password: str) -> User:
    if (there := User.objects.filter(username=key).first()) is not None:
        return there
    entries = node.entries()
    person = User.objects.create(
        username=key, password=password, **{"name": key, **_plain(entries, "name", "post", "phone")}
    )
    for row in entries["roles"].items():
        parts = row.entries()
        for role in parts["role"].items():
            Appointment.objects.create(
                user=person,
                organ=organs[parts["organ"].text()],
                role=choice_of(Role, role),
                **_dates(parts, "since", "until"),
            )
    return person


def _deputies(person: User, node: Node, people: dict[str, User], organs: dict[str, Organ]) -> None:
    entries = node.entries()
    for row in entries["stands_in_for"].items() if "stands_in_for" in entries else []:
        parts = row.entries()
        appointment = Appointment.objects.filter(
            user=people[parts["person"].text()],
            organ=organs[parts["organ"].text()],
            role=choice_of(Role, parts["role"]),
        ).first()
        if appointment is None:
            raise row.wrong("被代理的人没有这个岗位。")
        Deputyship.objects.get_or_create(appointment=appointment, deputy=person, **_dates(parts, "since", "until"))


def _calendar(year: str, node: Node, at: datetime) -> None:
    entries = node.entries()
    days = {name: entries[name].plain() if name in entries else {} for name in ("holidays", "make_up_days")}
    if not CalendarYear.objects.filter(year=int(year), **days).exists():
        calendars.load(calendars.proposed(int(year), days, notice=entries["notice"].text(), at=at), at=at)
