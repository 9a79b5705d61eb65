"""How PostgreSQL goes about the six statements that are sent most, and what keeps each as quick among a million files.

`make bench-scale N=20000 ARGS=--plans` prints docs/hot_queries.md.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import partial

from bench.scale import pages
from bench.scale.measure import once, plan_of
from mediation.queries.office.files import Asked

WIDEST = 150
LONGEST = 40
KEPT = ("Index Cond", "Sort Key", "Join Filter", "Hash Cond")
HEAD = """# The statements that are sent most

Printed by `make bench-scale N={n} ARGS=--plans`, never edited by hand: plans of PostgreSQL on {n:,} files of a province, through the
eyes of those who see most. `Buffers` are pages of 8 kB that were touched; what never ran, and what is asked of rows, is left out. What each
page may cost at most, in statements and buffers, stands in `bench/scale/budgets.py` and is checked by `make thorough`; a page that reads a
whole table does not pass.
"""


@dataclass(frozen=True)
class Hot:
    """A statement by the page that sends it and words that stand in it; and what keeps it flat."""

    title: str
    page: str
    role: str
    marks: tuple[str, ...]
    flat: str
    # What sends it by itself, where the page does only with more files than are there.
    alone: Callable[[pages.People], object] | None = None


SIX = (
    Hot("The list of files", "matters", "province", ('"mediation_matteraccess"."opened_on" AS',),
        "Each lane is a row of access of one kind (an organ as a whole, a role in it, the person), and the index has a lane's rows in"
        " the order of the list: as many are read as the page shows. A page goes on from a mark, not from an offset."),
    Hot("A word that few files have", "search 采砂 (rare)", "province", ('"mediation_searchentry"', "@>"),
        "Pairs of characters and readers lie in one GIN index: what others may read is never fetched. A word that many files have does"
        " not come here: the page is full before the walk along the list has passed three hundred files.",
        alone=lambda people: Asked(actor=people.actor("province"), words="采砂").by_index(26)),
    Hot("Limits that an organ owes", "my work", "head", ('FROM "mediation_deadline"', "CASE WHEN"),
        "The index holds limits that still run and that an organ owes; whatever was met is not in it."),
    Hot("Papers to be served", "my work", "handler", ('FROM "mediation_paper"', '"waiting"'),
        "It begins with copies that have not arrived, by the organ that serves them; papers served long ago are never looked at, and"
        " what was typed and printed in a paper stays where it lies."),
    Hot("The search for the same matter", "window, sentence", "province", ('"same_names"',),
        "The database's own statistics tell which words are rare. Only these are looked up, at most three hundred files are compared,"
        " and the words in common are counted for those alone."),
    Hot("Papers of one file, with what its reader sees", "matter", "province", ('FROM "mediation_paper"', '"is_seen"'),
        "The file is named in the rule as well as beside it, so that the rule is asked of the papers of one file."),
)  # fmt: skip


def printed(matters: int, today: date) -> str:
    """The whole document."""
    people = pages.People()
    clients, every = people.clients(), {(page.name, page.role): page for page in pages.every(people, today)}
    told = [HEAD.format(n=matters)]
    for hot in SIX:
        if hot.alone is not None:
            sent = once(partial(hot.alone, people)).sent
        else:
            sent = pages.ask(every[hot.page, hot.role], clients[hot.role], times=1).sent
        statement = next((one for one in sent if all(mark in one for mark in hot.marks)), None)
        if statement is None:
            raise SystemExit(f"{hot.title}: no statement of the page has {hot.marks}")
        told.append(f"## {hot.title}\n\n{hot.flat}\n\n```\n{_shortened(plan_of(statement))}\n```\n")
    return "\n".join(told)


def _shortened(plan: str) -> str:
    """What was done, and by which index: without what never ran, conditions of rows, and what differs from run to run."""
    told: list[str] = []
    left_out: int | None = None
    for line in plan.split("Planning:")[0].splitlines():
        depth, text = len(line) - len(line.lstrip()), line.strip()
        if left_out is not None and depth > left_out:
            continue
        left_out = depth if "never executed" in line else None
        node = text.startswith("->") or not told
        if left_out is None and (node or text.startswith(KEPT) or (text.startswith("Buffers") and len(told) == 1)):
            told.append(line if len(line) <= WIDEST else line[: WIDEST - 1] + "…")
    return "\n".join(told if len(told) <= LONGEST else [*told[:LONGEST], f"… and {len(told) - LONGEST} lines more"])
