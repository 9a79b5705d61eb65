"""The panel of a hearing on one page: who sits, what each declared, challenges, one's own notes, and what is said in private."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import Hearing, PanelNote, Recusal
from mediation.queries.visibility import visible
from mediation.vocabulary import PanelNoteKind, RecusalRole
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import openings, steps_for
from mediation.web.stepping.finding import object_or_404


@dataclass(frozen=True)
class Seat:
    """One person of the panel, or its recorder: in which office, since when, what was declared, where he is challenged."""

    user: Any
    role: RecusalRole
    since: date | None
    removed_on: date | None
    declared: Any
    challenge: str


@staff_only
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who sits in the hearing; of notes and votes what the reader may know."""
    hearing: Any = object_or_404(request.actor, Hearing, pk)
    log_view(request, hearing.matter, _("听证组"))
    now = timezone.now()
    notes = PanelNote.objects.visible_to(request.actor).filter(hearing=hearing).select_related("writer")
    sits = hearing.sits(request.actor.user)
    context = {
        "hearing": hearing,
        "matter": hearing.matter,
        "seats": seats_of(hearing, request),
        "acts": [
            one
            for one in steps_for(hearing, request.actor, now)
            if one.allowed and one.step.name in hearing.of_its_panel
        ],
        "recusals": visible(Recusal, request.actor).filter(hearing=hearing).select_related("person", "asked_by"),
        "own": [note for note in notes if note.kind == PanelNoteKind.PREPARATION],
        "discussed": [note for note in notes if note.kind == PanelNoteKind.DISCUSSION],
        "votes": hearing.sitting_members().exclude(agrees=None).select_related("user") if sits else (),
        "conclusion": hearing.conclusion if sits else "",
        "sits": sits,
    }
    return render(request, "desk/sittings/panel.html", context)


def seats_of(hearing: Any, request: HttpRequest) -> list[Seat]:
    """The presider first, then the members, the recorder last; those who left stand at the end."""
    declared = {one.user_id: one for one in hearing.declarations.all()}
    asks = _challenging(hearing, request)
    members = list(hearing.members.select_related("user"))
    rows = [
        (one.user, _office(hearing, one), one.since, one.removed_on)
        for one in sorted(members, key=lambda one: (one.removed_on is not None, one.user_id != hearing.presider_id))
    ]
    if hearing.recorder_id:
        rows.append((hearing.recorder, RecusalRole.RECORDER, None, None))
    return [
        Seat(user, role, since, removed_on, declared.get(user.pk), "" if removed_on else asks(user, role))
        for user, role, since, removed_on in rows
    ]


def _office(hearing: Any, member: Any) -> RecusalRole:
    presides = member.user_id == hearing.presider_id and member.removed_on is None
    return RecusalRole.PRESIDER if presides else RecusalRole.PANELLIST


def _challenging(hearing: Any, request: HttpRequest) -> Any:
    """Where a party's challenge of a person is entered: with his name, his office and this hearing."""
    offered = openings(hearing.matter, request.actor, timezone.now()) if hearing.can_still_recuse() else []
    may = {one.step.name for one in offered if one.allowed and one.obj.page_name == "recusal"}

    def address(user: Any, role: str) -> str:
        step = "declare" if user == request.actor.user else "ask"
        if not hearing.can_still_recuse() or (step == "ask" and step not in may):
            return ""
        known = urlencode({"person": user.pk, "role": role, "hearing": hearing.pk})
        return reverse("desk:open", args=[hearing.matter.number, "recusal", step]) + f"?{known}"

    return address
