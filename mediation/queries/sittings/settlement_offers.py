"""The offers of a mediation as one person may know of them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from mediation.models import Mediation, OfferKey, Participant, SettlementOffer
from mediation.models.confided import KeyLostError
from mediation.models.sittings.settlement_offer import Offered
from mediation.permissions import Actor
from mediation.vocabulary import Power
from mediation.workflows.sittings.mediation_state import GOING_ON


@dataclass(frozen=True)
class OfferRead:
    """One offer, with what is offered; None where the key is lost."""

    offer: SettlementOffer
    told: Offered | None
    standing: str


def offers_read(mediation: Mediation, actor: Actor) -> list[OfferRead]:
    """Those whose key the person holds, the oldest first; opened with as many statements for one as for twenty."""
    found = SettlementOffer.objects.visible_to(actor).filter(mediation=mediation)
    offers = list(found.select_related("party", "counters__party").order_by("pk"))
    mediation.matter.read_once()
    who = {"party": actor.party} if actor.party is not None else {"user": actor.user}
    keys = {one.offer_id: one for one in OfferKey.objects.filter(offer__in=[one.pk for one in offers], **who)}
    for offer in offers:
        offer.mediation, offer.matter, keys[offer.pk].offer = mediation, mediation.matter, offer
    return [OfferRead(offer, _opened(offer, keys[offer.pk]), offer.standing(actor.on)) for offer in offers]


def _opened(offer: SettlementOffer, key: OfferKey) -> Offered | None:
    try:
        return offer.read_with(key)
    except KeyLostError:
        return None


def mediations_for(actor: Actor) -> list[Mediation]:
    """The mediations in which a party may offer something, and those in which it knows of an offer; the newest first.

    An agent is told of them only where he may settle for his principal.
    """
    if actor.agent is not None and not actor.agent.has(Power.SETTLE):
        return []
    takes_part = Participant.objects.filter(party=actor.party, mediation__state__in=GOING_ON).values("mediation")
    knows = OfferKey.objects.filter(party=actor.party).values("offer__mediation")
    found = Mediation.objects.filter(Q(pk__in=takes_part) | Q(pk__in=knows))
    return list(found.select_related("matter").order_by("-pk"))
