"""A long walk along the ledger: by several processes, and on from where a killed run was.

Each process takes every so-manieth part and writes a line when it is done with one; a run that finds lines goes on with the parts
that have none.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from django.db import connection

from mediation.queries.office.ledger.parts import Part, named, parts, tops
from mediation.queries.office.ledger.streaming import asked
from mediation.queries.office.ledger.verdict import Fault, Verdict

SMALL = 50_000  # records: not worth a second process


@dataclass
class Walk:
    """A walk whose progress is kept in a file: its first line says from when it is and how far it goes."""

    progress: Path
    begun: str
    highest: dict[str, int]

    @classmethod
    def begun_or_found(cls, progress: Path, *, at: datetime, anew: bool) -> Walk:
        """The one that a killed run left there, else a new one."""
        first = next(iter(_lines(progress)), {})
        if not anew and first.get("database") == _database():
            return cls(progress, first["begun"], first["highest"])
        walk = cls(progress, at.isoformat(timespec="seconds"), tops())
        progress.parent.mkdir(parents=True, exist_ok=True)
        told = {"database": _database(), "begun": walk.begun, "highest": walk.highest}
        progress.write_text(json.dumps(told) + "\n", encoding="utf-8")
        return walk

    def done(self) -> set[Part]:
        """The parts with a line."""
        return {Part(*line["part"]) for line in islice(_lines(self.progress), 1, None)}

    def take(self, one: int, of: int) -> None:
        """Walk every part whose turn it is, but for those done before."""
        before, parent, kinds = self.done(), os.getppid(), list(self.highest)
        for part in parts(self.highest):
            if (part.cell + kinds.index(part.kind)) % of == one and part not in before:
                self._keep(part, part.walked())
            if os.getppid() != parent:
                return  # whoever asked for it is gone

    def _keep(self, part: Part, verdict: Verdict) -> None:
        line = json.dumps({"part": [part.kind, part.cell], **asdict(verdict)}, ensure_ascii=False)
        with self.progress.open("a", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            file.write(f"\n{line}\n")  # behind a line that a killed process did not end

    def verdict(self) -> Verdict:
        """What all parts found together; the file goes."""
        whole, seen = Verdict(), set[Part]()
        for line in islice(_lines(self.progress), 1, None):
            part, found = Part(*line["part"]), [Fault(**one) for one in line["found"]]
            if part not in seen:
                whole.add(Verdict(line["rows"], line["objects"], line["erased"], line["wrong"], found))
            seen.add(part)
        self.progress.unlink()
        return named(whole)


def _lines(progress: Path) -> Iterator[dict[str, Any]]:
    """The lines that were written to their end."""
    if progress.exists():
        with progress.open(encoding="utf-8") as file:
            for line in file:
                with contextlib.suppress(ValueError):
                    yield json.loads(line)


def by_processes(walk: Walk, processes: int) -> bool:
    """Have it walked by so many; whether all came to their end. What a process that fell has done stays done."""
    connection.close()  # each has its own
    children = [_begun(walk, one, processes) for one in range(processes)]
    ended = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    return not any(ended)


def _begun(walk: Walk, one: int, of: int) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    if child := os.fork():
        return child
    code = 1
    try:
        walk.take(one, of)
        code = 0
    except BaseException:
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stderr.flush()
        os._exit(code)


def _database() -> str:
    """Which it is, so that no walk goes on in another."""
    known = connection.settings_dict
    return f"{known['HOST']}:{known['PORT']}/{known['NAME']}"


def is_small() -> bool:
    """Whether the ledger is so short that neither processes nor a file of progress are worth it."""
    span = asked("SELECT max(id) - min(id) FROM mediation_event")
    return (span or 0) < SMALL
