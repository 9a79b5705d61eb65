"""送达台账: everything that became known of one copy on its way, what of it counts, and on which day it is served by it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Prefetch
from django.utils.translation import gettext as _

from mediation.models import Annulment, Event, FileView, ServiceOfDocument
from mediation.vocabulary import ServiceMode, ServiceNews
from mediation.workflows.serving.rules import explained, next_mode
from mediation.workflows.serving.service import ServingState

# On its way, not reached, served: what becomes of a copy after it was planned.
KNOWN = (ServingState.DISPATCHED, ServingState.NOT_REACHED, ServingState.SERVED)
STEPS = ServiceOfDocument.steps().values()
ENDS = {step.name for step in STEPS if step.target == ServingState.SERVED}
FACTS = {"report"} | {step.name for step in STEPS if step.target in KNOWN}


@dataclass(frozen=True)
class Line:
    """One fact: when, what, by whom it was entered, and what shows it."""

    at: datetime
    on: date
    what: str
    words: str
    by: str
    step: str = ""
    counts: bool = True
    proofs: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Ledger:
    """All facts of one service in the order in which they happened, and what follows from them."""

    service: ServiceOfDocument
    lines: list[Line]
    because: str
    next_mode: str

    @property
    def next_label(self) -> str:
        """The mode that is proposed next, in words."""
        return str(ServiceMode(self.next_mode).label) if self.next_mode else ""


def ledger_of(service: ServiceOfDocument, on: date) -> Ledger:
    """The facts of one service; entries that were annulled stand in it and do not count."""
    events = list(_events(service))
    lines = [_line(event, service) for event in events]
    lines += [_opened(view) for view in _openings(service)]
    standing = [line for line in lines if line.counts]
    ended = [line.step for line in standing if line.step in ENDS]
    tried = {event.facts["mode"] for event in events if event.step == "dispatch" and not event.annulments.all()}
    waits = service.state in (ServingState.PLANNED, ServingState.NOT_REACHED)
    return Ledger(
        service=service,
        lines=sorted(lines, key=lambda line: (line.on, line.at)),
        because=explained(service, ended[-1] if ended else ""),
        next_mode=next_mode(service, tried, on) if waits else "",
    )


def _events(service: ServiceOfDocument) -> Any:
    made = Event.objects.of("serviceofdocument", service.pk).filter(step__in=FACTS)
    return made.prefetch_related(Prefetch("annulments", Annulment.objects.order_by("pk"))).order_by("pk")


def _line(event: Event, service: ServiceOfDocument) -> Line:
    facts = event.facts
    happened = datetime.fromisoformat(facts["happened_at"]) if facts.get("happened_at") else None
    words = [
        str(ServiceMode(facts["mode"]).label) if facts.get("mode") else "",
        facts.get("place") or "", facts.get("waybill") or "", facts.get("account") or facts.get("note") or "",
    ]  # fmt: skip
    return Line(
        at=happened or event.recorded_at,
        on=happened.date() if happened else _day(event, service),
        what=str(ServiceNews(facts["news"]).label) if facts.get("news") else event.label,
        words="，".join(word for word in words if word),
        by=event.actor,
        step=event.step,
        counts=not event.annulments.all(),
        proofs=[(one["name"], one["sha256"]) for one in facts.get("proof") or ()],
    )


def _day(event: Event, service: ServiceOfDocument) -> date:
    """The day of a fact; a notice was over on its last day, whenever the clock found it."""
    return (service.served_on if event.step == "deem_published" else None) or event.day()


def _openings(service: ServiceOfDocument) -> Any:
    """When the addressee, or who acts for it, opened the paper at the portal."""
    opened = FileView.objects.filter(matter_id=service.matter_id, party=service.party, what=str(service.paper)[:100])
    return opened.order_by("seen_at")[:3]


def _opened(view: FileView) -> Line:
    return Line(
        at=view.seen_at, on=view.seen_at.date(), what=_("在网上打开"), words=_("只打开不算送达"), by=str(view.party)
    )
