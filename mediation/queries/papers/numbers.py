"""The register of numbers: every 文号 an organ has given, in its order, also those whose paper is out of force."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from mediation.models import Event, Organ, Paper
from mediation.workflows.papers.paper import PaperState

PLACE = re.compile(r"^(.+)〔(\d{4})〕(\d+)号$")
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
        Paper.objects.filter(organ=organ, number__contains=f"〔{year}〕")
        .select_related("matter", "drafter", "approver", "replacement")
        .order_by("pk")
    )
    ended = _ends(papers)
    found: dict[str, Series] = {}
    for paper in papers:
        if (parts := PLACE.match(paper.number)) is None:
            continue
        series = found.setdefault(parts[1], Series(parts[1], year))
        series.entries.append(Entry(int(parts[3]), paper, *ended.get(paper.pk, ("", None))))
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
