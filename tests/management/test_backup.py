"""`manage.py backup` and `restore`: what comes back is a committed state with all its files, or nothing comes back."""

from __future__ import annotations

import json
import shutil
import time
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.base import ContentFile
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions import gateway
from mediation.actions.clock import trust
from mediation.jobs.messages import pass_on_message
from mediation.management.backup import Run, forget
from mediation.management.backup.runs import digest_of
from mediation.models import Attachment, Claim, ClockRun, Event, Message, Paper, Petition, User
from mediation.vocabulary import ClockHalt
from tests.factories.world import World, at

TODAY = "2026-03-02"
pytestmark = [pytest.mark.faults, pytest.mark.real_time]
WRITE = """
import sys, time
from datetime import datetime
from zoneinfo import ZoneInfo
from django.core.files.base import ContentFile
from mediation.actions import gateway
from mediation.models import Petition, User
me, pk, name, stop = sys.argv[1:]
handler = User.objects.get(username=name)
at = datetime(2026, 3, 2, 9, tzinfo=ZoneInfo("Asia/Shanghai"))
from pathlib import Path
n = 0
while not Path(stop).exists():
    n += 1
    file = ContentFile(f"{me} {n}".encode(), name=f"{me}-{n:05d}.txt")
    gateway.perform(Petition, int(pk), "hand_in", by=handler, at=at, files=[file])
    print(n, time.time(), flush=True)
"""


@pytest.fixture
def key(tmp_path):
    """A pair of keys, the private one in a file."""
    out = StringIO()
    call_command("backup", tmp_path / "key", new_key=True, stdout=out)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    return tmp_path / "key", out.getvalue().split("：")[1].split()[0]


@pytest.fixture
def kept(scratch):
    """A site with two files of a matter."""
    world = World()
    petition = world.petition(on=TODAY)
    files = [
        ContentFile(content, name=name)
        for name, content in (("青椒收据甲.txt", b"receipt of Zhang Dashan"), ("乙.txt", b"two"))
    ]
    gateway.perform(Petition, petition.pk, "hand_in", by=world.handler, at=at(TODAY), files=files)
    return petition


@pytest.fixture
def elsewhere(databases, settings, tmp_path):
    """From here on the site has an empty database and an empty folder; gone again afterwards."""
    names = []

    def moved():
        connection.close()
        connection.settings_dict["NAME"] = name = databases.bare()
        settings.MEDIA_ROOT = tmp_path / f"restored{len(names)}"
        names.append(name)

    yield moved
    connection.close()
    for name in names:
        databases.drop(name)


def backup(folder, *words):
    out = StringIO()
    call_command("backup", folder, *words, stdout=out)
    return Path(out.getvalue().splitlines()[-1].removeprefix("备份已核对："))


def restore(folder, **more):
    out = StringIO()
    call_command("restore", folder, stdout=out, **more)
    return out.getvalue()


def state():
    """All that there is, as a person would compare it."""
    events = list(Event.objects.order_by("pk").values_list("pk", "step", "hash"))
    files = [(one.name, Path(one.file.path).read_bytes()) for one in Attachment.objects.order_by("pk")]
    return events, files, list(Claim.objects.order_by("pk").values()), list(Paper.objects.order_by("pk").values())


def refused(command, *words, **more):
    with pytest.raises(CommandError) as fault:
        call_command(command, *words, stdout=StringIO(), stderr=StringIO(), **more)
    return str(fault.value)


