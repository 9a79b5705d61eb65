"""Who has the database can recompute a chain; not what was written down outside. And a verifier that has neither program nor database."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from mediation.models import Event
from mediation.models.digests import digest_of_contents
from mediation.models.event import GENESIS, digest
from mediation.queries.office.ledger import anchors, faults
from setup.paths import ROOT

TODAY = "2026-03-02"


@pytest.fixture
def owner(world, tmp_path):
    """Three files, anchored; the database's owner, who can switch the triggers off."""
    for number in range(3):
        world.petition(on=TODAY, subject=f"第{number}件")
    cursor = connection.cursor()
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    anchors.write(tmp_path / "anchors", at=timezone.now())
    cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    world.petition(on=TODAY, subject="后来的")
    cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    anchors.write(tmp_path / "anchors", at=timezone.now() + timedelta(days=1))
    cursor.execute("SET session_replication_role = replica")
    yield cursor
    cursor.execute("SET session_replication_role = origin")


def against(folder):
    err = StringIO()
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", anchors=folder, stdout=StringIO(), stderr=err)
    assert refused.value.returncode == 1
    return err.getvalue().splitlines()


def alone(tmp_path, *kept):
    """The verifier in deploy/, in a Python without any package; exit code and what it said."""
    export = tmp_path / "ledger.jsonl"
    export.unlink(missing_ok=True)
    call_command("export_ledger", export, stdout=StringIO())
    assert export.stat().st_mode & 0o777 == 0o600
    done = subprocess.run(
        [sys.executable, "-I", "-S", ROOT / "deploy/verify_ledger.py", export, *kept],
        capture_output=True, text=True, check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    return done.returncode, done.stderr.splitlines()


def recomputed(owner, matter, actor):
    """The first record of a file has another actor, and every hash behind it is right again."""
    before = GENESIS
    for event in Event.objects.filter(matter=matter, part="").order_by("seq"):
        if event.seq == 1:
            event.actor = actor
            event.facts_digest = digest_of_contents(event.salt, event.actor, event.facts, event.reason)
        hash_ = digest(event.prev or before, event)
        owner.execute(
            "UPDATE mediation_event SET actor = %s, facts_digest = %s, hash = %s WHERE id = %s",
            [event.actor, event.facts_digest, hash_, event.pk],
        )
        before = hash_


def test_a_whole_ledger_fits_its_anchors(owner, tmp_path):
    out = StringIO()
    call_command("verify_ledger", anchors=tmp_path / "anchors", stdout=out)
    assert "与2个锚定文件对照" in out.getvalue()
    kept = sorted((tmp_path / "anchors").iterdir())
    assert alone(tmp_path, *kept) == (0, [])
    assert {one.stat().st_mode & 0o777 for one in kept} == {0o600}


def test_a_chain_that_was_computed_anew_fits_itself_and_no_anchor(owner, tmp_path):
    second = Event.objects.order_by("matter").values_list("matter", "matter__number").distinct()[1]
    recomputed(owner, second[0], "别人")
    assert faults()[1] == [], "the chain alone tells nothing"
    first = against(tmp_path / "anchors")[0]
    assert first.startswith(f"卷宗{second[0]}第")
    assert "的锚定不符" in first
    code, said = alone(tmp_path, *sorted((tmp_path / "anchors").iterdir()))
    assert (code, said[0].split("\t")[0]) == (1, str(second[0]))


def test_a_file_that_is_gone_with_all_its_records_is_missed(owner, tmp_path):
    gone = Event.objects.order_by("matter").values_list("matter", flat=True).first()
    owner.execute("DELETE FROM mediation_event WHERE matter_id = %s", [gone])
    assert any(f"卷宗{gone}第" in line and "锚定不符" in line for line in against(tmp_path / "anchors"))


@pytest.mark.parametrize(
    ("tampering", "said"),
    [
        ("UPDATE mediation_event SET actor = '别人' WHERE seq = 2", "所记的内容被改动"),
        ("UPDATE mediation_event SET facts = '{\"x\": 1}' WHERE seq = 2", "所记的内容被改动"),
        ("UPDATE mediation_event SET reason = reason || 'x' WHERE seq = 2", "所记的内容被改动"),
        ("UPDATE mediation_event SET salt = repeat('0', 32) WHERE seq = 2", "所记的内容被改动"),
        ("UPDATE mediation_event SET done_on = '2025-01-01' WHERE seq = 2", "与哈希值不符"),
        ("UPDATE mediation_event SET recorded_at = recorded_at + interval '1 microsecond' WHERE seq = 2", "与哈希值不符"),
        ("UPDATE mediation_event SET user_id = NULL WHERE seq = 1", "与哈希值不符"),
        ("UPDATE mediation_event SET to_state = 'x' WHERE seq = 2", "与哈希值不符"),
        ("UPDATE mediation_event SET step = 'x' WHERE seq = 2", "与哈希值不符"),
        ("UPDATE mediation_event SET elsewhere = '[7]' WHERE seq = 2", "与哈希值不符"),
        ("UPDATE mediation_event SET row_digest = repeat('a', 64) WHERE seq = 2", "与哈希值不符"),
        ("DELETE FROM mediation_event WHERE seq = 2", "第2条不在"),
        ("DELETE FROM mediation_event e WHERE seq = (SELECT max(seq) FROM mediation_event m WHERE m.matter_id = e.matter_id)", "锚定不符"),
        ("UPDATE mediation_event SET seq = 5 - seq + 1000 WHERE seq IN (2, 3); UPDATE mediation_event SET seq = seq - 1000 WHERE seq > 900", "与哈希值不符"),
    ],
)  # fmt: skip
def test_the_verifier_elsewhere_finds_each_change_and_names_it(owner, tmp_path, tampering, said):
    matter = Event.objects.order_by("matter").values_list("matter", flat=True).first()
    owner.execute(" ; ".join(f"{part} AND matter_id = {matter}" for part in tampering.split(";")))
    code, told = alone(tmp_path, *sorted((tmp_path / "anchors").iterdir()))
    assert code == 1
    assert told[0].split("\t")[0] == str(matter)
    assert any(said in line for line in told), told


def test_an_anchor_is_neither_changed_nor_taken_away(owner, tmp_path):
    first, second = sorted((tmp_path / "anchors").iterdir())
    whole = second.read_text()
    second.write_text(whole[:-3] + ("0" if whole[-3] != "0" else "1") + whole[-2:])
    assert f"卷宗{second.name}第0条：锚定文件被改动" in against(tmp_path / "anchors")
    assert alone(tmp_path, second)[0] == 1
    second.write_text(whole)
    third = anchors.write(tmp_path / "anchors", at=timezone.now() + timedelta(days=2))
    second.unlink()
    assert [one for one in against(tmp_path / "anchors") if third.name in one] == [
        f"卷宗{third.name}第0条：前一个锚定文件不在或者被换过"
    ]
    first.write_text("something else\n")
    with pytest.raises(CommandError) as refused:
        call_command("verify_ledger", anchors=tmp_path / "anchors", stdout=StringIO())
    assert "不是锚定文件" in str(refused.value)
    with pytest.raises(CommandError, match="里没有锚定文件"):
        call_command("verify_ledger", anchors=tmp_path / "none", stdout=StringIO())


def test_the_root_is_that_of_the_standard():
    """RFC 6962: the tree of seven entries is that of the first four beside that of the last three."""
    import hashlib

    lines = [str(n) for n in range(7)]
    left, right = (bytes.fromhex(anchors.root_of(part)) for part in (lines[:4], lines[4:]))
    assert anchors.root_of(lines) == hashlib.sha256(b"\1" + left + right).hexdigest()
    assert anchors.root_of([]) == hashlib.sha256(b"").hexdigest()
    assert anchors.root_of(["x"]) == hashlib.sha256(b"\0x").hexdigest()


def test_the_root_goes_out_by_mail_and_no_anchor_is_written_over(owner, tmp_path, mailoutbox):
    call_command("anchor_ledger", tmp_path / "more", mail=["archive@example.cn"], stdout=StringIO())
    (made,) = (tmp_path / "more").iterdir()
    assert made.read_text().splitlines()[3].removeprefix("root ") in mailoutbox[0].body
    assert mailoutbox[0].to == ["archive@example.cn"]
    with pytest.raises(CommandError, match="没有锚定"):
        call_command("anchor_ledger", tmp_path / "more", stdout=StringIO())
    assert Path(made).exists()
