"""The ends of all chains as they were on a day, written down outside the database: who could recompute a chain cannot recompute these.

A text of lines: what it is, the moment, how many chains, the root of the anchor before, the Merkle root (RFC 6962) over the lines of the
chains that follow: file by its key, part, number and hash of its last record. The root alone may be told to anybody.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from django.db import connection

from mediation.queries.office.ledger.streaming import one_moment, streamed
from mediation.queries.office.ledger.verdict import Fault

WHAT = "mediation ledger anchor 1"
ENDING = ".anchor"
NONE = "-"
AT_ONCE = 5000
HEADS = """
    SELECT DISTINCT ON (matter_id, part) matter_id, part, seq, hash FROM mediation_event
    ORDER BY matter_id, part, seq DESC
"""
CHANGED = """
    SELECT a.matter, a.part, a.seq FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[]) AS a(matter, part, seq, hash)
    LEFT JOIN mediation_event e ON e.matter_id = a.matter AND e.part = a.part AND e.seq = a.seq
    WHERE e.hash IS DISTINCT FROM a.hash ORDER BY 1, 2
"""


@dataclass(frozen=True)
class Anchor:
    """One file, read."""

    name: str
    at: str
    before: str
    root: str
    lines: tuple[str, ...]

    @property
    def heads(self) -> Iterator[tuple[int, str, int, str]]:
        """File, part, number and hash of the last record of each chain."""
        for line in self.lines:
            matter, part, seq, digest = line.split("\t")
            yield int(matter), part, int(seq), digest


def write(folder: Path, *, at: datetime) -> Anchor:
    """The anchor of this moment, behind the newest in the folder."""
    earlier = all_in(folder)
    with one_moment():
        lines = tuple(f"{matter}\t{part}\t{seq}\t{digest}" for matter, part, seq, digest in streamed(HEADS))
    moment = at.astimezone(UTC)
    made = Anchor(
        f"{moment:%Y%m%dT%H%M%SZ}{ENDING}",
        moment.isoformat(),
        earlier[-1].root if earlier else NONE,
        root_of(lines),
        lines,
    )
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    # An anchor is never written over.
    with os.fdopen(
        os.open(folder / made.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="ascii"
    ) as out:
        out.write(
            "".join(
                f"{line}\n" for line in (WHAT, f"at {made.at}", f"before {made.before}", f"root {made.root}", *lines)
            )
        )
        out.flush()
        os.fsync(out.fileno())
    return made


def all_in(folder: Path) -> list[Anchor]:
    """Those of a folder, the oldest first. ValueError with a sentence where a file is no anchor."""
    return [_read(file) for file in sorted(folder.glob(f"*{ENDING}"))]


def _read(file: Path) -> Anchor:
    what, *rest = file.read_text(encoding="ascii").splitlines()
    told = dict(line.split(" ", 1) for line in rest[:3])
    if what != WHAT or set(told) != {"at", "before", "root"}:
        raise ValueError(f"{file}不是锚定文件。")
    return Anchor(file.name, told["at"], told["before"], told["root"], tuple(rest[3:]))


def faults_of(anchors: Sequence[Anchor]) -> Iterator[Fault]:
    """Every anchor that was changed or is missing, and every chain that no longer holds what was its end."""
    before = NONE
    for number, one in enumerate(anchors):
        if one.root != root_of(one.lines):
            yield Fault(one.name, 0, "锚定文件被改动")
        if one.before != before and number:
            yield Fault(one.name, 0, "前一个锚定文件不在或者被换过")
        before = one.root
        heads = list(one.heads)
        for first in range(0, len(heads), AT_ONCE):
            with connection.cursor() as cursor:
                cursor.execute(CHANGED, [list(column) for column in zip(*heads[first : first + AT_ONCE], strict=True)])
                for matter, part, seq in cursor.fetchall():
                    yield Fault(str(matter), seq, f"与{one.at[:10]}的锚定不符（其后被重算、截短、调换或者删除）", part)


def root_of(lines: Sequence[str]) -> str:
    """Their Merkle root, as RFC 6962 has it."""
    level = [hashlib.sha256(b"\0" + line.encode()).digest() for line in lines] or [hashlib.sha256().digest()]
    while len(level) > 1:
        pairs = [hashlib.sha256(b"\1" + level[n] + level[n + 1]).digest() for n in range(0, len(level) - 1, 2)]
        level = pairs + level[len(level) & ~1 :]
    return level[0].hex()
