"""What follows an outage of the portal: the parties' own periods run on after it."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import access
from mediation.actions.clock.calendars import tell_parties
from mediation.actions.clock.deadlines import Moving, move, preview
from mediation.actions.consequences import ANY, PARTIES
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.models import Deadline, Outage
from mediation.timelimits import Excluded
from mediation.vocabulary import ClockGround, Role
from mediation.workflows.base import Act


@effect_of(Outage, "record")
def open_its_file(outage: Outage, act: Act) -> None:
    """The organ that runs the portal reads it: who enters outages there, and its head."""
    access.admit(act, outage.matter, organ=outage.organ, roles=("", Role.ADMINISTRATOR))


@preview_of(Outage, "confirm")
def would_move(outage: Outage, act: Act) -> list[Moving]:
    """Every period that the outage moves."""
    rows, later = outage.deadlines().select_related("party", "matter"), outage.later_ones()
    return [preview(deadline, exclude=_left_out(deadline, outage, later)) for deadline in rows]


@effect_of(Outage, "confirm", moves=(ANY,), takes=("ClockChange.report",), tells=PARTIES)
def move_the_parties_periods(outage: Outage, act: Act) -> None:
    """A period whose last day fell in the outage leaves its days out; the party is told, the head signs it off."""
    why, later = _("网上平台停运（%s）") % outage, outage.later_ones()
    for deadline in outage.deadlines().select_related("party", "matter"):
        old = deadline.legal_on
        moved = move(
            act, deadline, ground=ClockGround.OUTAGE, why=why, exclude=_left_out(deadline, outage, later), to_sign=True
        )
        tell_parties(act, moved, old=old, why=why)


def _left_out(deadline: Deadline, outage: Outage, later: list[Outage]) -> Excluded:
    """The days of the outage, on to the end of each confirmed one in which the period would end after it."""
    span = outage.left_out_of(deadline)
    for one in later:
        if one.days[0] <= preview(deadline, exclude=span).new <= one.days[1]:
            span = span._replace(through=one.days[1])
    return span
