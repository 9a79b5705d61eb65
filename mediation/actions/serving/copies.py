"""The copies of an issued paper: one for each addressee, listed by the worker in parts where they are many.

Nothing is sent before all are listed, so that nobody takes a part of them for the whole.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import gateway, many
from mediation.actions.in_parts import InParts
from mediation.actions.registry import effect_of
from mediation.models import Paper, Party, ServiceOfDocument
from mediation.models.intake.acting import in_place_of
from mediation.vocabulary import Departure
from mediation.workflows.base import Act

IN_ONE_ACT = 100
LEFT = InParts(Paper, "list_copies", flag="copies_wait", task="list_copies")


@effect_of(Paper, "issue", after="decide_claims", takes=("ServiceOfDocument.plan",))
def plan_services(paper: Paper, act: Act) -> None:
    """One service for each addressee; the worker goes on behind the first hundred."""
    if not paper.must_be_served:
        return
    people = paper.addressed()
    _list(paper, act, people[:IN_ONE_ACT])
    if len(people) > IN_ONE_ACT:
        LEFT.leave(paper)


@effect_of(Paper, "list_copies", takes=("ServiceOfDocument.plan", "ServiceOfDocument.cancel"))
def list_the_next(paper: Paper, act: Act) -> None:
    """A part of those who wait. Whoever went meanwhile is followed by his successors, as if his copy had waited for him."""
    found = list(paper.without_copy()[: IN_ONE_ACT + 1])
    part = found[:IN_ONE_ACT]
    gone = []
    for copy in _list(paper, act, part):
        party = copy.party
        if not (party.takes_part or party.gone_how == Departure.SPLIT_OFF):
            gateway.follow(act, copy, "cancel", why=str(party.get_gone_how_display()))
            gone.append(party)
        elif party.withdrawn_on is not None:
            gateway.follow(act, copy, "cancel", why=_("信访人撤回"))
    successors = [one for one in in_place_of(gone) if one.takes_part]
    paper.addressees.add(*successors)
    LEFT.keep(paper, waits=len(found) > IN_ONE_ACT or bool(successors))


def _list(paper: Paper, act: Act, people: list[Party]) -> list[ServiceOfDocument]:
    copies = [ServiceOfDocument(matter=paper.matter, paper=paper, party=party) for party in people]
    many.follow(act, "plan", [many.Taking(copy) for copy in copies])
    return copies
