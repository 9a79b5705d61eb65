"""Who of the offices has opened the party's file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.models import FileView
from mediation.queries.office.readers import readers_of
from mediation.web.portal.access import party_only

MOST_ENTRIES = 20


@require_safe
@party_only
def readers(request: HttpRequest) -> HttpResponse:
    """By day: who, of which organ, as what, between what hours; and when somebody came in by the party's own slip.

    Whoever holds a picture of the slip shows there.
    """
    page, days = readers_of(request.actor.party.matter, request.GET.get("page", 1))
    party = request.actor.party
    entries = FileView.objects.filter(matter_id=party.matter_id, party=party, what__startswith="portal")
    told = {"page": page, "days": days, "entries": entries[:MOST_ENTRIES]}
    return render(request, "portal/office/readers.html", told)
