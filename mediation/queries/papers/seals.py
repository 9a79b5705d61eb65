"""印章登记: the seals of organs, and how often each was put on what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from mediation.models import Organ, Seal, SealUse
from mediation.permissions import Actor, keeps_office
from mediation.vocabulary import PaperKind, Role


@dataclass(frozen=True)
class Kept:
    """One seal, whether its keeper is still there, and its uses by kind of paper: how often, on how many copies."""

    seal: Seal
    keeper_there: bool
    uses: list[tuple[str, int, int]] = field(default_factory=list)
    counted: bool = False
    may_change: bool = False


def organs_of(actor: Actor) -> QuerySet[Organ]:
    """The organs whose seals the person sees counted: as head or registrar, who read the register of uses."""
    held = actor.user.organs_as(Role.HEAD, Role.REGISTRAR, on=actor.on) if actor.user is not None else ()
    return Organ.objects.filter(pk__in=held)


def seals_for(actor: Actor) -> list[Kept]:
    """Administrators see every seal, without what it was used for; heads and registrars those of their organs, with it."""
    own = {organ.pk for organ in organs_of(actor)}
    found = Seal.objects.select_related("organ", "keeper").order_by("organ__path", "-since", "pk")
    if not keeps_office(None, actor):
        found = found.filter(organ__in=own)
    found = found.filter(Q(until=None) | Q(until__gte=_first_day()))
    counts = _counted([seal for seal in found if seal.organ_id in own])
    return [
        Kept(
            seal,
            not seal.is_in_use(actor.on) or seal.keeper_is_there(actor.on),
            counts.get(seal.pk, []),
            seal.organ_id in own,
            may_change=keeps_office(None, actor) and seal.until is None,
        )
        for seal in found
    ]


def _first_day() -> date:
    """What was taken back as entered by mistake lies before any seal."""
    return date(1949, 1, 1)


def _counted(seals: Iterable[Any]) -> dict[int, list[tuple[str, int, int]]]:
    return {
        seal.pk: [
            (str(PaperKind(row["paper__kind"]).label), row["uses"], row["copies"])
            for row in SealUse.objects.filter(organ=seal.organ_id, seal=seal.kind, stamped_on__gte=seal.since)
            .exclude(**({"stamped_on__gt": seal.until} if seal.until else {"pk": 0}))
            .values("paper__kind")
            .annotate(uses=Count("pk"), copies=Sum("stamped_copies"))
            .order_by("paper__kind")
        ]
        for seal in seals
    }