def test_what_was_kept_comes_back_and_waits_for_somebody(kept, key, elsewhere, tmp_path):
    file, public = key
    before = state()
    run = backup(tmp_path / "kept", "--to", public)
    assert all(one.suffix == ".age" for one in (tmp_path / "kept/files").rglob("*") if one.is_file())
    assert {one.stat().st_mode & 0o077 for one in (tmp_path / "kept").rglob("*")} == {0}
    told = b"".join(one.read_bytes() for one in (tmp_path / "kept").rglob("*") if one.is_file())
    secrets = [b"receipt of", "青椒收据".encode(), site.LEDGER_KEY.encode(), b"QHNY2026"]
    assert [one for one in secrets if one in told] == []
    assert "数据库不是空的" in refused("restore", run, key=file)
    elsewhere()
    other = Path(site.MEDIA_ROOT, "papers/其他.pdf")
    other.parent.mkdir(parents=True, mode=0o700)
    other.write_bytes(b"%PDF")
    assert "papers/其他.pdf" in refused("restore", run, key=file), "nothing is overwritten"
    other.unlink()
    call_command("backup", tmp_path / "other", new_key=True, stdout=StringIO())
    assert "私钥不是这份备份的" in refused("restore", run, key=tmp_path / "other")
    assert "请用--key" in refused("restore", run)
    assert connection.introspection.table_names() == []
    assert "相符" in restore(tmp_path / "kept", key=file)
    assert state() == before
    assert {one.stat().st_mode & 0o077 for one in Path(site.MEDIA_ROOT).rglob("*")} == {0}
    assert run.name in {one.name for one in (tmp_path / "kept").iterdir()}

    assert ClockRun.standing().halt == ClockHalt.RESTORED
    assert not trust.may_run(timezone.now())
    assert trust.restored(), "the clock's own look does not let it go on"
    admin = User.objects.first()
    assert trust.confirm(ClockHalt.RESTORED, by=admin, at=timezone.now())
    assert not trust.restored()


def test_two_write_as_fast_as_they_can_and_what_comes_back_was_committed(scratch, elsewhere, tmp_path):
    world, stop, folder = World(), tmp_path / "stop", tmp_path / "kept"
    petitions = {str(n): world.petition(on=TODAY).pk for n in range(2)}
    writers = [scratch.fork(WRITE, me, str(pk), world.handler.username, str(stop)) for me, pk in petitions.items()]
    limit = time.monotonic() + 60
    while Attachment.objects.count() < 20 and time.monotonic() < limit:
        time.sleep(0.1)
    began = time.time()
    backup(folder, "--plain")
    ended = time.time()
    stop.touch()
    written = {}
    for me, writer in zip(petitions, writers, strict=True):
        out, err = writer.communicate(timeout=60)
        assert writer.returncode == 0, err
        written[me] = [float(line.split()[1]) for line in out.splitlines()]
        assert any(began < at < ended for at in written[me]), "it wrote all the while"
    elsewhere()
    restore(folder)
    for me, pk in petitions.items():
        names = list(Attachment.objects.filter(matter__petition=pk).order_by("pk").values_list("name", flat=True))
        assert names == [f"{me}-{n:05d}.txt" for n in range(1, len(names) + 1)]
        assert sum(at < began for at in written[me]) <= len(names) <= len(written[me])
        steps = Event.objects.filter(matter__petition=pk, step="hand_in")
        assert steps.count() == len(names), "no file without its step, no step without its file"


def test_a_second_run_keeps_what_is_new_alone_and_misses_what_is_named_and_gone(kept, tmp_path):
    folder = tmp_path / "kept"
    first = backup(folder, "--plain")
    lying = {one: one.stat().st_mtime_ns for one in (folder / "files").rglob("*") if one.is_file()}
    spoilt = next(iter(lying))
    spoilt.write_bytes(b"rotten")
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(1.1)")
    second = backup(folder, "--plain")
    assert first != second
    assert {one for one in (folder / "files").rglob("*") if one.is_file()} == set(lying)
    assert [one for one, written in lying.items() if one.stat().st_mtime_ns != written] == [spoilt]
    assert spoilt.read_bytes() != b"rotten"

    file = Attachment.objects.order_by("pk").first().file
    Path(file.path).unlink()
    assert file.name in refused("backup", tmp_path / "lacking", "--plain")
    assert "里没有做完的备份" in refused("restore", tmp_path / "lacking")


def test_what_is_not_whole_or_not_ours_leaves_the_database_empty(kept, elsewhere, tmp_path):
    whole = backup(tmp_path / "kept", "--plain")
    elsewhere()
    for spoil, sentence in SPOILT:
        shutil.copytree(whole.parent, tmp_path / "spoilt")
        run = tmp_path / "spoilt" / whole.name
        spoil(run, sorted(one for one in (tmp_path / "spoilt/files").rglob("*") if one.is_file()))
        assert sentence in refused("restore", run)
        assert connection.introspection.table_names() == [], sentence
        shutil.rmtree(tmp_path / "spoilt")


