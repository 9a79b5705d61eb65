"""How far the worker has come with the receipts of a long list."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.web.desk.access import staff_only
from mediation.web.stepping.finding import matter_or_404


@staff_only
def receipts(request: HttpRequest, number: str) -> HttpResponse:
    """The line on the page of the file, asked for again and again while it is there."""
    found = matter_or_404(request.actor, number)
    petition = getattr(found, "petition", None)
    if petition is None:
        raise Http404
    return render(request, "desk/intake/parts/receipts.html", {"matter": found, "petition": petition})
