"""What a handler has in hand: petitions, and claims of petitions that have parted."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.actions import gateway, hands
from mediation.actions.intake.handlers import follow_the_handlers
from mediation.actions.intake.succession import OVER
from mediation.models import Petition, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act

WHY = _("离任移交")


def _petitions_of(person: User) -> Any:
    own = Q(parted=False, handler=person) | Q(parted=True, claims__handler=person)
    return (
        Petition.objects.filter(own).exclude(state__in=OVER).select_related("matter").distinct().order_by("matter_id")
    )


def _organs(petition: Petition, person: User) -> list[Any]:
    """Where the claims have parted, those whose claims the person handles."""
    if not petition.parted:
        return [petition.acting_organ]
    own = petition.claims.filter(handler=person).exclude(organ=None).select_related("organ")
    return list({claim.organ_id: claim.organ for claim in own}.values())


def _facts(petition: Petition, heir: User) -> dict[str, Any]:
    return {"handler": heir, "why": str(WHY)}


def _give(act: Act, petition: Petition, heir: User | None) -> None:
    """The heir handles it, or any handler of the organ while nobody is named."""
    if petition.parted:
        for claim in petition.claims.filter(handler=act.person):
            gateway.adjust(act, claim, handler=heir)
    elif heir is not None:
        gateway.follow(act, petition, "assign_handler", **_facts(petition, heir))
        return
    else:
        gateway.adjust(act, petition, handler=None)
    follow_the_handlers(act, Petition.objects.get(pk=petition.pk))


hands.runs_in_hands(
    hands.Hand(
        role=Role.HANDLER,
        label=_("承办的信访事项"),
        find=_petitions_of,
        step="assign_handler",
        facts=_facts,
        organs=_organs,
        takes_over=_give,
    )
)
