"""The offers of a mediation before its mediator: what each side has told him, and what both know."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Mediation, SettlementOffer
from mediation.queries.sittings.settlement_offers import OfferRead, offers_read
from mediation.vocabulary import MediationSide
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import Offer, steps_for
from mediation.web.stepping.finding import object_or_404
from mediation.workflows.sittings.mediation_state import GOING_ON


@dataclass(frozen=True)
class Side:
    """One side: who stands on it, and each of its offers with what may be done with it."""

    name: str
    people: str
    offers: list[tuple[OfferRead, list[Offer]]] = field(default_factory=list)


@staff_only
def offers(request: HttpRequest, pk: int) -> HttpResponse:
    """Whoever mediates, or was told of one; to everybody else there is no such page."""
    mediation: Any = object_or_404(request.actor, Mediation, pk)
    found = offers_read(mediation, request.actor)
    mediates = mediation.is_mediated_by(request.actor.user)
    if not found and not mediates:
        raise Http404
    log_view(request, mediation.matter, _("调解方案"))
    writes = mediates and mediation.state in GOING_ON
    new = reverse("desk:open", args=[mediation.matter.number, SettlementOffer._meta.model_name, "note_down"])
    context = {
        "mediation": mediation, "matter": mediation.matter, "sides": sides_of(mediation, found, request),
        "new": f"{new}?mediation={mediation.pk}" if writes else "",
        "notebook": reverse("desk:notebook", args=[mediation.pk]) if mediates else "",
    }  # fmt: skip
    return render(request, "desk/sittings/settlement_offers.html", context)


def sides_of(mediation: Any, found: list[OfferRead], request: HttpRequest) -> list[Side]:
    """Both sides with their people and their offers."""
    people = list(mediation.participants.select_related("party").order_by("pk"))
    names = {side: "、".join(one.party.name for one in people if one.side == side) for side in MediationSide}
    sides = {
        MediationSide.ASKING: Side(_("甲方"), names[MediationSide.ASKING]),
        MediationSide.OTHER: Side(_("乙方"), names[MediationSide.OTHER]),
    }
    for one in found:
        steps = [p for p in steps_for(one.offer, request.actor, timezone.now()) if p.allowed]
        sides[MediationSide(one.offer.side)].offers.append((one, steps))
    return list(sides.values())
