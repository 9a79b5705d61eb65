"""A backup is one when it was restored: into a server of its own that lasts as long as the proof, never near the working data."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings

from mediation.management.backup import programs
from mediation.management.backup.envelope import Envelope
from mediation.management.backup.runs import NotPossible, Run
from setup.paths import ROOT
from setup.postgres import NotStarted, Server
from setup.postgres_home import NotPossible as NoServer

# Its data are thrown away: it need not wait for the disk.
IN_A_HURRY = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off", "max_connections": "20"}


def proved(run: Run, envelope: Envelope) -> str:
    """What was found in the restored database, in a sentence. Raises NotPossible with the faults."""
    if faults := run.faults():
        raise NotPossible(f"备份写坏了：{'；'.join(faults[:20])}。请检查磁盘后再备份。")
    manifest = run.manifest
    with tempfile.TemporaryDirectory(prefix="mediation-proof-") as folder, _server() as url:
        _lay_out(files_of(run, envelope), Path(folder))
        database = run.path / manifest["database"]
        programs.load(lambda out: envelope.read(database, out), programs.address_of(url))
        return _verified(DATABASE_URL=url, MEDIATION_FILES=folder)


def files_of(run: Run, envelope: Envelope) -> list[dict[str, Any]]:
    """The list of its files."""
    out = BytesIO()
    envelope.read(run.path / run.manifest["files"], out)
    found: list[dict[str, Any]] = json.loads(out.getvalue())
    return found


def _verified(**surroundings: str) -> str:
    """Have a process of its own look through a whole site; what it found, or NotPossible with what is wrong."""
    done = subprocess.run(
        [sys.executable, "manage.py", "verify_site"], cwd=ROOT, env={**os.environ, **_settings(), **surroundings},
        stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise NotPossible(f"恢复出来的数据核对不符：\n{done.stderr.strip()}")
    return done.stdout.strip()


def _settings() -> dict[str, str]:
    """That process has our settings, whatever they were made of."""
    return {"DJANGO_SETTINGS_MODULE": os.environ["DJANGO_SETTINGS_MODULE"], "LEDGER_KEY": settings.LEDGER_KEY}


def _lay_out(files: list[dict[str, Any]], folder: Path) -> None:
    """Under each name the working file whose content was found in the backup, hash by hash, a moment ago."""
    for one in files:
        place = folder / one["name"]
        place.parent.mkdir(parents=True, exist_ok=True)
        place.symlink_to(Path(settings.MEDIA_ROOT, one["name"]).resolve())


@contextmanager
def _server() -> Iterator[str]:
    server = Server(f"postgres-proof-{os.getpid()}", settings=IN_A_HURRY)
    try:
        server.start()
        yield server.url()
    except (NotStarted, NoServer) as fault:
        raise NotPossible(f"临时数据库没有启动起来：{fault}") from fault
    finally:
        server.stop()
        shutil.rmtree(server.home, ignore_errors=True)
        shutil.rmtree(server.socket, ignore_errors=True)
