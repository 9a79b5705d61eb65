"""Who arranges sittings of the file learns what a party needs; the party learns what is arranged."""

from __future__ import annotations

from django.utils.translation import gettext as _

from mediation.actions import messages
from mediation.actions.consequences import PARTIES
from mediation.actions.registry import effect_of
from mediation.actions.sittings.calling import PANEL, seat_of
from mediation.models import Hearing, HelpWanted, MediationSession, User
from mediation.vocabulary import Role
from mediation.workflows.base import Act


@effect_of(HelpWanted, "ask", tells=(*PANEL, Role.MEDIATOR, Role.HANDLER))
def tell_who_arranges(wanted: HelpWanted, act: Act) -> None:
    """The handler, and whoever sits in what is fixed for the party."""
    text, key = _("%s，请安排并答复。") % wanted, f"help:{wanted.pk}"
    hearings = Hearing.objects.filter(matter=wanted.matter, state="scheduled", invited__party=wanted.party)
    for hearing in hearings.order_by("pk"):
        for user in User.objects.filter(pk__in=hearing.booked_people()).order_by("pk"):
            messages.tell(act, user, text, key=key, role=seat_of(hearing, user))
    sessions = MediationSession.objects.filter(matter=wanted.matter, state="scheduled")
    for session in sessions.filter(mediation__parties=wanted.party).order_by("pk"):
        for user in User.objects.filter(pk__in=session.booked_people()).order_by("pk"):
            messages.tell(act, user, text, key=key, role=Role.MEDIATOR)
    petition = getattr(wanted.matter, "petition", None)  # a dispute that came to a committee alone has none
    if petition is not None and petition.handler is not None and petition.handler != act.by.user:
        messages.tell(act, petition.handler, text, key=key, role=Role.HANDLER)


@effect_of(HelpWanted, "reply", tells=PARTIES)
def tell_what_is_arranged(wanted: HelpWanted, act: Act) -> None:
    """In the party's own way of reading messages."""
    said = _("关于您到场需要的帮助：%s。") % str(wanted.answer).rstrip("。")
    messages.tell(act, wanted.party, said, key=f"help:{wanted.pk}:{act.event.pk}")
