"""我的待办: what expires first, and what waits for this person."""

from __future__ import annotations

from collections.abc import Iterable

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from mediation.models import Claim, Deadline
from mediation.queries import desk
from mediation.web.chips import chips
from mediation.web.desk.access import staff_only

PAGE = 25
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
        "due": chips(page.object_list, actor.on, claims=_claims_of(page.object_list)),
        "organs": len(actor.user.organ_ids(actor.on)),
        "papers": desk.papers_waiting(actor)[:PAGE],
        "to_serve": desk.papers_to_serve(actor)[:PAGE],
        "dispatches": desk.dispatches_waiting(actor)[:PAGE],
        "petitions": desk.petitions_waiting(actor)[:FEW],
        "today": actor.on,
    }
    return render(request, "desk/my_work.html", context)


def _claims_of(deadlines: Iterable[Deadline]) -> list[Claim]:
    """The claims that the limits are about, so that two limits of one file can be told apart."""
    return list(Claim.objects.filter(pk__in=[d.subject_id for d in deadlines if d.subject_type == "claim"]))
