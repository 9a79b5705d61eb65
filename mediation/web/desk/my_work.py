"""我的待办: what expires first, and what waits for this person."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.queries import desk
from mediation.web.chips import chips
from mediation.web.desk.access import staff_only

PAGE = 50
FEW = 10


@staff_only
def my_work(request: HttpRequest) -> HttpResponse:
    """The page a member of staff begins the day with."""
    actor = request.actor
    mine = request.GET.get("who") == "me"
    page = Paginator(desk.owed_by(actor, mine=mine), PAGE).get_page(request.GET.get("page"))
    context = {
        "mine": mine,
        "who": "me" if mine else "all",
        "page": page,
        "due": chips(page.object_list, actor.on),
        "papers": desk.papers_waiting(actor)[:PAGE],
        "to_serve": desk.papers_to_serve(actor)[:PAGE],
        "dispatches": desk.dispatches_waiting(actor)[:PAGE],
        "petitions": desk.petitions_waiting(actor)[:FEW],
        "today": actor.on,
    }
    return render(request, "desk/my_work.html", context)
