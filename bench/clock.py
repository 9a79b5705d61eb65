"""Statutory time: limits computed per second, running deadlines recomputed after a changed calendar, memory.

`make bench-clock`. It works in a scratch database on the project's server and drops it. Figures of one machine
and one moment: compare the ratios, which are taken in turn within one run.
"""

from __future__ import annotations

import gc
import os
import re
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path[0] = str(ROOT)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.dev")

import django  # noqa: E402
from django.db import connection, transaction  # noqa: E402

django.setup()

from mediation.actions import gateway  # noqa: E402
from mediation.actions.clock import calendars, deadlines  # noqa: E402
from mediation.models import CalendarYear, Deadline, Matter, Organ, Party  # noqa: E402
from mediation.models.clock.calendar import calendar_with, current_calendar  # noqa: E402
from mediation.scenarios.scratch import scratch_database  # noqa: E402
from mediation.timelimits import Calendar, Direction, TimeLimit, Unit, compute, level_days, limit_for, shipped_calendar  # noqa: E402

BEGUN = date(2025, 1, 2)
ONE_DAY = timedelta(days=1)
KINDS = {
    "D5": "60 days",
    "D3": "15 days",
    "D2": "5 working days",
    "D16": "7 working days backward",
    "D9": "30 days, ten left out",
}
LEFT_OUT = {"D9": [(date(2025, 6, 1), date(2025, 6, 11))]}
ROUNDS = 9
PER_ROUND = 20_000
TRIGGERS = [BEGUN + timedelta(days=n % 600) for n in range(PER_ROUND)]
RUNNING = 100_000
SIZES = (10_000, 100_000, 1_000_000)
# One file has about ten running deadlines.
PER_FILE = 10
LAST_TRIGGERS = date(2026, 11, 1)
NOTICE = {
    "2027-10-01": "国庆节",
    "2027-01-01": "元旦",
    "2027-02-05": "春节",
    "2027-02-08": "春节",
    "2027-02-09": "春节",
}

NOTICE_ON = date(2026, 11, 20)
NOTICE_AT = datetime(2026, 11, 20, 9, tzinfo=gateway.SHANGHAI)


def say(what: str, figure: str, beside: str = "") -> None:
    print(f"| {what} | {figure} | {beside} |", flush=True)


def seconds(work: Callable[[], object]) -> float:
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def own_seconds(work: Callable[[], object]) -> float:
    """What this process worked, whatever else the machine does meanwhile."""
    gc.collect()
    start = time.process_time()
    work()
    return time.process_time() - start


# --- limits per second -----------------------------------------------------------------------------------------------


def limits_per_second() -> None:
    """Compute limits of every kind in one process, in turn with two plain loops.

    The floor adds the days and no more; the walk goes from day to day until enough are counted, and on to a
    working day, as one would write it without thinking of speed.
    """
    calendar = shipped_calendar()
    for code, kind in KINDS.items():
        limit, excluded = limit_for(code, on=BEGUN), LEFT_OUT.get(code, ())
        loops = (engine_loop(limit, calendar, excluded), floor_loop(limit), walk_loop(limit, calendar, excluded))
        rounds = [[own_seconds(loop) for loop in loops] for _n in range(ROUNDS)]
        ours, least, walked = (statistics.median(column) for column in zip(*rounds, strict=True))
        to_floor, to_walk = (statistics.median(one[0] / one[n] for one in rounds) for n in (1, 2))
        say(
            f"limits computed per second, {code} ({kind})",
            f"{PER_ROUND / ours:,.0f}",
            f"takes {to_floor:.0f} × a loop that only adds a timedelta ({PER_ROUND / least:,.0f}/s),"
            f" {to_walk:.2f} × a walk from day to day ({PER_ROUND / walked:,.0f}/s)",
        )


def engine_loop(limit: TimeLimit, calendar: Calendar, excluded: Sequence[tuple[date, date]]) -> Callable[[], None]:
    def loop() -> None:
        for day in TRIGGERS:
            compute(limit, trigger=day, calendar=calendar, excluded=excluded)

    return loop


def floor_loop(limit: TimeLimit) -> Callable[[], None]:
    span = timedelta(days=limit.length or 0)

    def loop() -> None:
        for day in TRIGGERS:
            day + span

    return loop


