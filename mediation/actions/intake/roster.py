"""A long list of petitioners: looked at as a whole when it is handed in, entered by the worker in parts.

Each part is an act of its own, with its row of the ledger and the receipts that follow: a worker that is killed leaves whole parts,
and the next goes on behind them.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import get_language, override

from mediation.actions import gateway, queue
from mediation.models import Petition, Roster, User
from mediation.workflows.base import Act, Refused
from mediation.workflows.facts import WrongFacts, clean_facts

IN_ONE_ACT = 100
TASK = "enter_people"
STEP = "add_petitioners"


def hand_in(
    petition: Petition, rows: list[dict[str, Any]], *, by: User, at: datetime, key: str, why: str = ""
) -> Roster:
    """Keep the list for the worker, if all of it could be entered now. Raises Refused or WrongFacts as the step would."""
    known: Roster | None = Roster.objects.filter(key=key).first()
    if known is not None:
        return known
    _could_be_entered(petition, rows, by, at, why)
    with transaction.atomic():
        roster = Roster.objects.create(
            matter=petition.matter, user=by, why=why, rows=rows, people=len(rows), key=key, handed_in_at=at,
            language=get_language() or settings.LANGUAGE_CODE,
        )  # fmt: skip
        queue.defer(TASK, roster_id=roster.pk)
    return roster


def _could_be_entered(petition: Petition, rows: list[dict[str, Any]], by: User, at: datetime, why: str) -> None:
    """What stands against the whole of it: a name that is missing, more people than a matter has, an office that is not held."""
    step = gateway.declared_step(Petition, STEP)
    actor = gateway.actor_of(by, at.astimezone(gateway.SHANGHAI).date())
    waiting = sum(one.people - one.entered for one in petition.matter.rosters.unfinished())
    act = Act(by=actor, at=at, on=actor.on, facts=clean_facts(step.facts, {"petitioners": rows, "why": why}))
    for refusal in step.refusals(petition, act):
        raise refusal
    if waiting:
        # Who stands on a list that is still being entered has a place already.
        awaited = replace(act, facts={**act.facts, "petitioners": [*act.petitioners, *({},) * waiting]})
        for refusal in (one for one in step.refusals(petition, awaited) if one.code == "too_many_people"):
            raise refusal


def enter_all(roster_id: int, *, at: datetime) -> None:
    """Part by part, until all are entered or something stands against the next."""
    while enter_the_next(roster_id, at):
        pass


def enter_the_next(roster_id: int, at: datetime) -> bool:
    """Enter one part; whether another waits."""
    with transaction.atomic():
        roster = Roster.objects.waiting().select_for_update().filter(pk=roster_id).first()
        if roster is None:
            return False
        part, left = roster.rows[:IN_ONE_ACT], roster.rows[IN_ONE_ACT:]
        try:
            petition = roster.matter.petition.pk
            with override(roster.language):
                gateway.perform(
                    Petition, petition, STEP, by=roster.user, at=at, key=f"roster:{roster.pk}:{roster.entered}",
                    petitioners=part, why=roster.why,
                )  # fmt: skip
        except (Refused, WrongFacts) as refused:
            roster.stopped = "".join((str(refused), str(getattr(refused, "mend", "") or "")))
            roster.save(update_fields=["stopped"])
            return False
        roster.entered, roster.rows = roster.entered + len(part), left
        roster.save(update_fields=["entered", "rows"])
        return bool(left)


def go_on(roster: Roster) -> None:
    """What stood against it is mended: the worker tries the next part again."""
    with transaction.atomic():
        if Roster.objects.unfinished().filter(pk=roster.pk).exclude(stopped="").update(stopped=""):
            queue.defer(TASK, roster_id=roster.pk)


def give_up(roster: Roster) -> None:
    """Whoever is not entered yet will not be; those who are stay."""
    with transaction.atomic():
        held = Roster.objects.unfinished().select_for_update().exclude(stopped="").filter(pk=roster.pk).first()
        if held is not None:
            held.people, held.rows, held.stopped = held.entered, [], ""
            held.save(update_fields=["people", "rows", "stopped"])


def waiting() -> list[int]:
    """Lists with which the worker still has to go on."""
    return list(Roster.objects.waiting().order_by("pk").values_list("pk", flat=True))
