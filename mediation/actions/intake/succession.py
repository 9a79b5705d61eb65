"""An organ is split, merged or abolished: whoever has its powers handles its claims and owes what it owed (第二十四条第二款).

Nobody waits for this: the successor's staff may act from the day itself (`User.holds`) and new papers are its own. The clock
writes it down in every file, so that lists, limits and figures name the organ that acts.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from django.db.models import Q, QuerySet

from mediation.actions import access, gateway
from mediation.actions.clock import deadlines
from mediation.actions.intake.handlers import follow_the_handlers
from mediation.actions.registry import effect_of
from mediation.actions.sweeping import one_by_one
from mediation.models import Claim, Deadline, Organ, Petition
from mediation.workflows.base import Act, Refused
from mediation.workflows.clock.deadline import RUNNING_STATES
from mediation.workflows.intake.registration import PetitionState

# Who reopens one of these finds the successor by itself.
OVER = (PetitionState.CLOSED, PetitionState.WITHDRAWN, PetitionState.NOT_ACCEPTED, PetitionState.ANNULLED)


@deadlines.with_the_clock
def pass_to_successors(at: datetime) -> int:
    """Each file of an organ whose powers went to another, one transaction each; return how many."""
    on = at.astimezone(gateway.SHANGHAI).date()
    ended = Organ.objects.filter(successor__isnull=False, in_force_until__lt=on)
    return sum(one_by_one(_handled_by(organ), partial(_pass_on, organ=organ, at=at)) for organ in ended)


def _handled_by(organ: Organ) -> QuerySet[Petition]:
    """The petitions of which the organ still stands as the one that handles them, or a claim, or owes something."""
    owes = Deadline.objects.filter(organ=organ, state__in=RUNNING_STATES).values("matter")
    return (
        Petition.objects.filter(
            Q(responsible_organ=organ)
            | Q(responsible_organ=None, organ=organ)
            | Q(pk__in=Claim.objects.filter(organ=organ).values("petition"))
            | Q(matter__in=owes)
        )
        .exclude(state__in=OVER)
        .order_by("pk")
    )


def _pass_on(petition: Petition, organ: Organ, at: datetime) -> bool:
    on = at.astimezone(gateway.SHANGHAI).date()
    try:
        gateway.perform(
            Petition, petition.pk, "succeed", by=None, at=at, from_organ=organ, to_organ=organ.competent_on(on)
        )
    except Refused:
        return False
    return True


@effect_of(Petition, "succeed")
def put_the_successor_in_place(petition: Petition, act: Act) -> None:
    """The petition, its claims and the limits that run are the successor's; who handled them is named anew."""
    gone, organ = act.from_organ, act.to_organ
    if petition.acting_organ == gone:
        petition.responsible_organ, petition.handler = organ, None
        petition.save(update_fields=["responsible_organ", "handler"])
    for claim in petition.claims.filter(organ=gone):
        gateway.adjust(act, claim, organ=organ, handler=None)
    for owed in Deadline.objects.filter(matter=petition.matter, organ=gone, state__in=RUNNING_STATES):
        gateway.adjust(act, owed, organ=organ)
    access.hand_over(act, petition.matter, gone, organ)
    follow_the_handlers(act, petition)
