"""登记回执: at once where few came, by the worker where the list is long, so that nobody waits at the window."""

from __future__ import annotations

from collections.abc import Iterable

from mediation.actions import paperwork
from mediation.actions.in_parts import InParts
from mediation.actions.registry import effect_of
from mediation.models import Party, Petition
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act

AT_ONCE = 10
IN_ONE_ACT = 20
LEFT = InParts(Petition, "give_receipts", flag="receipts_wait", task="give_receipts")


def give_or_leave(petition: Petition, act: Act) -> None:
    """Give each of the people a receipt now, or leave it to the worker where they are many."""
    waiting = petition.without_receipt(AT_ONCE + 1)
    if len(waiting) <= AT_ONCE:
        _give(petition, act, waiting)
        return
    LEFT.leave(petition)


@effect_of(Petition, "give_receipts", issues=(PaperKind.REGISTRATION_RECEIPT,))
def give_the_next(petition: Petition, act: Act) -> None:
    """A part of those who wait; the note goes with the last of them."""
    waiting = petition.without_receipt(IN_ONE_ACT + 1)
    _give(petition, act, waiting[:IN_ONE_ACT])
    LEFT.keep(petition, waits=len(waiting) > IN_ONE_ACT)


def _give(petition: Petition, act: Act, people: Iterable[Party]) -> None:
    for person in people:
        paperwork.issue_now(
            act,
            PaperKind.REGISTRATION_RECEIPT,
            organ=petition.organ,
            subject=petition,
            addressees=[person],
        )
