"""Take a backup: the database at one moment, then the files, which are only ever added."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.migrations.recorder import MigrationRecorder

from mediation import VERSION
from mediation.management.backup import programs
from mediation.management.backup.envelope import Envelope, Nowhere
from mediation.management.backup.proving import proved
from mediation.management.backup.runs import FORMAT, MANIFEST, SUMS, NotPossible, Run, check_of, digest_of, kept_name
from mediation.queries.office.kept_files import recorded

MOST_NAMED = 20


def take(folder: Path, recipients: Sequence[str], *, at: datetime, say: Callable[[str], Any]) -> Run:
    """A new run in the folder, proved by restoring it. Raises NotPossible; what is there of it then keeps its `.unfinished` name."""
    _refuse_within(folder)
    envelope, run = Envelope(recipients), Run.begun(folder, at)
    with _one_moment() as snapshot:
        database = run.path / f"database.dump{envelope.suffix}"
        dumped = programs.dump(snapshot, lambda source: envelope.write(source, database))
        named = {file.name: sha256 for _record, file, sha256 in recorded()}
        migrations = sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())
    say(f"数据库已导出，{dumped.size / 1e6:.1f}MB。")
    kept = _Kept(folder, envelope)
    files = [kept.add(name, path) for name, path in files_below(Path(settings.MEDIA_ROOT)) if path.exists()]
    _refuse_missing(named, {one["name"]: one["sha256"] for one in files})
    say(f"文件{len(files)}个，其中新的{kept.new}个。")
    listed = run.path / f"files.json{envelope.suffix}"
    envelope.write(BytesIO(json.dumps(files, ensure_ascii=False).encode()), listed)
    sums = {f"../{one['kept']}": kept.sums[one["kept"]] for one in files}
    sums |= {database.name: dumped.kept_sha256, listed.name: digest_of(listed)}
    _write(run.path / SUMS, "".join(f"{digest}  {name}\n" for name, digest in sorted(sums.items())))
    manifest = {
        "format": FORMAT, "version": VERSION, "at": at.isoformat(), "encrypted": bool(recipients), "database": database.name,
        "files": listed.name, "count": len(files), "bytes": sum(one["size"] for one in files), "migrations": migrations,
        "ledger_key": check_of(settings.LEDGER_KEY), "access_keys": [check_of(one) for one in _access_keys()],
        "notebook_keys": [check_of(one) for one in settings.NOTEBOOK_KEYS],
    }  # fmt: skip
    _write(run.path / MANIFEST, json.dumps(manifest, ensure_ascii=False, indent=1))
    say("正在恢复到临时数据库核对……")
    say(proved(run, envelope))
    return run.finished()


def _access_keys() -> list[str]:
    return settings.ACCESS_KEYS or [settings.SECRET_KEY]


def _refuse_within(folder: Path) -> None:
    media = Path(settings.MEDIA_ROOT).resolve()
    if folder.resolve().is_relative_to(media) or media.is_relative_to(folder.resolve()):
        raise NotPossible(f"备份不能放在材料和文书的文件夹{media}里，也不能包着它，请换一个地方，最好是另一块磁盘。")


@contextmanager
def _one_moment() -> Iterator[str]:
    """Everything that is read inside is of the same moment; the name under which others see it too."""
    if connection.in_atomic_block:
        raise NotPossible("备份不能在另一个事务里进行。")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        cursor.execute("SELECT pg_export_snapshot()")
        yield cursor.fetchone()[0]


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Every file by its name in the storage; what is being written at this moment begins with a dot."""
    for level, folders, names in os.walk(folder):
        folders.sort()
        for name in sorted(names):
            if not name.startswith("."):
                path = Path(level, name)
                yield path.relative_to(folder).as_posix(), path


class _Kept:
    """The contents in the folder: what an earlier run kept is not written again."""

    def __init__(self, folder: Path, envelope: Envelope) -> None:
        self.folder, self.envelope, self.new = folder, envelope, 0
        self.sums: dict[str, str] = {}
        self.before: dict[str, str] = {}
        for run in Run.all_in(folder):
            self.before |= {name.removeprefix("../"): digest for name, digest in run.sums().items()}

    def add(self, name: str, path: Path) -> dict[str, Any]:
        """Keep one file; its line in the list."""
        sha256, size = digest_of(path), path.stat().st_size
        kept = kept_name(sha256, self.envelope.suffix)
        if kept not in self.sums:
            known, place = self.before.get(kept), self.folder / kept
            # Seen again, byte by byte, at each run; what is gone or spoilt is written anew.
            if known is None or not place.exists() or digest_of(place) != known:
                known = self._written(path, place, sha256)
            self.sums[kept] = known
        return {"name": name, "sha256": sha256, "size": size, "kept": kept}

    def _written(self, path: Path, place: Path, sha256: str) -> str:
        with path.open("rb") as source:
            written = self.envelope.write(source, place)
        if written.sha256 != sha256 or self.envelope.read(place, Nowhere()) != sha256:
            raise NotPossible(f"{path}在备份时变了，或者{place}写坏了，请检查磁盘后再备份。")
        self.new += 1
        return written.kept_sha256


def _refuse_missing(named: dict[str, str], files: dict[str, str]) -> None:
    wrong = [name for name, sha256 in named.items() if files.get(name) != sha256]
    if wrong:
        said = "、".join(wrong[:MOST_NAMED])
        raise NotPossible(
            f"数据库记有而文件夹里没有或者已被改动的文件{len(wrong)}个：{said}。请先用manage.py verify_files查清。"
        )


def _write(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
