"""Bring a site back: into an empty database and an empty folder, and nothing goes out before somebody has looked at it."""

from __future__ import annotations

import os
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from mediation.management.backup import programs
from mediation.management.backup.envelope import Envelope
from mediation.management.backup.proving import files_of
from mediation.management.backup.runs import NotPossible, Run, check_of, digest_of, make_folder
from mediation.management.backup.taking import files_below
from mediation.management.rights import grant_to_the_site

# In the same transaction as all the rest: a worker that waits for this database finds the clock and the sending stopped.
HALT = (
    "INSERT INTO public.mediation_clockrun (id, halt, halted_at, passed_event) VALUES (1, 'restored', now(), 0)"
    " ON CONFLICT (id) DO UPDATE SET halt = excluded.halt, halted_at = excluded.halted_at"
)


def restore(path: Path, identities: list[Any], *, say: Callable[[str], Any]) -> Run:
    """Restore a run, or the newest of a folder, and verify what came of it. May be begun again after it was cut off.

    Raises NotPossible before anything is written where the database holds tables, the folder other files, or a key is not ours.
    """
    run = Run.found(path)
    manifest, envelope = run.manifest, Envelope(identities=identities)
    if manifest["encrypted"] and not identities:
        raise NotPossible("这份备份是加密的，请用--key给出age私钥文件。")
    say(f"备份{run.path.name}，程序{manifest['version']}版，文件{manifest['count']}个。")
    _refuse_other_keys(manifest)
    _refuse_newer(manifest)
    _refuse_filled()
    if faults := run.faults():
        raise NotPossible(f"备份不完整：{'；'.join(faults[:20])}。请换一份备份。")
    files = files_of(run, envelope)
    _refuse_other_files(files)
    make_folder(Path(settings.MEDIA_ROOT))
    for one in files:
        _put(run, envelope, one)
    say("文件已放回。")
    database = run.path / manifest["database"]
    programs.load(lambda out: envelope.read(database, out), programs.address(), last=HALT)
    connection.close()
    say("数据库已恢复；期限时钟和对外发送已停下。")
    call_command("migrate", interactive=False, verbosity=0)
    call_command("createcachetable", verbosity=0)
    grant_to_the_site()
    say(_verified())
    return run


def _verified() -> str:
    out = StringIO()
    try:
        call_command("verify_site", stdout=out)
    except CommandError as fault:
        raise NotPossible(f"已恢复，但核对不符：\n{fault}\n请换一份备份。") from fault
    return out.getvalue().strip()


def _refuse_other_keys(manifest: dict[str, Any]) -> None:
    if manifest["ledger_key"] != check_of(settings.LEDGER_KEY):
        raise NotPossible("环境里的LEDGER_KEY不是做备份时的那一个，办理记录会核对不了。请先取回当时的密钥。")
    ours = {check_of(one) for one in settings.ACCESS_KEYS or [settings.SECRET_KEY]}
    if not ours & set(manifest["access_keys"]):
        raise NotPossible(
            "环境里的ACCESS_KEYS（没有设的是SECRET_KEY）不是做备份时的，已发的查询凭条会打不开。请先取回当时的密钥。"
        )
    if not {check_of(one) for one in settings.NOTEBOOK_KEYS} & set(manifest["notebook_keys"]):
        raise NotPossible("环境里的NOTEBOOK_KEYS不是做备份时的，调解笔记会打不开。请先取回当时的密钥。")


def _refuse_newer(manifest: dict[str, Any]) -> None:
    ours = {f"{app}.{name}" for app, name in MigrationLoader(None).disk_migrations}
    kept = {one for one in manifest["migrations"] if one.startswith("mediation.")}
    if strange := sorted(kept - ours):
        said = f"备份是{manifest['version']}版做的，有本程序没有的迁移（{strange[-1]}）。"
        raise NotPossible(f"{said}请装上那个版本或者更新的版本。")


def _refuse_filled() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm', 'S') AND relnamespace = 'public'::regnamespace"
        )
        if count := cursor.fetchone()[0]:
            raise NotPossible(
                f"数据库不是空的（有{count}张表、序列）。恢复只进空库，不覆盖；请新建一个数据库，并把DATABASE_URL指向它。"
            )


def _refuse_other_files(files: list[dict[str, Any]]) -> None:
    named = {one["name"] for one in files}
    strange = [name for name, _path in files_below(Path(settings.MEDIA_ROOT)) if name not in named]
    if strange:
        said = f"{settings.MEDIA_ROOT}里有备份以外的文件{len(strange)}个，如{strange[0]}。"
        raise NotPossible(f"{said}恢复不覆盖也不删除，请把文件夹改名留存，再恢复。")


def _put(run: Run, envelope: Envelope, one: dict[str, Any]) -> None:
    """One file to its place, whole; what an earlier attempt put there stays."""
    root = Path(settings.MEDIA_ROOT).resolve()
    place = (root / one["name"]).resolve()
    if not place.is_relative_to(root):
        raise NotPossible(f"备份里的{one['name']}指到文件夹以外。")
    if place.exists() and digest_of(place) == one["sha256"]:
        return
    make_folder(place.parent)
    fresh = place.with_name(f".{place.name}.new")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as out:
        if envelope.read(run.piece(f"../{one['kept']}"), out) != one["sha256"]:
            raise NotPossible(f"备份里的{one['kept']}与清单不符。请换一份备份。")
        out.flush()
        os.fsync(out.fileno())
    fresh.replace(place)
