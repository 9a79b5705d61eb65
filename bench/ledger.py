"""The ledger: rows verified per second.

`make bench-ledger`. It works in a scratch database on the project's server and drops it. Processor time of this process: what
the server works besides is told apart.
"""

from __future__ import annotations

import os
import sys
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
from mediation.queries.office.ledger import Verdict, chains  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402

ROWS = 200_000
PER_FILE = 200
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
                row.prev, row.hash = prev, digest(prev, row)
                prev = row.hash
                rows.append(row)
            Event.objects.bulk_create(rows)


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
            verdict = Verdict()
            begun, worked = time.perf_counter(), time.process_time()
            with transaction.atomic():
                chains(verdict)
            taken, own_time = time.perf_counter() - begun, time.process_time() - worked
            assert (verdict.rows, verdict.found) == (ROWS, [])
            sys.stdout.write(
                f"| rows of the ledger verified, chain and contents | {ROWS / own_time:,.0f}/s of this process"
                f" | {ROWS / taken:,.0f}/s by the clock, the server's reading included |\n"
            )
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    main()
