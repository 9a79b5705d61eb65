"""听证公告: which open hearings are held when and where, about what, and how many may come to listen."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone

from mediation.queries.sittings.open_hearings import open_hearings
from mediation.web.audience import open_to_all


@open_to_all
def hearings(request: HttpRequest) -> HttpResponse:
    """The announcements that stand; nothing in them tells of anybody."""
    names = ("subject", "seats", "starts_at", "place", "organ")
    rows = [dict(zip(names, row, strict=True)) for row in open_hearings(at=timezone.localtime())]
    return render(request, "public/sittings/hearings.html", {"rows": rows})
