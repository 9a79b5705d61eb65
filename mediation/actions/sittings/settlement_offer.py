"""Offers of a mediation: sealed when they are made, and their key given to whom the side that made them tells them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import completes, effect_of
from mediation.models import Mediation, OfferKey, Party, SettlementOffer
from mediation.models.confided import KeyLostError
from mediation.vocabulary import Role
from mediation.workflows.base import Act
from mediation.workflows.sittings.settlement_offer import SettlementOfferState


@completes(SettlementOffer, "make")
@completes(SettlementOffer, "note_down")
def seal_what_is_offered(offer: SettlementOffer, act: Act) -> None:
    """It is stored under its key alone; the key waits for the row that it belongs to."""
    offer.key_in_hand = offer.seal(act.facts["amount"], act.facts["terms"])


@effect_of(SettlementOffer, "make", "note_down")
def give_to_its_side(offer: SettlementOffer, act: Act) -> None:
    """Its side reads it, and the mediators where they were told it."""
    told = mediating(offer) if offer.state == SettlementOfferState.WITH_MEDIATOR else []
    OfferKey.give(offer, offer.key_in_hand, parties=offer.of_its_side(), users=told)
    del offer.key_in_hand


@effect_of(SettlementOffer, "tell_mediator", tells=(Role.MEDIATOR,))
def give_to_mediators(offer: SettlementOffer, act: Act) -> None:
    """The mediators read it, and learn that it is there."""
    OfferKey.give(offer, key_of(offer), users=mediating(offer))
    tell_mediators(offer, act, _("一方当事人把一个调解方案告知了您，对方不知道。"))


@effect_of(SettlementOffer, "tell_other_side", tells=(*PARTIES, Role.MEDIATOR))
def give_to_the_other_side(offer: SettlementOffer, act: Act) -> None:
    """Both sides and the mediators read it; no message says what is offered."""
    OfferKey.give(offer, key_of(offer), parties=offer.across(), users=mediating(offer))
    tell_parties(offer.across(), offer, act, _("对方提出了一个调解方案，请在“调解方案”里查看。接受不接受由您决定。"))
    tell_mediators(offer, act, _("一方当事人向对方提出了一个调解方案。"))


@effect_of(SettlementOffer, "accept", "decline", "withdraw", tells=(*PARTIES, Role.MEDIATOR))
def tell_who_knows(offer: SettlementOffer, act: Act) -> None:
    """Whoever knows of the offer learns what became of it; nobody else learns that it was made."""
    said = _("一个调解方案现在是：%s。") % offer.state_label
    if offer.told_on is not None:
        tell_parties([*offer.of_its_side(), *offer.across()], offer, act, said)
    if offer.told_mediator_on is not None or offer.told_on is not None:
        tell_mediators(offer, act, said)


@effect_of(Mediation, "name_mediators", after="hand_on_to_those_named")
@effect_of(Mediation, "object_to_mediator", after="take_from_those_who_left")
@effect_of(Mediation, "take_off_mediator", after="take_from_those_who_left")
def offers_go_with_the_case(mediation: Mediation, act: Act) -> None:
    """Who mediates now reads what both sides know; what one side told a mediator alone, it tells the next one anew.

    Who left reads none of them.
    """
    mediate = mediation.mediators.filter(left_on=None).values_list("user_id", flat=True)
    for offer in mediation.offers.order_by("pk"):
        offer.keys.exclude(user=None).exclude(user__in=mediate).delete()
        if offer.told_on is not None:
            with suppress(KeyLostError):  # it stops nobody from mediating
                OfferKey.give(offer, key_of(offer), users=mediate)


def key_of(offer: SettlementOffer) -> bytes:
    """Its key, as it is kept for the party that made it."""
    return OfferKey.objects.get(offer=offer, party=offer.party_id).opened()


def mediating(offer: SettlementOffer) -> list[int]:
    """Who mediates now."""
    return list(offer.mediation.mediators.filter(left_on=None).order_by("pk").values_list("user_id", flat=True))


def tell_mediators(offer: SettlementOffer, act: Act, said: str) -> None:
    """Those who mediate and did not do it themselves."""
    for mediator in offer.mediation.mediators.filter(left_on=None).select_related("user").order_by("pk"):
        if mediator.user != act.by.user:
            messages.tell(act, mediator.user, said, key=f"offer:{offer.pk}:{act.event.pk}", role=Role.MEDIATOR)


def tell_parties(parties: list[Party], offer: SettlementOffer, act: Act, said: str) -> None:
    """Those of them who did not do it themselves."""
    for party in parties:
        if party != act.by.party:
            messages.tell(act, party, said, key=f"offer:{offer.pk}:{act.event.pk}")


def reads(offer: Any, user: Any) -> bool:
    """Whether the member of staff was told of it."""
    return bool(offer.keys.filter(user=user).exists())
