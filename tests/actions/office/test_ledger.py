"""verify_ledger finds and names every kind of tampering by the database's owner."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from mediation.models import Event
from mediation.models.event import digest
from mediation.queries.office.ledger import MOST_NAMED, faults


@pytest.fixture
def owner(world):
    """The database's owner, who can switch the triggers off."""
    world.petition()
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    cursor.execute("SET session_replication_role = replica")
    yield cursor
    cursor.execute("SET session_replication_role = origin")


def test_a_whole_ledger_passes(world, capsys):
    world.petition()
    call_command("verify_ledger")
    said = capsys.readouterr().out
    assert f"核对了{Event.objects.count()}条记录和" in said
    assert "全部相符" in said


@pytest.mark.parametrize(
    ("tampering", "seq", "what"),
    [
        ("UPDATE mediation_event SET actor = '别人' WHERE seq = 3", 3, "被改动"),
        ("UPDATE mediation_event SET facts = '{}' WHERE seq = 1", 1, "被改动"),
        ("UPDATE mediation_event SET done_on = '2025-01-01' WHERE seq = 2", 2, "被改动"),
        ("DELETE FROM mediation_event WHERE seq = 4", 4, "被删除"),
        ("UPDATE mediation_event SET seq = 5 - seq + 1000 WHERE seq IN (2, 3);"
         "UPDATE mediation_event SET seq = seq - 1000 WHERE seq > 900", 2, ""),
        ("UPDATE mediation_event SET cause_id = NULL WHERE seq = 2", 2, "被改动"),
        ("UPDATE mediation_event SET hash = repeat('a', 64) WHERE seq = 2", 2, "被改动"),
        ("UPDATE mediation_event SET salt = repeat('0', 32) WHERE seq = 2", 2, "所记的内容被改动"),
        ("UPDATE mediation_event SET part = 'accusation:1' WHERE seq = 4", 4, "被删除"),
        ("UPDATE mediation_event SET elsewhere = '[7]' WHERE seq = 2", 2, "被改动"),
        ("UPDATE mediation_event SET row_digest = repeat('a', 64) WHERE seq = 1", 1, "被改动"),
        ("UPDATE mediation_event SET format = 9 WHERE seq = 1", 1, "被改动"),
        ("UPDATE mediation_event SET object_type = 'nothing' WHERE seq = 2", 2, "被改动"),
        ("UPDATE mediation_petition SET state = 'closed'", 1, "状态"),
        ("UPDATE mediation_petition SET account = account || '。'", 1, "系统之外被改动"),
        ("UPDATE mediation_claim SET text = '别的诉求'", 3, "诉求"),
        ("UPDATE mediation_deadline SET legal_on = legal_on + 1", 0, "系统之外被改动"),
    ],
)  # fmt: skip
def test_the_changed_row_is_named(owner, tampering, seq, what):
    owner.execute(tampering)
    found = faults()[1]
    assert seq in (0, found[0].seq)
    assert what in found[0].what
    with pytest.raises(CommandError):
        call_command("verify_ledger")


def test_a_row_cut_off_at_the_end_is_found(owner):
    owner.execute("DELETE FROM mediation_event WHERE seq = (SELECT max(seq) FROM mediation_event)")
    assert "没有对应的末条记录" in faults()[1][0].what


INSERTED = """
    INSERT INTO mediation_event (format, matter_id, part, seq, object_type, object_id, version, step, from_state,
                                 to_state, actor, facts, reason, basis, done_on, recorded_at, elsewhere, key, salt,
                                 facts_digest, row_digest, prev, hash)
    SELECT format, matter_id, part, %s, object_type, %s, 77, step, from_state, to_state, actor, facts, reason, basis,
           done_on, recorded_at, elsewhere, '', salt, facts_digest, row_digest, %s, %s
    FROM mediation_event WHERE seq = 1
"""


@pytest.mark.parametrize("seq", [0, 900])
def test_a_row_put_in_before_or_after_the_others_is_named(owner, seq):
    owner.execute(INSERTED, [seq, 1, "b" * 64, "c" * 64])
    assert any(fault.seq == seq and "插入" in fault.what for fault in faults()[1])


def test_a_forged_number_does_not_fill_the_memory(owner):
    owner.execute(INSERTED, [2**31 - 1, 1, "b" * 64, "c" * 64])
    said = [fault for fault in faults()[1] if "缺失" in fault.what]
    assert len(said) == MOST_NAMED + 1
    assert "第2147483647条被插入" in said[-1].what


def test_a_row_that_fits_its_chain_but_is_about_nothing_is_named(owner):
    last = Event.objects.order_by("-seq").first()
    owner.execute(INSERTED, [last.seq + 1, 999_999, last.hash, "0" * 64])
    forged = Event.objects.order_by("-seq").first()
    owner.execute("UPDATE mediation_event SET hash = %s WHERE id = %s", [digest(last.hash, forged), forged.pk])
    (found,) = faults()[1]
    assert (found.seq, "不存在" in found.what) == (last.seq + 1, True)
