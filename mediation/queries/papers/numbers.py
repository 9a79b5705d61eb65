"""The register of numbers: every 文号 an organ has given, in its order, also those whose paper is out of force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from django.db.models import QuerySet

from mediation.models import Event, Organ, Paper
from mediation.models.papers.paper import BULKY
from mediation.workflows.papers.paper import PaperState

# 青信访处〔2025〕12号, and of a people's mediation committee （2025）石人调字第1号.
PLACE = re.compile(r"^(?:(?P<word>.+)〔\d{4}〕|（\d{4}）(?P<own>.+)字第)(?P<place>\d+)号$")
ENDED = (PaperState.REVOKED, PaperState.REPLACED, PaperState.VOIDED)
OUT_OF_FORCE = tuple(step.name for step in Paper.steps().values() if step.target in ENDED)


@dataclass(frozen=True)
class Entry:
    """One number: its paper, and why that is no longer in force, if it is not."""

    place: int
    paper: Paper
    why: str = ""
    ended_on: date | None = None


@dataclass(frozen=True)
class Series:
    """The numbers of one word of one organ in one year; `missing` are places that no paper holds."""

    name: str
    year: int
    entries: list[Entry] = field(default_factory=list)
    # Places that other pages show.
    elsewhere: frozenset[int] = frozenset()

    @property
    def missing(self) -> list[int]:
        """A gap would be a fault: numbers are taken in the issuing transaction."""
        held = {entry.place for entry in self.entries} | self.elsewhere
        return [place for place in range(1, max(held, default=0) + 1) if place not in held]


@dataclass(frozen=True)
class Numbers:
    """All numbers of an organ in a year by word and place, each with the key of its paper: as slim as an index."""

    year: int
    held: list[tuple[str, int, int]]

    def page(self, start: int, many: int) -> list[Series]:
        """So many of them from one on, with their papers; every series knows of its other places."""
        some = self.held[start : start + many]
        papers = _with_people(Paper.objects.filter(pk__in=[pk for _word, _place, pk in some]))
        shown = {(word, place) for word, place, _pk in some}
        found = _in_series(papers, self.year)
        return [
            replace(
                one, elsewhere=frozenset(p for word, p, _pk in self.held if word == one.name and (word, p) not in shown)
            )
            for one in found
        ]


def numbers_of(organ: Organ, year: int) -> Numbers:
    """Every number of the organ in the year."""
    found = []
    for pk, number in _of_year(organ, year).values_list("pk", "number"):
        if parts := PLACE.match(number):
            found.append((_word(parts), int(parts["place"]), pk))
    return Numbers(year, sorted(found))


def register_of(organ: Organ, year: int) -> list[Series]:
    """Every series of the organ in the year, each in the order of its numbers."""
    return _in_series(_with_people(_of_year(organ, year)), year)


def _of_year(organ: Organ, year: int) -> QuerySet[Paper]:
    """A number is of the year in which its paper was issued."""
    days = (date(year, 1, 1), date(year, 12, 31))
    return Paper.objects.filter(organ=organ, issued_on__range=days).exclude(number="").order_by("issued_on", "pk")


def _with_people(papers: QuerySet[Paper]) -> list[Paper]:
    found = papers.listed().select_related("matter", "drafter", "approver", "replacement").order_by("pk")
    bulky = ("matter__words", *(f"replacement__{name}" for name in BULKY))
    return list(found.defer(*BULKY, *bulky))


def _in_series(papers: list[Paper], year: int) -> list[Series]:
    ended = _ends(papers)
    found: dict[str, Series] = {}
    for paper in papers:
        if (parts := PLACE.match(paper.number)) is None:
            continue
        series = found.setdefault(_word(parts), Series(_word(parts), year))
        series.entries.append(Entry(int(parts["place"]), paper, *ended.get(paper.pk, ("", None))))
    for series in found.values():
        series.entries.sort(key=lambda entry: entry.place)
    return sorted(found.values(), key=lambda series: series.name)


def _word(parts: re.Match[str]) -> str:
    return str(parts["word"] or parts["own"])


def _ends(papers: Iterable[Paper]) -> dict[int, tuple[str, date]]:
    """Why and when papers went out of force."""
    events = Event.objects.filter(
        object_type="paper", object_id__in=[p.pk for p in papers], step__in=OUT_OF_FORCE
    ).order_by("pk")
    return {event.object_id: (_why(event), event.done_on) for event in events}


def _why(event: Event) -> str:
    new = event.facts.get("replacement")
    return str(event.facts.get("why") or (new and new["name"]) or event.label)
