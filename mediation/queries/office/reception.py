"""What reception tells of a matter of its organ: how it stands, and whom to ask; a card, never the file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, Q

from mediation.models import Claim, Dispatch, Matter, Mediation, Paper, Party
from mediation.permissions import Actor
from mediation.written.forms import name_form, spelt

MOST = 10


@dataclass(frozen=True)
class Card:
    """One matter as the window tells of it."""

    matter: Matter
    last_paper: Any
    handler: str
    phone: str

    @property
    def stage(self) -> str:
        """Where it stands, in a word: the petition, or what the file was opened for."""
        stands = self.matter.consulted
        return str(stands.state_label) if stands else ""


def cards(actor: Actor, words: str) -> list[Card]:
    """The matters of the organ that bear the number, or in which somebody bears the name, open or closed; the newest first."""
    found = Matter.objects.filter(number__in=spelt(words)).order_by().values("pk")
    if name := name_form(words):
        found = found.union(Party.objects.filter(searched=name).order_by().values("matter"))
    keys = [
        row["pk"] for row in found
    ]  # few, and found first: else the database begins with all that the organ ever read
    return _made(actor, Q(pk__in=keys)) if keys else []


def card(actor: Actor, number: str) -> Card | None:
    """The one with the number; None where the window has nothing to tell of it."""
    return next(iter(_made(actor, Q(number__in=spelt(number)))), None)


def _made(actor: Actor, which: Q) -> list[Card]:
    beside = ("organ", "petition__organ", "petition__responsible_organ", "petition__handler")
    matters = list(
        Matter.objects.at_the_window_of(actor)
        .filter(which)
        .select_related(*beside)
        .prefetch_related(Prefetch("mediations", Mediation.objects.filter(matter__petition=None)))
        .order_by("-pk")[:MOST]
    )
    papers = _last_papers(matters)
    return [Card(matter, papers.get(matter.pk), *_in_the_hands_of(matter, actor)) for matter in matters]


def _in_the_hands_of(matter: Matter, actor: Actor) -> tuple[str, str]:
    """Handler and telephone; the organ's, where nobody is named or has none of his own."""
    petition, organ = getattr(matter, "petition", None), matter.acting_organ.competent_on(actor.on)
    handler = petition.handler_for(organ) if petition else None
    return str(handler or organ), (handler and handler.phone) or organ.phone


def _last_papers(matters: list[Matter]) -> dict[int, Any]:
    """What was issued last in each of what its parties were told: nothing that accuses, or tells where an accusation went."""
    accusing = Claim.objects.filter(matter__in=matters).exclude(accused_organ=None)
    went = Dispatch.objects.filter(claims__in=accusing)
    about = Q(subject_type="claim", subject_id__in=accusing.values("pk"))
    about |= Q(subject_type="dispatch", subject_id__in=went.values("pk"))
    papers = Paper.objects.issued().filter(matter__in=matters, sealed_from=None, must_be_served=True).exclude(about)
    newest = papers.order_by("matter_id", "-issued_on", "-pk").distinct("matter_id")
    return {paper.matter_id: paper for paper in newest.defer("content", "snapshot", "page")}