def walk_loop(limit: TimeLimit, calendar: Calendar, excluded: Sequence[tuple[date, date]]) -> Callable[[], None]:
    worked = {date.fromordinal(ordinal) for ordinal in calendar.working_ordinals()}
    out = days_out(excluded)
    step = ONE_DAY if limit.direction is Direction.FORWARD else -ONE_DAY
    every_day = limit.unit is Unit.CALENDAR_DAYS

    def loop() -> None:
        for day in TRIGGERS:
            left = limit.length
            while left:
                day += step
                left -= (every_day or day in worked) and day not in out
            while day not in worked:
                day += step

    return loop


def days_out(excluded: Sequence[tuple[date, date]]) -> set[date]:
    return {a + ONE_DAY * n for a, b in excluded for n in range(1, (b - a).days + 1)}


# --- running deadlines -----------------------------------------------------------------------------------------------


def base_rows(matter: Matter, organ: Organ) -> list[Deadline]:
    """A thousand different running deadlines of all kinds, begun on every day of the year before."""
    calendar = shipped_calendar()
    rows = []
    for n in range(1000):
        limit = limit_for(list(KINDS)[n % len(KINDS)], on=BEGUN)
        trigger = LAST_TRIGGERS + timedelta(days=n % 90)
        found = compute(limit, trigger=trigger, calendar=calendar)
        amber, red = level_days(found)
        rows.append(
            Deadline(
                matter=matter, organ=organ, code=limit.code, label=limit.label, authority=limit.authority,
                limit=asdict(limit), subject_type="petition", subject_id=n, trigger=limit.trigger, trigger_on=trigger,
                nominal_on=found.nominal, legal_on=found.legal, amber_on=amber, red_on=red,
                provisional=found.provisional, calendar_version=found.calendar_version, state="running", version=1,
            )
        )  # fmt: skip
    return rows


def fill(rows: int) -> None:
    """So many running deadlines in files of ten, each with its event; triggers rest while it is written."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        there = Deadline.objects.count()
        if not there:
            organ = Organ.establish(name="青河县信访局", short="青信", code="bench", kind="petition_office")
            matter = Matter.objects.create(number="B0", organ=organ, subject="测量", opened_on=BEGUN)
            Deadline.objects.bulk_create(base_rows(matter, organ))
            there = 1000
        fill_files(rows // PER_FILE)
        columns = [f.column for f in Deadline._meta.concrete_fields if f.column not in ("id", "matter_id")]
        names, theirs = (", ".join(f'{of}"{column}"' for column in columns) for of in ("", "d."))
        cursor.execute(
            f"INSERT INTO mediation_deadline (matter_id, {names})"
            f" SELECT f.first + (n * 1000 + d.id) %% %s, {theirs}"
            " FROM generate_series(%s, %s) n, (SELECT min(id) AS first FROM mediation_matter) f, mediation_deadline d"
            " WHERE d.id < 1000 + (SELECT min(id) FROM mediation_deadline)",
            [rows // PER_FILE, there // 1000, rows // 1000 - 1],
        )
        write_events(cursor)


def fill_files(files: int) -> None:
    """So many files beside the first, each with its petitioner."""
    first = Matter.objects.get(number="B0")
    common = {"organ": first.organ, "subject": first.subject, "opened_on": first.opened_on}
    numbers = range(Matter.objects.count(), files + 1)
    Matter.objects.bulk_create([Matter(number=f"B{n}", **common) for n in numbers], batch_size=5000)
    without = Matter.objects.filter(parties=None)
    Party.objects.bulk_create(
        [Party(matter=matter, role="petitioner", kind="person", name="张大山") for matter in without], batch_size=5000
    )


def tidy() -> None:
    """Let the planner know what is there."""
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def write_events(cursor) -> None:
    """The event that began each deadline, so that the triggers find it."""
    cursor.execute("""
        INSERT INTO mediation_event (format, part, elsewhere, salt, facts_digest, row_digest, matter_id, seq, object_type,
                                     object_id, version, step, from_state, to_state, actor, facts, reason, basis,
                                     done_on, recorded_at, key, prev, hash)
        SELECT 1, '', '[]', '', '', '', d.matter_id,
               (SELECT coalesce(max(seq), 0) FROM mediation_event e WHERE e.matter_id = d.matter_id)
                   + row_number() OVER (PARTITION BY d.matter_id ORDER BY d.id),
               'deadline', d.id, 1, 'start', 'new', 'running', '', '{}', '', '', d.trigger_on, now(), '',
               lpad(d.id::text, 64, '0'), lpad((d.id + 1)::text, 64, '0')
        FROM mediation_deadline d
        WHERE NOT EXISTS (SELECT 1 FROM mediation_event e WHERE e.object_type = 'deadline' AND e.object_id = d.id)
    """)


def notice() -> CalendarYear:
    """The State Council's notice of 2027: nothing that rests on it is provisional any more."""
    days = {"holidays": NOTICE, "make_up_days": {}}
    return calendars.proposed(2027, days, notice="国务院办公厅关于2027年部分节假日安排的通知", at=NOTICE_AT)


