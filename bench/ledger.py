"""The ledger: rows verified per second.

`make bench-ledger`. It works in a scratch database on the project's server and drops it. Processor time of this process: what
the server works besides is told apart.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")

import django  # noqa: E402
from django.db import connection, transaction  # noqa: E402

django.setup()

from mediation.models import Event, Matter, Organ  # noqa: E402
from mediation.models.digests import digest_of_row, new_salt  # noqa: E402
from mediation.models.event import FORMAT, GENESIS, digest  # noqa: E402
from mediation.queries.office.ledger import Verdict, Walk, by_processes  # noqa: E402
from mediation.queries.office.ledger.parts import CHAINS, Part, parts, tops  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402

ROWS = 200_000
PER_FILE = 200
PER_MATTER = 126  # records, with hearing, mediation and review
AT = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
FACTS = {
    "text": "按承诺价补足差额，并说明收购点撤销的理由。",
    "petition": {"id": 17, "name": "QH2026-00017 青椒收购价未兑现"},
    "why": "",
}
COMMON = {
    "format": FORMAT, "object_type": "deadline", "version": 1, "step": "start", "from_state": "new", "to_state": "running",
    "actor": "张经办", "facts": FACTS, "reason": "", "basis": "《信访工作条例》第三十四条", "done_on": date(2026, 3, 2),
    "recorded_at": AT, "key": "",
}  # fmt: skip


def fill() -> None:
    """Whole chains of steps; triggers rest while they are written."""
    organ = Organ.establish(name="青河县信访局", short="青信", code="bench", kind="petition_office")
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        for file in range(ROWS // PER_FILE):
            matter = Matter.objects.create(number=f"B{file}", organ=organ, subject="测量", opened_on=AT.date())
            rows, prev = [], GENESIS
            for seq in range(1, PER_FILE + 1):
                row = Event(matter=matter, seq=seq, object_id=file * PER_FILE + seq, salt=new_salt(), **COMMON)
                row.close_contents()
                row.row_digest = digest_of_row(row.salt, "{}", keyed=False)
                prev = row.hash = digest(prev, row)
                rows.append(row)
            Event.objects.bulk_create(rows)


def size() -> str:
    """What a record takes, once the tables are tidy."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE mediation_event")
        cursor.execute("SELECT pg_relation_size('mediation_event'), pg_indexes_size('mediation_event')")
        rows, indexes = (figure / ROWS for figure in cursor.fetchone())
    whole = f"{(rows + indexes) * PER_MATTER / 1000:.0f} kB for a matter of {PER_MATTER}"
    return f"a record of the ledger takes | {rows + indexes:.0f} bytes | {rows:.0f} in its table, {indexes:.0f} in indexes; {whole}"


def alone() -> str:
    """The chains in this process."""
    verdict = Verdict()
    begun, worked = time.perf_counter(), time.process_time()
    for part in chain_parts():
        verdict.add(part.walked())
    taken, own_time = time.perf_counter() - begun, time.process_time() - worked
    assert (verdict.rows, verdict.found) == (ROWS, [])
    return (
        f"rows of the ledger verified, chain and contents | {ROWS / own_time:,.0f}/s of this process"
        f" | {ROWS / taken:,.0f}/s by the clock, the server's reading included"
    )


def together(processes: int) -> str:
    """The chains by so many processes, with their file of progress."""
    with tempfile.TemporaryDirectory() as folder:
        walk = Walk.begun_or_found(Path(folder) / "progress", at=AT, anew=True)
        walk.highest = {kind: top for kind, top in walk.highest.items() if kind == CHAINS}
        before, begun = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
        assert by_processes(walk, processes)
        taken, after = time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_CHILDREN)
        verdict = walk.verdict()
    assert (verdict.rows, verdict.found) == (ROWS, [])
    worked = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return (
        f"the same by {processes} process{'es' * (processes > 1)} | {ROWS / taken:,.0f}/s by the clock"
        f" | {ROWS / worked:,.0f}/s of their processor time"
    )


def chain_parts() -> list[Part]:
    """Those of the chains; the objects of these rows are not there."""
    return [part for part in parts(tops()) if part.kind == CHAINS]


def main() -> None:
    sys.stdout.write(
        f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n\n| what | figure | beside |\n|---|---|---|\n"
    )
    with scratch_database() as url:
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = url.split("@/")[1].split("?")[0]
        try:
            fill()
            for line in (size(), alone(), *(together(processes) for processes in (1, 2))):
                sys.stdout.write(f"| {line} |\n")
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    main()