def told(run, **changed):
    file = run / "manifest.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | changed))


def shorter_dump(run, _files):
    """Cut off, and the sums made to agree: as by a disk that was full when all was copied."""
    dump = run / "database.dump"
    dump.write_bytes(dump.read_bytes()[: dump.stat().st_size * 3 // 4])
    sums = [line for line in (run / "SHA256SUMS").read_text().splitlines() if not line.endswith("  database.dump")]
    (run / "SHA256SUMS").write_text("\n".join([*sums, f"{digest_of(dump)}  database.dump"]) + "\n")


SPOILT = [
    (lambda run, files: files[0].write_bytes(b"x"), "备份不完整"),
    (lambda run, files: files[0].unlink(), "备份不完整"),
    (lambda run, files: (run / "database.dump").write_bytes(b""), "备份不完整"),
    (lambda run, files: told(run, ledger_key="0" * 16), "LEDGER_KEY不是做备份时的"),
    (lambda run, files: told(run, access_keys=["0" * 16]), "查询凭条会打不开"),
    (lambda run, files: told(run, notebook_keys=["0" * 16]), "调解笔记会打不开"),
    (lambda run, files: told(run, format=99), "另一版本的备份格式"),
    (lambda run, files: told(run, migrations=["mediation.9999_from_the_future"]), "9999_from_the_future"),
    (shorter_dump, "pg_restore没有做完"),
]


def test_nobody_is_written_to_before_it_was_confirmed(kept, mailoutbox):
    world_of_one = User.objects.first()
    User.objects.filter(pk=world_of_one.pk).update(email="zhang@example.cn")
    message = Message.objects.create(matter_id=kept.pk, user=world_of_one, text="x", key="k", sent_at=timezone.now())
    ClockRun.objects.update_or_create(pk=1, defaults={"halt": ClockHalt.RESTORED})
    pass_on_message(message.pk)
    assert mailoutbox == []
    waiting = ProcrastinateJob.objects.filter(task_name="pass_on_message", args__message_id=message.pk)
    assert waiting.get().scheduled_at > timezone.now()
    trust.confirm(ClockHalt.RESTORED, by=world_of_one, at=timezone.now())
    pass_on_message(message.pk)
    assert len(mailoutbox) == 1


def test_a_backup_is_encrypted_unless_somebody_says_plain(kept, tmp_path, settings):
    settings.BACKUP_RECIPIENTS = []
    assert "没有说加密给谁" in refused("backup", tmp_path / "kept")
    assert "不是age公钥" in refused("backup", tmp_path / "kept", "--to", "age1wrong")
    assert "不能放在材料和文书的文件夹" in refused("backup", Path(site.MEDIA_ROOT) / "kept", "--plain")
    assert not (tmp_path / "kept").exists()


def test_old_runs_go_with_what_they_alone_need_and_some_always_stay(tmp_path):
    """Runs as they lie there, each with a content of its own and one that all share."""
    now = datetime(2026, 3, 31, tzinfo=UTC)
    for day in range(20, 0, -1):
        run = Run.begun(tmp_path, now - timedelta(days=day))
        for name in ("all", f"day{day}"):
            place = tmp_path / "files" / name[:2] / name
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(name.encode())
        (run.path / "SHA256SUMS").write_text(f"x  ../files/al/all\nx  ../files/da/day{day}\n")
        (run.path / "manifest.json").write_text("{}")
        run.finished()
    assert forget(tmp_path, days=12, at=now) == 8
    assert len(Run.all_in(tmp_path)) == 12
    assert sorted(one.name for one in (tmp_path / "files").rglob("*") if one.is_file()) == sorted(
        ["all", *(f"day{n}" for n in range(1, 13))]
    )
    assert forget(tmp_path, days=0, at=now) == 5
    assert [run.path.name[:8] for run in Run.all_in(tmp_path)] == [f"202603{day}" for day in range(24, 31)]
    assert forget(tmp_path, days=0, at=now) == 0
