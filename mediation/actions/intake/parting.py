"""Which organ handles which claim: the petition goes as a whole, or its claims part, each to its own organ."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.actions.intake.handlers import follow_the_handlers
from mediation.actions.registry import effect_of
from mediation.models import Claim, Organ, Petition, User
from mediation.workflows.base import Act


def give_claims(act: Act, petition: Petition, claims: list[Claim], *, organ: Organ, handler: User | None) -> None:
    """The organ handles these claims from now on; what lies with another stays there.

    An accusation goes alone: what becomes of it changes nothing in the open file.
    """
    petition = Petition.objects.get(pk=petition.pk)
    taken = [claim.pk for claim in claims]
    others = petition.open_claims().filter(accused_organ=None).exclude(pk__in=taken)
    parts = any(claim.acting_organ.pk != organ.pk for claim in others)
    openly = any(not claim.accused_organ_id for claim in claims)
    if parts and openly:
        _part(act, petition)
    if (openly or not parts) and (not parts or petition.responsible_organ is None):
        gateway.adjust(act, petition, responsible_organ=organ, handler=handler)
    if parts or petition.parted:
        for claim in Claim.objects.filter(pk__in=taken):
            gateway.adjust(act, claim, organ=organ, handler=handler)
    follow_the_handlers(act, Petition.objects.get(pk=petition.pk))


def _part(act: Act, petition: Petition) -> None:
    """From now on each claim names its organ: those that nobody has taken stay where they are."""
    if petition.parted:
        return
    for claim in petition.claims.filter(organ=None, accused_organ=None):
        gateway.adjust(act, claim, organ=petition.acting_organ, handler=petition.handler)
    gateway.adjust(act, petition, parted=True)


@effect_of(Petition, "assign_handler")
def name_the_handler_of_its_claims(petition: Petition, act: Act) -> None:
    """Where the claims have parted, an organ names who handles its own."""
    if petition.parted:
        for claim in petition.claims.of_organ(petition.acting_organ_of(act.by), act.on):
            gateway.adjust(act, claim, handler=act.handler)
    follow_the_handlers(act, petition)
