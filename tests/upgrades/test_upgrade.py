"""A database of each release: restored, brought to the present, its ledger whole, every page of it open."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.test import Client
from django.urls import reverse
from pgtrigger.registry import registered

from mediation import migrations
from mediation.models import Appointment, Deadline, Dispatch, Event, Matter, MatterAccess, Paper, Party, Petition, User
from mediation.models.sealed_rows import sealed_fields
from mediation.permissions import Actor
from mediation.queries.office.ledger import verify
from mediation.queries.visibility import visible
from mediation.scenarios import scratch
from mediation.web.audience import Audience, audience_of, routes
from mediation.web.portal.access import remember
from mediation.workflows.base import lifecycles
from tests.databases import Databases
from tests.slices import slice_of
from tests.upgrades.releases import HERE, LARGEST, LEDGER_KEY, releases, restore, working_on
from tests.upgrades.schema import described

# The last moment of the scenarios is long past; what people may see is asked for a day on which their posts are held.
NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
# What is no page: a door, a file, an address for programs.
NO_PAGE = (
    "sign-in/",
    "sign-out/",
    "leave/",
    ".pdf",
    ".ics",
    "setlang/",
    "admin/",
    "sealed/",
    "reminders/",
    "first/",
    "administration/clock/",
)
Page = tuple[str, str, int | None]


@pytest.fixture(scope="module", params=releases())
def present(request, databases: Databases, django_db_blocker) -> Iterator[str]:
    """The release's database, migrated to the present; for all tests of the module, each takes back what it does."""
    with django_db_blocker.unblock():
        name = databases.bare()
        restore(request.param, scratch.url_of(name))
        with working_on(name):
            call_command("migrate", verbosity=0)
            yield request.param
        databases.drop(name)


@pytest.fixture(autouse=True)
def _taken_back(present, settings, tmp_path, django_db_blocker) -> Iterator[None]:
    """Each test in a transaction of its own, with the key of the dumps."""
    settings.LEDGER_KEY, settings.MEDIA_ROOT = LEDGER_KEY, str(tmp_path)
    with django_db_blocker.unblock(), transaction.atomic():
        yield
        transaction.set_rollback(True)


def test_there_is_a_dump_and_it_is_small():
    assert releases()
    assert all(path.stat().st_size <= LARGEST for path in HERE.glob("*.xz"))


def test_nothing_is_left_to_migrate_and_every_trigger_is_the_present_one():
    call_command("migrate", "--check", verbosity=0)
    for model, trigger in registered():
        status, enabled = trigger.get_installation_status(model, database="default")
        assert (status, enabled) == ("INSTALLED", True), f"{model.__name__}.{trigger.name}"


def test_an_upgraded_site_is_made_as_a_new_one(databases: Databases):
    """Down to the last trigger; the order of columns alone may differ."""
    upgraded = described(connection.settings_dict["NAME"])
    new = databases.new()
    fresh = described(new)
    databases.drop(new)
    assert len(fresh) > 1000
    assert sorted(upgraded ^ fresh) == []


def test_the_ledger_is_whole_and_covers_every_kind_of_thing():
    verdict = verify()
    assert verdict.found == []
    assert verdict.rows == Event.objects.count() > 1000
    assert {model for model in lifecycles() if not model._base_manager.exists()} <= never_played()
    assert Event.objects.exclude(part="").exists()


def never_played() -> set[type]:
    """What no scenario can play, for it is done for many files at once; and what came after the last release."""
    released = tomllib.loads((Path(migrations.__path__[0]) / "released.toml").read_text(encoding="utf-8"))
    last = ("mediation", max(released).removesuffix(".py"))
    known = MigrationLoader(None).project_state(last).models
    younger = {model for model in lifecycles() if ("mediation", model._meta.model_name) not in known}
    return {apps.get_model("mediation", "Outage"), *younger}


def test_a_change_of_any_kind_of_thing_by_plain_sql_is_found_and_named():
    """One column of one row of each kind, past every trigger."""
    things = {model: model._base_manager.order_by("pk").last() for model in lifecycles()}
    assert {model for model, thing in things.items() if thing is None} <= never_played()
    due = set()
    with connection.cursor() as owner:
        owner.execute("SET LOCAL session_replication_role = replica")
        for model, thing in things.items():
            if thing is not None:
                column, changed = another_value(thing)
                owner.execute(f"UPDATE {model._meta.db_table} SET {column} = {changed} WHERE id = {thing.pk}")  # noqa: S608
                due.add((thing.matter.number, f"{model._meta.verbose_name}{thing.pk}这一行在系统之外被改动"))
    assert {(fault.matter, fault.what) for fault in verify().found} == due


def another_value(thing) -> tuple[str, str]:
    """A sealed column that holds something, and the same with a little more."""
    for field in sealed_fields(type(thing), 1):
        if getattr(thing, field.name) in (None, "") or field.choices or field.name == "state":
            continue
        if field.get_internal_type() in ("CharField", "TextField") and (field.max_length or 100) >= 100:
            return field.column, f"{field.column} || '。'"
        if field.get_internal_type() == "DateField":
            return field.column, f"{field.column} + 1"
    raise LookupError(thing)