def compute_all(calendar: Calendar) -> None:
    """Read and compute every running deadline anew; nothing is written."""
    for _one in calendars.touched(calendar, on=NOTICE_ON):
        pass


def bulk_update() -> None:
    """The floor: one statement that writes the same rows, rolled back."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "UPDATE mediation_deadline SET nominal_on = nominal_on + 1, legal_on = legal_on + 1,"
            " calendar_version = 'other' WHERE state = 'running'"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        transaction.set_rollback(True)


def recomputing() -> None:
    """A changed calendar over a hundred thousand running deadlines, beside one bulk UPDATE of all of them."""
    fill(RUNNING)
    tidy()
    row = notice()
    after = calendar_with(row)
    pairs = [(seconds(lambda: compute_all(after)), seconds(bulk_update)) for _n in range(3)]
    ours, least = (statistics.median(column) for column in zip(*pairs, strict=True))
    ratio = statistics.median(a / b for a, b in pairs)
    beside = f"one bulk UPDATE of all the rows with its triggers ({least:.1f} s)"
    say(
        f"{RUNNING:,} running deadlines read and computed on a new calendar", f"{ours:.1f} s", f"{ratio:.2f} × {beside}"
    )
    done: list[calendars.Loaded] = []
    own = time.process_time()
    taken = seconds(lambda: done.append(calendars.load(row, at=NOTICE_AT)))
    own = time.process_time() - own
    rows = done[0].moved + done[0].settled
    say(
        f"the notice loaded: {done[0].moved:,} moved, {done[0].settled:,} settled, each with its row of the ledger,"
        " the moved ones listed for the head and told to the party",
        f"{taken:.1f} s",
        f"{taken / least:.2f} × {beside}; {rows / taken:,.0f} deadlines/s; {own:.0f} s of it this process at work",
    )


# --- memory ----------------------------------------------------------------------------------------------------------


def memory(url: str) -> None:
    """Peak memory of a process that recomputes all running deadlines, for growing numbers of them."""
    for size in SIZES:
        fill_to(size, url)
        out = subprocess.run(
            [sys.executable, __file__, "--only-recompute", str(size)],
            env={**os.environ, "DATABASE_URL": url}, check=True, capture_output=True, text=True,
        )  # fmt: skip
        say(f"peak memory while {size:,} deadlines are recomputed", *out.stdout.strip().split("|"))


def fill_to(size: int, url: str) -> None:
    if size > Deadline.objects.count():
        fill(size)
        tidy()


def peak_memory() -> float:
    """MiB at the highest; of this program alone, where getrusage also counts the process that started it."""
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\s+(\d+)", status)[1]) / 1024


def only_recompute(size: int) -> None:
    """In a process of its own: go through the first so many and print its peak memory."""
    calendar = current_calendar()
    before = peak_memory()

    def work() -> None:
        for deadline in Deadline.objects.running().filter(pk__lte=size).iterator(chunk_size=2000):
            deadlines.computation(deadline, calendar=calendar)

    taken = seconds(work)
    peak = peak_memory()
    print(f"{peak:.0f} MiB|{peak - before:.0f} MiB above the start; {size / taken:,.0f} deadlines/s")


def main() -> None:
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}\n\n| what | figure | beside |\n|---|---|---|")
    limits_per_second()
    with scratch_database() as url:
        own = connection.settings_dict["NAME"]
        connection.close()
        connection.settings_dict["NAME"] = url.split("@/")[1].split("?")[0]
        try:
            recomputing()
            memory(url)
        finally:
            connection.close()
            connection.settings_dict["NAME"] = own


if __name__ == "__main__":
    if sys.argv[1:2] == ["--only-recompute"]:
        only_recompute(int(sys.argv[2]))
    else:
        main()
