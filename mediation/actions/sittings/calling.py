"""Who is called to a sitting hears of it at once, and of each change: a message, and by mail an entry for the calendar.

What the law wants in writing is a paper of its own; no right depends on a message.
"""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.models import Hearing, Paper, User
from mediation.vocabulary import PaperKind, Role
from mediation.workflows.base import Act

PANEL = (Role.PRESIDING_OFFICER, Role.PANELLIST, Role.RECORDER)
CALLS = (PaperKind.HEARING_NOTICE, PaperKind.HEARING_CHANGE)


def when(sitting: Any) -> str:
    """Its day and hour for a sentence."""
    return f"{localtime(sitting.starts_at):%Y-%m-%d %H:%M}"


def told_of(sitting: Any) -> str:
    """Where and when it is, or that it is not."""
    words = {"what": sitting.thing(), "when": when(sitting), "where": sitting.place}
    if sitting.is_off:
        return _("原定%(when)s在%(where)s进行的%(what)s不再按时进行。") % words
    return _("%(what)s定于%(when)s在%(where)s进行。") % words


def call_staff(sitting: Any, act: Act, role: str = "") -> None:
    """Everybody whom it needs is told where and when it is now, each in the role in which he sits there."""
    people = User.objects.filter(pk__in=sitting.booked_people()).order_by("pk")
    for user in people:
        key = f"sitting:{sitting.page_name}:{sitting.pk}:{act.event.pk}"
        messages.tell(act, user, told_of(sitting), key=key, role=role or seat_of(sitting, user), sitting=sitting)


def seat_of(hearing: Hearing, user: User) -> str:
    """As what somebody sits in a hearing."""
    if user.pk == hearing.presider_id:
        return Role.PRESIDING_OFFICER
    return Role.RECORDER if user.pk == hearing.recorder_id else Role.PANELLIST


@effect_of(Hearing, "schedule", after="invite", tells=PANEL)
def call_the_panel(hearing: Hearing, act: Act) -> None:
    """Presider, panel and recorder are told where and when."""
    call_staff(hearing, act)


@effect_of(
    Hearing,
    "postpone",
    "terminate",
    "withdraw_request",
    after=("leave_out_its_days", "take_the_announcement_down"),
    tells=PANEL,
)
def call_the_panel_off(hearing: Hearing, act: Act) -> None:
    """Who was called to a hearing that was fixed is told that it is off."""
    if act.before.state == "scheduled":
        call_staff(hearing, act)


@effect_of(Paper, "issue", after="decide_review", tells=PARTIES)
def call_the_parties(paper: Paper, act: Act) -> None:
    """The notice is served on its own way; where to come, or that nobody need come, is told besides at once."""
    if paper.kind in CALLS and paper.subject.starts_at is not None:
        for party in paper.addressees.order_by("pk"):
            key = f"sitting:hearing:{paper.subject_id}:paper:{paper.pk}"
            messages.tell(act, party, told_of(paper.subject), key=key, sitting=paper.subject)
