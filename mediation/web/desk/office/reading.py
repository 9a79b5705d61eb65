"""查阅情况: what the heads of an organ are told of how its files are read."""

from __future__ import annotations

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.models import Organ
from mediation.queries.office.desk import reading_alarms
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only

PAGE = 50


@staff_only
def reading(request: HttpRequest) -> HttpResponse:
    """Who opened unusually many files within an hour, the newest first; for heads alone."""
    organs = request.actor.user.organs_as(Role.HEAD, on=request.actor.on)
    if not organs:
        raise Http404
    page = Paginator(reading_alarms(request.actor), PAGE).get_page(request.GET.get("page"))
    limits = [
        (organ, organ.files_an_hour(settings.FILES_AN_HOUR))
        for organ in Organ.objects.filter(pk__in=organs).order_by("pk")
    ]
    return render(request, "desk/office/reading.html", {"page": page, "limits": limits})
