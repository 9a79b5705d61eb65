"""Dumps of databases that each release filled: written once, restored for ever.

`make dump-release RELEASE=0.2.0` plays the shipped scenarios into an empty database and writes `0.2.0.sql.xz` here.
"""

from __future__ import annotations

import lzma
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection

from mediation.scenarios.scratch import scratch_database
from setup import postgres_home

HERE = Path(__file__).parent
ENDING = ".sql.xz"
LARGEST = 1_500_000
# The key under which confidences in the dumps are sealed.
LEDGER_KEY = "of the dumps"
# What a server of another version may not know.
NEWER = ("SET transaction_timeout", "\\restrict", "\\unrestrict")


def releases() -> list[str]:
    """The releases of which there is a dump, in their order."""
    names = [path.name.removesuffix(ENDING) for path in HERE.glob(f"*{ENDING}")]
    return sorted(names, key=lambda name: [int(part) for part in name.split(".")])


def write(release: str, url: str) -> Path:
    """Dump a database: tables, triggers and rows as plain SQL."""
    program = [postgres_home.binary("pg_dump"), "--no-owner", "--no-privileges", f"--dbname={url}"]
    done = subprocess.run(program, check=True, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines(keepends=True) if not line.startswith(NEWER)]
    target = HERE / f"{release}{ENDING}"
    target.write_bytes(lzma.compress("".join(lines).encode(), preset=9 | lzma.PRESET_EXTREME))
    if target.stat().st_size > LARGEST:
        raise SystemExit(f"{target.name} 超过{LARGEST}字节 / is larger than it may be")
    return target


def restore(release: str, url: str) -> None:
    """Fill an empty database as the release had left it."""
    program = [postgres_home.binary("psql"), "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", f"--dbname={url}"]
    text = lzma.decompress((HERE / f"{release}{ENDING}").read_bytes()).decode()
    done = subprocess.run(program, input=text, check=False, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{release}: {done.stderr.strip()[-2000:]}")


@contextmanager
def working_on(name: str) -> Iterator[None]:
    """Let Django work on another database of the same server."""
    own = connection.settings_dict["NAME"]
    connection.close()
    connection.settings_dict["NAME"] = name
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["NAME"] = own


def main(release: str) -> None:
    """Play the shipped scenarios, one after the other, and dump what they leave."""
    from django.conf import settings

    from mediation.scenarios.player import Player
    from mediation.scenarios.printing import mark_ready
    from mediation.scenarios.script import load
    from mediation.scenarios.sheets import SCRIPT
    from mediation.scenarios.shipped import shipped

    with scratch_database() as url, TemporaryDirectory() as files:
        settings.MEDIA_ROOT, settings.LEDGER_KEY = files, LEDGER_KEY
        with working_on(url.split("@/")[1].split("?")[0]):
            for path in [*shipped(), SCRIPT]:
                sys.stderr.write(f"{path.stem}\n")
                Player(load(path), mark_ready).play()
        sys.stdout.write(f"{write(release, url)}\n")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")
    import django

    django.setup()
    main(sys.argv[1])
