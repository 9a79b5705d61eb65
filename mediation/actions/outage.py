"""What follows an outage of the portal: the parties' own periods run on after it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions.calendars import tell_parties
from mediation.actions.deadlines import Moving, move, preview
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.models import Outage
from mediation.vocabulary import ClockGround
from mediation.workflows.base import Act


@preview_of(Outage, "confirm")
def would_move(outage: Outage, act: Act) -> list[Moving]:
    """Every period that the outage moves."""
    rows = outage.deadlines().select_related("party", "matter")
    return [preview(deadline, exclude=outage.left_out_of(deadline)) for deadline in rows]


@effect_of(Outage, "confirm")
def move_the_parties_periods(outage: Outage, act: Act) -> None:
    """A period whose last day fell in the outage leaves its days out; the party is told, the head signs it off."""
    why = _("网上平台停运（%s）") % outage
    for deadline in outage.deadlines().select_related("party", "matter"):
        old = deadline.legal_on
        moved = move(
            act, deadline, ground=ClockGround.OUTAGE, why=why, exclude=outage.left_out_of(deadline), to_sign=True
        )
        tell_parties(act, moved, old=old, why=why)
