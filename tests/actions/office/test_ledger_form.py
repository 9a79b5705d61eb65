"""The sealed form: contents can be erased and the proof stands; an open row is sealed once; columns are decided on."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.operations import AddField, CreateModel

from mediation.actions.gateway import _as_json
from mediation.actions.ledger import whole_act
from mediation.models import Event, Petition, digests
from mediation.models.digests import digest_of_row
from mediation.models.event import FORMAT
from mediation.models.sealed_rows import holds_confidences, is_keyed, rows_as_stored, sealed_fields
from mediation.queries.office.ledger import faults, verify
from mediation.workflows.base import lifecycles
from tests.factories.people import ZHANG_ID, change

ERASE = """
    UPDATE mediation_event SET facts = '{}', actor = '', reason = '', salt = '', erased_at = now()
    WHERE step = 'register'
"""


@pytest.fixture
def sealed(world):
    """A file whose rows are checked as at a commit."""
    petition = world.petition()
    connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")
    return petition


def said_by_the_database(statement, match):
    with pytest.raises(DatabaseError, match=match), transaction.atomic():
        connection.cursor().execute(statement)


def test_erased_contents_leave_a_chain_that_stands(sealed, capsys):
    before = Event.objects.get(step="register")
    assert "张大山" in str(before.facts)
    connection.cursor().execute(ERASE)
    after = Event.objects.get(step="register")
    assert (after.facts, after.actor, after.salt) == ({}, "", "")
    assert (after.hash, after.facts_digest) == (before.hash, before.facts_digest)
    verdict = verify()
    assert (verdict.found, verdict.erased) == ([], 1)
    call_command("verify_ledger")
    assert "其中1条的内容已依法删除" in capsys.readouterr().out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE mediation_event SET facts = '{}', salt = ''",
        ERASE.replace("facts = '{}'", """facts = '{"why": "x"}'"""),
        ERASE.replace("salt = ''", "salt = 'x'"),
        ERASE.replace("SET", "SET step = 'other',"),
        ERASE.replace("SET", "SET hash = repeat('a', 64),"),
        ERASE.replace("SET", "SET facts_digest = repeat('a', 64),"),
        "UPDATE mediation_event SET prev = prev, hash = repeat('a', 64)",
    ],
)
def test_nothing_but_whole_contents_can_be_erased(sealed, statement):
    said_by_the_database(statement, "append-only")


def test_what_was_erased_is_not_filled_again(sealed):
    connection.cursor().execute(ERASE)
    said_by_the_database("UPDATE mediation_event SET facts = '{\"a\": 1}' WHERE erased_at IS NOT NULL", "append-only")
    said_by_the_database(ERASE, "append-only")
    with connection.cursor() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE mediation_event SET facts = '{\"a\": 1}' WHERE erased_at IS NOT NULL")
        owner.execute("SET session_replication_role = origin")
    assert [fault.what for fault in faults()[1]] == ["已删除的内容又有了文字（被改动）"]


def test_contents_that_are_taken_away_without_being_erased_are_missed(sealed):
    with connection.cursor() as owner:
        owner.execute("SET session_replication_role = replica")
        owner.execute("UPDATE mediation_event SET facts = '{}' WHERE step = 'register'")
        owner.execute("SET session_replication_role = origin")
    assert [fault.seq for fault in faults()[1]] == [1]


def test_a_row_that_was_entered_and_not_sealed_is_not_kept(world):
    petition = world.petition()
    event = Event.objects.filter(matter=petition.matter).last()
    event.pk, event.seq, event.version, event.prev, event.hash, event.key = None, 900, 900, "", "", ""
    with pytest.raises(DatabaseError, match="entered and not sealed"), transaction.atomic():
        event.save(force_insert=True)
        connection.cursor().execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_the_same_contents_have_another_digest_in_every_row(world):
    """Whoever sees the digest alone cannot try out what was said."""
    one, two = (world.petition().claims.first() for _n in range(2))
    events = [Event.objects.of("claim", claim.pk).get(step="classify") for claim in (one, two)]
    assert events[0].facts == events[1].facts
    assert events[0].facts_digest != events[1].facts_digest


def test_a_row_is_sealed_with_the_key_and_in_older_forms_where_it_holds_confidences(world, settings):
    paper = world.accepted().matter.papers.first()
    assert [holds_confidences(type(paper), form) for form in (1, 2, FORMAT)] == [True, True, True]
    assert not holds_confidences(Petition, FORMAT)
    assert [is_keyed(Petition, form) for form in (1, 2, FORMAT)] == [False, False, True]
    (row,) = rows_as_stored([("paper", paper.pk)], FORMAT).values()
    before = digest_of_row("salt", row, keyed=True)
    settings.LEDGER_KEY = "another"
    assert digest_of_row("salt", row, keyed=True) != before
    found = [fault.what for fault in faults()[1]]
    rows = {model: model._base_manager.count() for model in lifecycles()}
    assert len(found) == sum(rows.values()) > 5, "without the key no row can be compared, whatever it holds"
    assert sum("文书" in what for what in found) >= rows[type(paper)]


def test_whoever_has_the_ledger_alone_cannot_try_out_what_a_row_holds(world):
    """Of a changed identity card all but the number is known; it is not found by trying, and neither is a yes or a no."""
    petition = world.accepted()
    change(
        petition.matter,
        "correct_identity",
        world.handler,
        "2025-03-10",
        party=petition.matter.parties.first(),
        id_number=ZHANG_ID,
    )
    for event in Event.objects.filter(matter=petition.matter):
        (row,) = rows_as_stored([(event.object_type, event.object_id)], FORMAT).values()
        tried = [event.salt + row, row, event.salt + ZHANG_ID, ZHANG_ID, f'{event.salt}"{ZHANG_ID}"']
        found = {hashlib.sha256(one.encode()).hexdigest() for one in tried}
        assert not found & {event.row_digest, *re.findall("[0-9a-f]{64}", json.dumps(event.facts))}, event


@pytest.mark.parametrize("model", lifecycles(), ids=lambda model: model.__name__)
def test_the_record_of_a_step_tells_of_confidences_a_keyed_digest_and_no_more(model, settings):
    """Of every kind, in the rows of tables too: short ones as a yes, a figure, a vote."""
    for step in model.steps().values():
        for fact in _flat(step.facts):
            if fact.confidential:
                told = [_as_json(fact, value, "salt") for value in ("是", "41263.00", True)]
                assert [list(one) for one in told] == [["hmac"]] * 3
                plain = [hashlib.sha256(f"salt{value}".encode()).hexdigest() for value in ("是", "41263.00", True)]
                assert not {one["hmac"] for one in told} & set(plain)


def _flat(facts):
    for fact in facts:
        yield fact
        yield from _flat(fact.columns)


def test_what_a_refused_consequence_entered_is_forgotten(world):
    petition = world.petition()
    with whole_act() as (pages, outermost):
        assert outermost
        with pytest.raises(LookupError), whole_act() as (inner, second):
            assert (inner, second) == (pages, False)
            pages.turn_to([petition.matter_id])
            pages.last[petition.matter_id, ""] += 1
            pages.events.append(Event())
            pages.written.note(petition, is_new=False, whole=True, sealed=True)
            raise LookupError
        assert (pages.events, pages.written.by) == ([], {})
        assert pages.last[petition.matter_id, ""] == pages.ends[petition.matter_id, ""][0]


@pytest.mark.parametrize("model", lifecycles(), ids=lambda model: model.__name__)
def test_what_is_not_sealed_exists_and_says_why(model):
    names = {field.name for field in (*model._meta.concrete_fields, *model._meta.many_to_many)}
    assert set(model.UNSEALED) <= names
    assert all(len(why) > 10 for why in model.UNSEALED.values())
    assert set(model.SEALED_SINCE) <= names - set(model.UNSEALED)
    assert all(1 < form <= FORMAT for form in model.SEALED_SINCE.values())
    assert {field.name for field in sealed_fields(model, FORMAT)} == names - set(model.UNSEALED)


def test_a_column_added_to_rows_that_are_sealed_says_from_which_form_on_it_is():
    """Else every row sealed before it would count as changed. New columns: UNSEALED, or SEALED_SINCE and FORMAT + 1."""
    migrations = MigrationLoader(None).disk_migrations
    later = [m for (app, name), m in migrations.items() if app == "mediation" and not name.startswith("0001_")]
    # A kind of thing that came after the release has no row that was sealed in an earlier form.
    new = {one.name_lower for migration in later for one in migration.operations if isinstance(one, CreateModel)}
    known = {model._meta.model_name: model for model in lifecycles() if model._meta.model_name not in new}
    for (app, name), migration in migrations.items():
        for operation in migration.operations if (app, name[:5]) != ("mediation", "0001_") else ():
            model = known.get(getattr(operation, "model_name_lower", "")) if app == "mediation" else None
            if isinstance(operation, AddField) and model is not None:
                assert {*model.UNSEALED, *model.SEALED_SINCE} & {operation.name}, (name, operation.model_name)


def test_the_first_migration_names_nothing_of_the_house_that_may_move():
    text = Path("mediation/migrations/0001_initial.py").read_text(encoding="utf-8")
    assert set(re.findall(r"(?m)^(?:import|from) (mediation\S*)", text)) == {"mediation.models.lasting"}


@pytest.mark.parametrize(
    "stated",
    [
        ["张经办", {"乙": 1, "甲": {"b": [1.5, True, None], "a": '"\\\n\t\u2028'}}, "补录"],
        [1, -(2**63), "", [], {}, date(2026, 3, 2), datetime(2026, 3, 2, 1, 30, tzinfo=UTC), Decimal("12.50")],
    ],
)
def test_the_canonical_form_is_that_of_the_library_character_by_character(stated):
    as_encoded = digests._encoder.encode(stated)
    assert digests._json(stated) == as_encoded
    assert json.loads(as_encoded)[0] == stated[0]
    assert " " not in as_encoded.replace("2026-03-02 ", "")