def pages() -> Iterator[Page]:
    """Every page that somebody may open: address, whose session it is, and who."""
    for route, pattern in routes():
        audience = audience_of(pattern.callback)
        if "<" in route or "(" in route or any(part in route for part in NO_PAGE):
            continue
        if audience is Audience.EVERYBODY:
            yield f"/{route}", "", None
        elif audience is Audience.STAFF:
            yield from ((f"/{route}", "staff", user.pk) for user in one_of_each_role())
    yield from pages_of_staff()
    yield from pages_of_parties()
    for paper in Paper.objects.issued().order_by("pk"):
        yield reverse("public:verify-code", args=[paper.code]), "", None


def one_of_each_role() -> list[User]:
    held = Appointment.objects.order_by("role", "pk").distinct("role").values_list("user", flat=True)
    return list(User.objects.filter(pk__in=list(held)).order_by("pk"))


def pages_of_staff() -> Iterator[Page]:
    """Each file, with what lies in it, by the first person who may see the file."""
    taken: set[int] = set()
    for user in User.objects.filter(is_active=True).order_by("pk"):
        actor = Actor(on=NOW.date(), user=user)
        files = list(Matter.objects.visible_to(actor).exclude(pk__in=taken).order_by("pk"))
        taken |= {file.pk for file in files}
        things = [*files]
        for model in lifecycles() if files else ():
            things += visible(model, actor).filter(matter__in=files).order_by("pk")
        yield from ((address, "staff", user.pk) for thing in things for address in addresses_of(thing))


def addresses_of(thing) -> list[str]:
    if isinstance(thing, Matter):
        return [reverse("desk:matter", args=[thing.number]), reverse("desk:packs", args=[thing.number])]
    if isinstance(thing, Paper):
        return [reverse("desk:paper", args=[thing.pk])]
    if isinstance(thing, Deadline):
        return [reverse("desk:deadline", args=[thing.pk])]
    return [reverse("desk:object", args=[thing.page_name, thing.pk])]


def pages_of_parties() -> Iterator[Page]:
    for party in Party.objects.order_by("pk"):
        actor = Actor(on=NOW.date(), party=party)
        yield reverse("portal:matter"), "party", party.pk
        for paper in Paper.objects.visible_to(actor).order_by("pk"):
            yield reverse("portal:card", args=[paper.pk]), "party", party.pk
        for limit in Deadline.objects.visible_to(actor).running().order_by("pk"):
            yield reverse("portal:deadline", args=[limit.pk]), "party", party.pk


def browser(kind: str, pk: int | None) -> Client:
    """The browser of the person, signed in."""
    client = Client()
    if kind == "staff":
        client.force_login(User.objects.get(pk=pk))
    elif kind == "party":
        session = client.session
        remember(session, Party.objects.get(pk=pk))
        session.save()
    return client


# Whoever watches from outside is told that nothing runs in the site of a test; he may not ask for figures; it was set up long ago.
SHUT = {"/health/ready/": 503, "/metrics/": 404, "/desk/begin/": 404}


def test_every_page_opens(present):
    every = list(pages())
    signed_in = cache(browser)
    for address, kind, pk in slice_of(every, 60, what=f"pages of {present}"):
        answer = signed_in(kind, pk).get(address, follow=True)
        # A page of the desk may be for another role than the one that asks.
        due = (200, 404) if (address, kind) in for_some_roles() else (200,)
        due = (SHUT[address],) if address in SHUT else due
        assert answer.status_code in due, (address, kind, pk, answer.status_code)
        assert kind == "" or "/sign-in/" not in str(answer.redirect_chain), (address, kind, pk)
    assert {"desk", "portal"} <= {address.split("/")[1] for address, _kind, _pk in every}


def for_some_roles() -> set[tuple[str, str]]:
    return {(f"/{route}", "staff") for route, _pattern in routes() if "<" not in route}


def test_sight_of_files_is_carried_over_with_its_part_and_its_end():
    """Who was named handles and reads, a closed file is read by nobody, an extract stays an extract, and reasons are told."""
    rows = MatterAccess.objects.select_related("matter")
    assert all(row.opened_on == row.matter.opened_on <= row.since for row in rows)
    standing = rows.standing().exclude(part="barred")
    assert not standing.filter(matter__petition__state="closed").exists()
    assert rows.filter(ended_by__step="close").exists()
    for petition in Petition.objects.exclude(handler=None).exclude(state="closed").filter(parted=False):
        named = standing.filter(matter=petition.matter_id, role="handler", part="whole", organ=petition.acting_organ)
        assert {row.user_id for row in named} <= {petition.handler_id, *petition.matter.taken_off}
    extracts = Dispatch.objects.filter(extract=True).exclude(state="rerouted")
    assert {"dispatch"} == {row.given_by.object_type for row in rows.filter(part="extract", role="")}
    assert rows.filter(part="extract", object_id__in=extracts.values("pk")).exists()
    assert rows.filter(given_by__step="register").exists()
