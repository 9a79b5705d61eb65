"""pg_dump, pg_restore and psql: those of the wheel, or those of a folder that PG_PROGRAMS names for a newer server."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import IO, Any, cast

from django.conf import settings
from django.db import connection
from psycopg.conninfo import conninfo_to_dict, make_conninfo

from mediation.management.backup.envelope import copy
from mediation.management.backup.runs import NotPossible
from setup import postgres_home

# Django's own words among the options of a connection; all others are those of PostgreSQL's library.
DJANGOS = {"pool", "isolation_level", "server_side_binding", "assume_role"}


def program(name: str) -> str:
    """Where it is."""
    if folder := settings.PG_PROGRAMS:
        return str(Path(folder) / name)
    return str(postgres_home.binary(name))


def address() -> tuple[str, str]:
    """The site's database for PostgreSQL's own programs, and its password, which is handed over apart."""
    kept = connection.settings_dict
    named = {"dbname": "NAME", "user": "USER", "host": "HOST", "port": "PORT"}
    found: dict[str, Any] = {key: kept[name] for key, name in named.items() if kept[name]}
    found |= {key: value for key, value in kept.get("OPTIONS", {}).items() if key not in DJANGOS}
    return make_conninfo(**found), str(kept["PASSWORD"])


def address_of(url: str) -> tuple[str, str]:
    """The same for a server of ours."""
    return make_conninfo(**conninfo_to_dict(url.replace("postgres://", "postgresql://", 1))), ""


def _started(name: str, *arguments: str, password: str = "", **pipes: Any) -> subprocess.Popen[bytes]:
    surroundings = {**os.environ, "LC_ALL": "C.UTF-8", **({"PGPASSWORD": password} if password else {})}
    try:
        return subprocess.Popen(  # noqa: S603 a program of ours, its words are our own
            [program(name), *arguments], env=surroundings, stderr=subprocess.PIPE, **pipes
        )
    except OSError as fault:
        raise NotPossible(f"{name}运行不了（{fault.strerror}）；PG_PROGRAMS要写PostgreSQL程序所在的文件夹。") from fault


def _ended(name: str, process: subprocess.Popen[bytes]) -> None:
    said = process.stderr.read().decode(errors="replace").strip() if process.stderr else ""
    if process.wait():
        raise NotPossible(f"{name}没有做完：{said or process.returncode}")


def dump(snapshot: str, pass_on: Callable[[IO[bytes]], Any]) -> Any:
    """The database as at a snapshot, handed on while it is read; what `pass_on` made of it."""
    where, password = address()
    process = _started(
        "pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--snapshot={snapshot}", f"--dbname={where}",
        password=password, stdout=subprocess.PIPE,
    )  # fmt: skip
    with process:
        try:
            made = pass_on(cast(IO[bytes], process.stdout))
        except BaseException:
            process.kill()
            raise
        _ended("pg_dump", process)
    return made


def load(read: Callable[[IO[bytes]], Any], to: tuple[str, str], *, last: str = "") -> None:
    """Fill an empty database with what `read` writes, and `last` with it: all in one transaction, or nothing.

    psql commits when its input ends: it is not ended before pg_restore has said that it read everything.
    """
    where, password = to
    told = ["--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1", f"--dbname={where}", "--file=-"]
    unpacked = _started(
        "pg_restore", "--no-owner", "--no-privileges", "--file=-", stdin=subprocess.PIPE, stdout=subprocess.PIPE
    )
    filled = _started(
        "psql", *told, *([f"--command={last}"] if last else []), password=password,
        stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with unpacked, filled:
        try:
            _pass_on(read, unpacked, filled)
        except BaseException:
            filled.kill()
            unpacked.kill()
            raise
        _ended("psql", filled)


def _pass_on(
    read: Callable[[IO[bytes]], Any], unpacked: subprocess.Popen[bytes], filled: subprocess.Popen[bytes]
) -> None:
    """Through pg_restore into psql; its input ends only if all of it is there."""
    packed, plain, filling = (cast(IO[bytes], pipe) for pipe in (unpacked.stdin, unpacked.stdout, filled.stdin))
    faults: list[Exception] = []
    feeding = Thread(target=_feed, args=(read, packed, faults))
    feeding.start()
    try:
        copy(plain, filling)
    except BrokenPipeError:
        unpacked.kill()
        _ended("psql", filled)
    except BaseException:
        unpacked.kill()
        raise
    finally:
        feeding.join()
    if faults:
        raise faults[0]
    _ended("pg_restore", unpacked)
    filling.close()


def _feed(read: Callable[[IO[bytes]], Any], into: IO[bytes], faults: list[Exception]) -> None:
    """In a thread of its own; what stops it is raised where it was begun."""
    try:
        with into:
            read(into)
    except BrokenPipeError:
        return  # pg_restore has ended, and says itself why
    except (NotPossible, OSError) as fault:
        faults.append(fault)
