"""What follows when a hearing is held at its hour in another place."""

from __future__ import annotations

from django.utils.timezone import localtime

from mediation.actions import paperwork
from mediation.actions.registry import effect_of
from mediation.actions.sittings import booking
from mediation.actions.sittings.calling import PANEL, call_staff
from mediation.models import Hearing
from mediation.models.sittings.hearing_people import summoned
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Act


@effect_of(Hearing, "change_place", issues=(PaperKind.HEARING_CHANGE,), tells=PANEL)
def tell_the_new_place(hearing: Hearing, act: Act) -> None:
    """The new room is held and the old one free; who was called gets it in writing, as a message, and for the calendar."""
    booking.book(hearing)
    call_staff(hearing, act)
    content = {
        "change": "变更地点", "was_at": localtime(hearing.starts_at).isoformat(), "place": act.before.place,
        "new_place": hearing.place, "why": act.facts["why"],
    }  # fmt: skip
    told = {"organ": hearing.organ, "subject": hearing, "content": content}
    if called := hearing.called():
        paperwork.issue_now(act, PaperKind.HEARING_CHANGE, addressees=called, **told)
    for organ in summoned(hearing):
        paperwork.issue_now(act, PaperKind.HEARING_CHANGE, to_organ=organ, **told)
