"""A long walk along the ledger by two processes, killed and gone on with: it finds what a walk in one go finds, once."""

from __future__ import annotations

import json
import signal

import pytest
from django.db import connection

from mediation.queries.office.ledger import parts, verify
from tests.factories.world import World

pytestmark = pytest.mark.faults

PETITIONS = 4

WALK = """
import os, signal, sys
from pathlib import Path
from django.core.management import CommandError, call_command
from mediation.queries.office.ledger import parts, walk
parts.FILES, parts.OBJECTS, walk.SMALL = 1, 2, 0
kept, taken = walk.Walk._keep, []
def keep(self, part, verdict):
    kept(self, part, verdict)
    taken.append(part)
    if len(taken) == 3 and sys.argv[2]:
        with self.progress.open("a") as file:
            file.write('{"part": ["')
        os.kill(os.getppid() if sys.argv[2] == "parent" else os.getpid(), signal.SIGKILL)
walk.Walk._keep = keep
try:
    call_command("verify_ledger", processes=2, progress=Path(sys.argv[1]))
except CommandError as error:
    print(error)
    sys.exit(error.returncode)
"""


@pytest.fixture
def county(scratch):
    """Some files, three things of them changed by plain SQL."""
    world = World()
    for _n in range(PETITIONS):
        world.petition(petitioners=[{"name": "张大山"}])
    with connection.cursor() as cursor:
        cursor.execute("SET session_replication_role = replica")
        cursor.execute("UPDATE mediation_event SET actor = '别人' WHERE id = (SELECT min(id) FROM mediation_event)")
        cursor.execute("UPDATE mediation_claim SET text = '别的诉求' WHERE id = (SELECT max(id) FROM mediation_claim)")
        cursor.execute("DELETE FROM mediation_deadline WHERE id = (SELECT max(id) FROM mediation_deadline)")
        cursor.execute("SET session_replication_role = origin")
    return scratch


def run(scratch, progress, *, kill=""):
    one = scratch.fork(WALK, str(progress), kill)
    out, err = one.communicate(timeout=120)
    return one.returncode, out, err


def done(progress):
    lines = progress.read_text(encoding="utf-8").splitlines()[1:]
    return [tuple(json.loads(line)["part"]) for line in lines if line.endswith("}")]


@pytest.mark.real_time
@pytest.mark.parametrize("who", ["child", "parent"])
def test_a_killed_walk_goes_on_where_it_was(county, tmp_path, monkeypatch, who):
    whole = verify()
    assert whole.wrong == 3
    progress = tmp_path / "progress"
    code, *said = run(county, progress, kill=who)
    assert code == (3 if who == "child" else -signal.SIGKILL), said
    before = done(progress)
    monkeypatch.setattr(parts, "FILES", 1)
    monkeypatch.setattr(parts, "OBJECTS", 2)
    assert 3 <= len(before) < len(list(parts.parts(parts.tops())))
    code, out, err = run(county, progress)
    assert code == 1, err
    assert "接着" in out
    assert f"核对了{whole.rows}条记录和{whole.objects}项内容，发现3处不符。" in out
    assert sorted(err.splitlines()) == sorted(map(str, whole.found))
    assert not progress.exists()


@pytest.mark.real_time
def test_nothing_is_walked_twice_and_a_fresh_walk_forgets_the_old(county, tmp_path):
    progress = tmp_path / "progress"
    run(county, progress, kill="child")
    first = progress.read_text(encoding="utf-8").splitlines()[0]
    run(county, progress, kill="child")
    assert progress.read_text(encoding="utf-8").splitlines()[0] == first
    assert len(done(progress)) == len(set(done(progress)))
