"""The site's role does all the work of the site, and cannot undo what guards the records."""

from __future__ import annotations

import secrets
from io import StringIO

import pytest
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection
from psycopg import sql

from mediation.actions import gateway
from mediation.management.rights import grant_to_the_site, of_all, too_much
from mediation.models import Attachment, Claim, Event, Petition
from mediation.queries.office.ledger import faults
from tests.factories.world import World, at

TODAY = "2026-03-02"
NOT_ALLOWED = ("permission denied", "must be owner")


@pytest.fixture
def role(scratch):
    """A login without anything, in a database that is gone afterwards."""
    name = f"site_{secrets.token_hex(4)}"
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    owner = connection.settings_dict["USER"]
    yield name
    become(owner)
    with connection.cursor() as cursor:
        for text in ("REASSIGN OWNED BY {0} TO CURRENT_USER", "DROP OWNED BY {0}", "DROP ROLE {0}"):
            cursor.execute(sql.SQL(text).format(sql.Identifier(name)))


def become(name):
    connection.close()
    connection.settings_dict["USER"] = name


def granted(role):
    out = StringIO()
    call_command("grant_rights", role, stdout=out)
    return out.getvalue()


@pytest.mark.faults
@pytest.mark.real_time
def test_it_does_the_work_and_cannot_undo_the_records(role):
    assert "不能改表" in granted(role)
    assert too_much(role) == ""
    become(role)
    world = World()
    petition = world.accepted(on=TODAY)
    files = [ContentFile(b"one", name="甲.txt")]
    gateway.perform(Petition, petition.matter.petition.pk, "hand_in", by=world.handler, at=at(TODAY), files=files)
    assert (Attachment.objects.count(), faults()[1]) == (1, [])
    assert Claim.objects.filter(state="accepted").exists()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT tgname FROM pg_trigger WHERE tgrelid = 'mediation_event'::regclass AND NOT tgisinternal LIMIT 1"
        )
        (trigger,) = cursor.fetchone()
    for text in (
        "ALTER TABLE mediation_event DISABLE TRIGGER ALL",
        f"DROP TRIGGER {trigger} ON mediation_event",
        f"ALTER TABLE mediation_event DISABLE TRIGGER {trigger}",
        "UPDATE mediation_event SET facts = '{}'",
        "UPDATE mediation_event SET actor = 'x', hash = hash",
        "DELETE FROM mediation_event",
        "TRUNCATE mediation_event",
        "TRUNCATE mediation_claim CASCADE",
        "ALTER TABLE mediation_claim ADD COLUMN score int",
        "DROP TABLE mediation_claim",
        "CREATE TABLE watch_list (name text)",
        "DELETE FROM mediation_hearingstatement",
        "DELETE FROM django_migrations",
        "SET session_replication_role = replica",
        "CREATE OR REPLACE FUNCTION pgtrigger_append_only_x() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'",
    ):
        with pytest.raises(ProgrammingError) as refused, connection.cursor() as cursor:
            cursor.execute(text)
        assert any(word in str(refused.value) for word in NOT_ALLOWED), (text, refused.value)
        connection.close()
    # What it may write of the ledger, the seal of what was just entered, the trigger refuses once it is there.
    with pytest.raises(Exception, match="append-only"), connection.cursor() as cursor:
        cursor.execute("UPDATE mediation_event SET hash = 'x'")
    connection.close()
    assert Event.objects.count() > 0


@pytest.mark.faults
def test_an_owner_is_no_role_for_the_site(role):
    owner = connection.settings_dict["USER"]
    with pytest.raises(CommandError, match="权力过大"):
        granted(owner)
    with pytest.raises(CommandError, match="授不了权"):
        granted("nobody_of_this_name")
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("ALTER TABLE mediation_claim OWNER TO {}").format(sql.Identifier(role)))
    assert too_much(role) == "owner of mediation_claim"


@pytest.mark.faults
def test_prepare_site_makes_the_role_and_gives_it_its_rights(role, settings):
    settings.DATABASE_ROLE = made = f"{role}_made"
    try:
        assert grant_to_the_site() == grant_to_the_site() > 100
        assert too_much(made) == ""
        settings.DATABASE_ROLE = connection.settings_dict["USER"]
        with pytest.raises(CommandError, match="权力过大"):
            grant_to_the_site()
    finally:
        with connection.cursor() as cursor:
            for text in ("DROP OWNED BY {0}", "DROP ROLE {0}"):
                cursor.execute(sql.SQL(text).format(sql.Identifier(made)))
    settings.DATABASE_ROLE = ""
    assert grant_to_the_site() == 0


def test_what_is_append_only_is_neither_updated_nor_deleted(db):
    rights = {one.table: one for one in of_all()}
    assert rights["mediation_event"].whole == ("SELECT", "INSERT")
    assert rights["mediation_hearingstatement"].whole == ("SELECT", "INSERT")
    assert rights["django_migrations"].whole == ("SELECT",)
    assert rights["mediation_claim"].whole == ("SELECT", "INSERT", "UPDATE", "DELETE")
    assert "procrastinate_jobs" in rights
