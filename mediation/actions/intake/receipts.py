"""登记回执: at once where few came, by the worker where the list is long, so that nobody waits at the window."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from mediation.actions import gateway, paperwork, queue
from mediation.actions.registry import effect_of
from mediation.models import Party, Petition
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act

AT_ONCE = 10
IN_ONE_ACT = 20
TASK = "give_receipts"


def give_or_leave(petition: Petition, act: Act) -> None:
    """Give each of the people a receipt now, or leave it to the worker where they are many."""
    waiting = petition.without_receipt(AT_ONCE + 1)
    if len(waiting) <= AT_ONCE:
        _give(petition, act, waiting)
        return
    petition.receipts_wait = True
    petition.save(update_fields=["receipts_wait"])
    queue.defer(TASK, petition_id=petition.pk)


@effect_of(Petition, "give_receipts", issues=(PaperKind.REGISTRATION_RECEIPT,))
def give_the_next(petition: Petition, act: Act) -> None:
    """A part of those who wait; the note goes with the last of them."""
    waiting = petition.without_receipt(IN_ONE_ACT + 1)
    _give(petition, act, waiting[:IN_ONE_ACT])
    petition.receipts_wait = len(waiting) > IN_ONE_ACT
    petition.save(update_fields=["receipts_wait"])


def give_all(petition_id: int, *, at: datetime) -> None:
    """Part by part, each an act of its own: what was given is given, whatever happens to the worker."""
    while Petition.objects.filter(pk=petition_id, receipts_wait=True).exists():
        gateway.perform(Petition, petition_id, "give_receipts", by=None, at=at)


def waiting() -> list[int]:
    """Petitions whose receipts the worker still has to give."""
    return list(Petition.objects.filter(receipts_wait=True).order_by("pk").values_list("pk", flat=True))


def _give(petition: Petition, act: Act, people: Iterable[Party]) -> None:
    for person in people:
        paperwork.issue_now(
            act,
            PaperKind.REGISTRATION_RECEIPT,
            organ=petition.organ,
            subject=petition,
            addressees=[person],
            content={"query_code": person.issue_code()},
        )
