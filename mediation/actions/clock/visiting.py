"""回访: the next visit stands among what the organ owes until it has been made."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions.clock import deadlines
from mediation.models import Organ
from mediation.workflows.base import Act, Lifecycle


def next_visit(act: Act, subject: Lifecycle, *, organ: Organ | None) -> None:
    """The visit for which a day was named has been made; where another day is named, that one is waited for."""
    deadlines.meet(act, subject, "VISIT")
    if (day := act.facts["next_on"]) is not None:
        deadlines.fix(
            act, "VISIT", subject=subject, label=_("回访"), authority=_("上次回访时定的日期"), due_on=day, organ=organ
        )
