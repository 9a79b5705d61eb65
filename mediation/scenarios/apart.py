"""Play files each in a process and a database of its own: forked from one that has everything loaded."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from mediation.documents import rendering
from mediation.scenarios.scratch import scratch_database

AT_ONCE = 2


@dataclass
class Done:
    """How a play ended: its exit code, what it said and what it complained of, where its database is, what it cost."""

    path: Path
    code: int
    said: str
    complained: str
    place: dict[str, str]
    seconds: float


@dataclass
class _Playing:
    path: Path
    outputs: tuple[int, int]
    place: dict[str, str]
    around: ExitStack


def own_rules(path: Path) -> dict[str, str]:
    """Local rules that lie beside the file stand in place of the site's own."""
    return {"LOCAL_RULES_FOLDER": str(path.parent)} if any(path.parent.glob("*.toml")) else {}


def play_apart(files: Sequence[tuple[Path, Path]], play: Callable[[Path, Path], int], *, keep: bool) -> Iterator[Done]:
    """Play files into their folders, two at a time; each is told of as it ends. `play` returns the exit code."""
    waiting, running = list(reversed(files)), dict[int, _Playing]()
    connection.close()
    while waiting or running:
        while waiting and len(running) < AT_ONCE:
            path, out = waiting.pop()
            one = _ready(path, out, keep=keep)
            sys.stdout.flush()
            sys.stderr.flush()
            if (pid := os.fork()) == 0:
                _become(one, out, play)
            running[pid] = one
        pid, status, used = os.wait3(0)
        if pid in running:
            yield _ended(running.pop(pid), os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime)


def _ready(path: Path, out: Path, *, keep: bool) -> _Playing:
    around = ExitStack()
    place = {"DATABASE_URL": around.enter_context(scratch_database(keep=keep)), "MEDIATION_FILES": str(out / "files")}
    outputs = os.memfd_create("said"), os.memfd_create("complained")
    return _Playing(path, outputs, {**place, **own_rules(path)}, around)


def _become(one: _Playing, out: Path, play: Callable[[Path, Path], int]) -> None:
    """The child: its own database and files, what it prints kept for the parent; it never returns."""
    code = 1
    try:
        for there, here in enumerate(one.outputs, start=1):
            os.dup2(here, there)
        connection.settings_dict["NAME"] = urlsplit(one.place["DATABASE_URL"]).path.lstrip("/")
        settings.MEDIA_ROOT = Path(one.place["MEDIATION_FILES"])
        settings.LOCAL_RULES_FOLDER = one.place.get("LOCAL_RULES_FOLDER", settings.LOCAL_RULES_FOLDER)
        code = play(one.path, out)
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        rendering.stop()
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def _ended(one: _Playing, code: int, seconds: float) -> Done:
    said = []
    for output in one.outputs:
        os.lseek(output, 0, os.SEEK_SET)
        with os.fdopen(output, "rb") as words:
            said.append(words.read().decode())
    one.around.close()
    return Done(one.path, code, said[0], said[1], one.place, seconds)
