"""Who of the offices has opened the party's file."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.queries.office.readers import readers_of
from mediation.web.portal.access import party_only


@require_safe
@party_only
def readers(request: HttpRequest) -> HttpResponse:
    """By day: who, of which organ, as what, between what hours."""
    page, days = readers_of(request.actor.party.matter, request.GET.get("page", 1))
    return render(request, "portal/office/readers.html", {"page": page, "days": days})
