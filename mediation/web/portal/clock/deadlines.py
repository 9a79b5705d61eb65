"""为什么是这一天: a party's own page on one limit, in the words of the calculator, and the same as data."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from mediation.models import Deadline
from mediation.queries.visibility import visible
from mediation.timelimits import plain_words
from mediation.web.portal.access import party_only
from mediation.web.shared.clock.chips import Chip, chips
from mediation.web.shared.clock.explanation import changes_of, json_of, of_chip
from mediation.web.shared.clock.subscribing import page


@require_safe
@party_only
def deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """The day and how it comes about."""
    chip = _chip(request, pk)
    context = {
        "deadline": chip.deadline,
        "explanation": of_chip(chip),
        "changes": changes_of(chip.deadline),
        "plain": gettext(said) if (said := plain_words(chip.deadline.code)) else "",
    }
    return render(request, "portal/clock/deadline.html", context)


@require_safe
@party_only
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as data."""
    return JsonResponse(json_of(_chip(request, pk)), json_dumps_params={"ensure_ascii": False})


@party_only
def subscribe(request: HttpRequest) -> HttpResponse:
    """The address at which a calendar program reads the own limits and hearings."""
    return page(request, "portal/clock/subscribing.html", "portal:calendar")


def _chip(request: HttpRequest, pk: int) -> Chip:
    """One of the limits that the party sees."""
    found = visible(Deadline, request.actor).filter(pk=pk).select_related("matter", "organ") if pk < 2**62 else ()
    for row in found:
        return chips([row], request.actor.on)[0]
    raise Http404
