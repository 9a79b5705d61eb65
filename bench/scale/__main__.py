"""`make bench-scale N=20000`: fill a province and print what each page costs. ARGS narrows it: ARGS='--only search'."""

from __future__ import annotations

import argparse
import os
import sys
import warnings
from collections.abc import Iterator
from datetime import date

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mediation.settings.production")
os.environ.update(
    {name: os.environ.get(name) or "scale" for name in ("SECRET_KEY", "LEDGER_KEY", "NOTEBOOK_KEYS")}, ALLOWED_HOSTS="*"
)
os.environ.setdefault("SITE_URL", "https://scale.example")

import django
from django.core.management import call_command
from django.db import connection

django.setup()

from bench.scale import pages, plans, sweeps, visitors  # noqa: E402
from bench.scale.budgets import over  # noqa: E402
from bench.scale.fill import fill  # noqa: E402
from bench.scale.measure import Cost  # noqa: E402
from mediation.scenarios import scratch  # noqa: E402

# While pages are opened: a statement that runs away ends; parallel workers would hide part of what a page costs.
MEASURING = "-c statement_timeout=60000 -c max_parallel_workers_per_gather=0"
# All days are counted from here, so that every run has the same data.
TODAY = date(2026, 11, 29)
HEAD = "| page | who | status | kB | statements | buffers | python ms | server ms |\n|---|---|---|---|---|---|---|---|"


def main() -> None:
    warnings.filterwarnings("ignore", message="No directory at")
    asked = _asked()
    with scratch.alone() as server:
        name = scratch.made_once(
            server, f"mediation_scale_{asked.matters}", scratch.fingerprint(), lambda url: _make(url, asked.matters)
        )
    os.environ["PGOPTIONS"] = MEASURING
    _turn_to(name)
    for line in (
        _plans(asked) if asked.plans else _sweeps(asked) if asked.sweeps else _pages(asked, scratch.url_of(name))
    ):
        print(line, flush=True)


def _plans(asked: argparse.Namespace) -> Iterator[str]:
    yield plans.printed(asked.matters, TODAY).rstrip("\n")


def _sweeps(asked: argparse.Namespace) -> Iterator[str]:
    yield f"{asked.matters:,} matters, {_size()}\n"
    yield from sweeps.printed(TODAY)


def _pages(asked: argparse.Namespace, url: str) -> Iterator[str]:
    people = pages.People()
    clients = people.clients()
    yield f"{os.cpu_count()} cores, {asked.matters:,} matters, {_size()}\n"
    if asked.visitors:
        yield from visitors.printed(people, clients, TODAY, url=url, seconds=asked.visitors, only=asked.only)
        return
    yield HEAD
    dear = []
    for page in pages.every(people, TODAY):
        if asked.only in f"{page.name}, {page.role}":
            cost = pages.ask(page, clients[page.role], times=asked.times)
            dear.append(over(page.name, page.role, cost.statements, cost.buffers))
            yield _line(page, cost)
    if asked.check and any(dear):
        sys.exit("\n".join(["", *filter(None, dear)]))


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="bench.scale", description=__doc__)
    parser.add_argument("matters", type=int)
    parser.add_argument("--only", default="", metavar="WORD", help="pages whose name or role has the word")
    parser.add_argument("--times", type=int, default=5, help="how often a page is opened for its processor time")
    parser.add_argument(
        "--check", action="store_true", help="fail where a page costs more than it may (bench/scale/budgets.py)"
    )
    parser.add_argument(
        "--sweeps", action="store_true", help="what the worker's sweeps read, and what a row that is due costs"
    )
    parser.add_argument(
        "--visitors",
        type=float,
        default=0,
        metavar="SECONDS",
        help="over HTTP, by one visitor for so long and by sixteen",
    )
    parser.add_argument("--plans", action="store_true", help="how the database goes about the statements sent most")
    return parser.parse_args()


def _make(url: str, matters: int) -> None:
    """A migrated, filled database; it is kept for the next run, until a migration is added."""
    name = url.split("@/")[1].split("?")[0]
    scratch._migrate(url)  # noqa: SLF001
    _turn_to(name)
    call_command("createcachetable", verbosity=0)
    fill(matters, today=TODAY, tell=lambda line: print(line, file=sys.stderr, flush=True))
    connection.close()  # nobody may be in it while it gets its name


def _turn_to(database: str) -> None:
    connection.close()
    connection.settings_dict["NAME"] = database


def _size() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_size_pretty(pg_database_size(current_database()))")
        return str(cursor.fetchone()[0])


def _line(page: pages.Page, cost: Cost) -> str:
    body = b"".join(cost.answer.streaming_content) if cost.answer.streaming else cost.answer.content
    told = (page.name, page.role, cost.answer.status_code, f"{len(body) / 1024:.0f}", cost.statements, f"{cost.buffers:,}",
            f"{cost.python:.1f}", f"{cost.server:.1f}")  # fmt: skip
    return "| " + " | ".join(map(str, told)) + " |"


if __name__ == "__main__":
    main()
