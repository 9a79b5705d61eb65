"""Which matters there are: where registered, where handled, by whom, how old, how far; one row for each in the table `plan`."""

from __future__ import annotations

import random
from datetime import date, timedelta
from itertools import accumulate

from django.db import connection

from bench.scale import wording
from bench.scale.province import Organ, Province
from mediation.queries.office.search import word_of_name, words_of

YEARS = 4
COLUMNS = """id bigint PRIMARY KEY, number text, organ bigint, resp bigint, handler bigint, subject text, account text,
    claim text, person text, received date, age int, state text, parties int, claims int, words text[]"""
# How many claims of a hundred petitions.
CLAIMS, CLAIMS_WEIGHTS = (1, 2, 3, 4), (70, 18, 8, 4)
MARK = "SCALE"


class Places:
    """Who registers how much (the province 8 %, cities 17, counties 60 with a long tail, townships 15), and who handles it."""

    def __init__(self, province: Province) -> None:
        self.register: list[int] = []
        self.weights: list[float] = []
        self.below: dict[int, list[int]] = {}
        self.handlers = province.handlers
        towns = [one for one in province.of_kind("government") if one.depth == 4]
        departments: dict[str, list[int]] = {}
        for one in province.organs.values():
            if one.kind != "government":
                departments.setdefault(one.path[:-4], []).append(one.pk)
        counties = 0
        for office in province.of_kind("petition_office"):
            counties += office.depth == 4
            share = {2: 8.0, 3: 17 / 12}.get(office.depth) or 60 / (counties + 8) / 2.35
            self._add(office, share, departments[office.path[:-4]], towns)
        for town in towns:
            self.register.append(town.pk)
            self.weights.append(15 / len(towns))
            self.below[town.pk] = [town.pk]
        self.summed = list(accumulate(self.weights))

    def _add(self, office: Organ, share: float, departments: list[int], towns: list[Organ]) -> None:
        home = office.path[:-4]
        self.register.append(office.pk)
        self.weights.append(share)
        own = [pk for pk in departments if pk != office.pk] * (1 if office.depth == 4 else 3)
        self.below[office.pk] = [*own, *[t.pk for t in towns if t.path.startswith(home)][:30], office.pk]


def draw(places: Places, *, first: int, many: int, today: date, rand: random.Random) -> None:
    """So many matters from the key `first` on."""
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS plan")
        cursor.execute(f"CREATE TEMP TABLE plan ({COLUMNS})")
        with cursor.copy("COPY plan FROM STDIN") as out:
            for pk in range(first, first + many):
                out.write_row(_one(places, pk, today, rand))
        cursor.execute("ANALYZE plan")


def _one(places: Places, pk: int, today: date, rand: random.Random) -> tuple[object, ...]:
    subject, account, claim = wording.letter(rand)
    person = wording.name(rand)
    days = YEARS * 365
    age = min(int(days * rand.random() ** 1.1), days)
    state = _state(age, rand.random())
    organ = rand.choices(places.register, cum_weights=places.summed)[0]
    resp = rand.choice(places.below[organ]) if state != "registered" else None
    handlers = places.handlers.get(resp or organ)
    handler = rand.choice(handlers) if handlers and state != "registered" else None
    received = today - timedelta(days=age)
    words = [*words_of(f"{subject}\n{account}\n{claim}"), word_of_name(person)]
    return (
        pk, f"{MARK}{received.year}-{pk:07d}", organ, resp, handler, subject, account, claim, person, received, age, state,
        _parties(rand), rand.choices(CLAIMS, CLAIMS_WEIGHTS)[0], words,
    )  # fmt: skip


def _state(age: int, lot: float) -> str:
    """What has become of it: the young are on their way, nearly all of the old are closed."""
    if age < 15:
        return "registered" if lot < 0.5 else "dispatched" if lot < 0.8 else "in_hand"
    if age < 75:
        return "in_hand" if lot < 0.7 else "answered"
    if lot < 0.03:
        return "in_hand"
    if lot < 0.06 + (0.4 if age < 120 else 0):
        return "answered"
    return "closed" if lot < 0.9 else "not_accepted" if lot < 0.96 else "withdrawn"


def _parties(rand: random.Random) -> int:
    lot = rand.random()
    return 1 if lot < 0.7 else rand.randint(2, 5) if lot < 0.92 else rand.randint(6, 40)
