"""回访: planned when an agreement takes effect, after each day on which something is due and once more at the end; met by a visit."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mediation.actions.clock import deadlines
from mediation.actions.clock.visiting import next_visit
from mediation.models import Agreement, Deadline, Obligation
from mediation.workflows.base import Act

AFTER_DAY, AT_LAST = "D22", "D23"
PLANNED = (AFTER_DAY, AT_LAST)
VISITS = (*PLANNED, "VISIT")


def plan_visits(agreement: Agreement, act: Act) -> None:
    """One visit for each day on which something falls due, and one after the last; what was performed at once needs none."""
    first: dict[date, Obligation] = {}
    for owed in agreement.obligations.outstanding().order_by("due_on", "pk"):
        first.setdefault(owed.due_on, owed)
    for due_on, owed in first.items():
        deadlines.start(act, AFTER_DAY, subject=owed, organ=agreement.organ, trigger_on=due_on)
    if first:
        deadlines.start(act, AT_LAST, subject=agreement, organ=agreement.organ, trigger_on=max(first))


def visited(act: Act, agreement: Agreement) -> None:
    """A visit meets what was planned for the days that have passed; the last one is met where none of these was open any more."""
    due = [owed for owed in agreement.obligations.all() if owed.due_on <= act.on]
    keys = [owed.pk for owed in due]
    open_ones = (
        Deadline.objects.filter(code=AFTER_DAY, subject_type="obligation", subject_id__in=keys).running().exists()
    )
    for owed in due if open_ones else ():
        deadlines.meet(act, owed, AFTER_DAY)
    if not open_ones and len(due) == agreement.obligations.count():
        deadlines.meet(act, agreement, AT_LAST)
    next_visit(act, agreement, organ=agreement.organ)


def leave_visits(act: Act, agreement: Agreement) -> None:
    """Its claims are handled anew: nobody looks after what the agreement said any more."""
    why = _("协议没有履行，诉求重新办理")
    deadlines.end(act, agreement, AT_LAST, why=why)
    for owed in agreement.obligations.all():
        deadlines.end(act, owed, AFTER_DAY, why=why)
