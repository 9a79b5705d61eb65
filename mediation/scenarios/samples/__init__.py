"""A county at work on today's calendar: which matters it has, and how far each one has come.

`_matters.yaml` has a row for each matter: the parts of its story (the other files here) in their order, what stands
for the words with a dollar sign in them, and, as `until`, the place (`- stop: …`) at which it is left standing. Days
are working days from today: `wd-40`, `wd-40+3` (three later), `wd+2`, or `today` itself; a day that is not worked stands for none. A
matter is played in one transaction, through the gateway: it is there as a whole, or not at all.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from string import Template
from typing import Any

from mediation.models.clock.calendar import current_calendar
from mediation.scenarios.reading import Node, ScenarioError, nodes_of, text_of
from mediation.scenarios.script import Item, Script, load, script_of
from mediation.scenarios.shipped import shipped
from mediation.scenarios.stage import SAMPLE_CODE
from mediation.scenarios.values import SHANGHAI
from mediation.timelimits import Calendar

FOLDER = Path(__file__).parent
MATTERS = FOLDER / "_matters.yaml"
WORKED = re.compile(r"\bwd((?:[+-]\d+)+)\b")
TODAY = re.compile(r"\btoday\b")
STOP, PARTS, UNTIL, ORGAN = "stop", "parts", "until", "organ"
KEY, ROUTE = "sample", "信访程序"
ENOUGH = timedelta(minutes=1)


@dataclass(frozen=True)
class Sample:
    """One matter to be played, and the key by which the ledger knows that it was."""

    name: str
    row: dict[str, str] | None = None

    @property
    def key(self) -> str:
        """The idempotency key of its first act."""
        return f"{KEY}:{self.name}"

    def script(self, now: datetime) -> Script:
        """The acts up to now; a told story of fixed days stays as it is."""
        script = load(shipped()[0]) if self.row is None else _composed(self.row, now)
        next(item for item in script.items if item.kind == "act" and not item.text("expect_refused")).key = self.key
        _not_after(script.items, now)
        return script


@cache
def samples() -> tuple[Sample, ...]:
    """All of them, in the order in which they are played: the longest known first, as a register has them.

    The first one is short: the site is up after it. The story that is told to its end is of an earlier year.
    """
    rows = [{name: node.text() for name, node in row.entries().items()} for row in _rows("matters")]
    rows.sort(key=lambda row: -int(row["start"]))
    first, *others = (Sample(row["key"], row) for row in rows)
    return (first, Sample("told"), *others)


def _rows(name: str) -> list[Node]:
    return nodes_of(text_of(MATTERS), MATTERS).entries()[name].items()


@cache
def _staff() -> dict[str, dict[str, str]]:
    """Who does what in an organ, by the words that the parts use."""
    known = nodes_of(text_of(MATTERS), MATTERS).entries()["staff"].entries()
    return {organ: {role: one.text() for role, one in node.entries().items()} for organ, node in known.items()}


def _composed(row: dict[str, str], now: datetime) -> Script:
    """The parts of a story one after the other, cut where the row says."""
    told = {"route": ROUTE, "code": SAMPLE_CODE, **_staff()[row[ORGAN]], **row}
    calendar, today = current_calendar(), now.astimezone(SHANGHAI).date()
    written = [act for name in row[PARTS].split() for act in _part(name)]
    acts = [_filled(act, told, calendar, today) for act in _as_far_as(row, written)]
    head = nodes_of(f"title: {row['subject']}\nuses: [_more.yaml, ../_county.yaml]\nacts: []\n", MATTERS)
    return script_of(head, Node(acts, MATTERS, 1, "acts"))


@cache
def _part(name: str) -> list[Node]:
    path = FOLDER / f"{name}.yaml"
    return nodes_of(text_of(path), path).items()


def _as_far_as(row: dict[str, str], acts: list[Node]) -> list[Node]:
    """The acts before the place at which the matter stands; all of them, where none is named."""
    stops = [act.value[STOP].text() if STOP in act.value else "" for act in acts]
    until = row.get(UNTIL, "")
    if until and until not in stops:
        raise ScenarioError(MATTERS.name, f"“{row['key']}”没有“{until}”这一处。")
    end = stops.index(until) if until else len(acts)
    return [act for act, stop in zip(acts[:end], stops, strict=False) if not stop]


def _filled(node: Node, told: dict[str, str], calendar: Calendar, today: date) -> Node:
    """The act with the words of the row in it, and its days on the calendar."""
    if isinstance(node.value, dict):
        value: Any = {key: _filled(one, told, calendar, today) for key, one in node.value.items()}
    elif isinstance(node.value, list):
        value = [_filled(one, told, calendar, today) for one in node.value]
    else:
        words = Template(node.value)
        if missing := set(words.get_identifiers()) - told.keys():
            raise node.wrong(f"“{told['key']}”没有写明“{missing.pop()}”。")
        value = words.substitute(told)
        value = WORKED.sub(lambda found: worked_day(found[1], calendar, today).isoformat(), value)
        value = TODAY.sub(today.isoformat(), value)
    return Node(value, node.path, node.line, node.key)


def worked_day(distance: str, calendar: Calendar, today: date) -> date:
    """So many working days before or after today: -40, -40+3, +2; no distance is today or the last working day."""
    days = sum(int(part) for part in re.findall(r"[+-]\d+", distance))
    last = calendar.on_or_before(today.toordinal())
    if days > 0:
        return date.fromordinal(calendar.nth_after(today.toordinal(), days))
    return date.fromordinal(calendar.nth_before(last, -days) if days else last)


def _not_after(items: list[Item], now: datetime) -> None:
    """What is done today was done by now, however early it is."""
    midnight = now.astimezone(SHANGHAI).replace(hour=0, minute=0, second=0, microsecond=0)
    late = [item for item in items if item.at >= midnight]
    if late and late[-1].at > now - ENOUGH:
        for place, item in enumerate(late, start=1):
            item.at = midnight + (now - ENOUGH - midnight) * place / len(late)
