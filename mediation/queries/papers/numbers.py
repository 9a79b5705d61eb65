"""The register of numbers: every 文号 an organ has given, in its order, also those whose paper is out of force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q

from mediation.models import Event, Organ, Paper
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

    @property
    def missing(self) -> list[int]:
        """A gap would be a fault: numbers are taken in the issuing transaction."""
        held = {entry.place for entry in self.entries}
        return [place for place in range(1, max(held, default=0) + 1) if place not in held]


def register_of(organ: Organ, year: int) -> list[Series]:
    """Every series of the organ in the year, each in the order of its numbers."""
    papers = list(
        Paper.objects.filter(Q(number__contains=f"〔{year}〕") | Q(number__startswith=f"（{year}）"), organ=organ)
        .select_related("matter", "drafter", "approver", "replacement")
        .order_by("pk")
    )
    ended = _ends(papers)
    found: dict[str, Series] = {}
    for paper in papers:
        if (parts := PLACE.match(paper.number)) is None:
            continue
        word = parts["word"] or parts["own"]
        series = found.setdefault(word, Series(word, year))
        series.entries.append(Entry(int(parts["place"]), paper, *ended.get(paper.pk, ("", None))))
    for series in found.values():
        series.entries.sort(key=lambda entry: entry.place)
    return sorted(found.values(), key=lambda series: series.name)


def _ends(papers: Iterable[Paper]) -> dict[int, tuple[str, date]]:
    """Why and when papers went out of force."""
    events = Event.objects.filter(
        object_type="paper", object_id__in=[p.pk for p in papers], step__in=OUT_OF_FORCE
    ).order_by("pk")
    return {event.object_id: (_why(event), event.done_on) for event in events}


def _why(event: Event) -> str:
    new = event.facts.get("replacement")
    return str(event.facts.get("why") or (new and new["name"]) or event.label)
