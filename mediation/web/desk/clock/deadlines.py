"""Why a limit ends on its day, for staff: a page that prints, and the same as data."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.models import Deadline
from mediation.queries.office.timeline import record_of
from mediation.queries.visibility import Sight
from mediation.web.desk.access import log_view, staff_only
from mediation.web.shared.clock.chips import Chip, chips
from mediation.web.shared.clock.explanation import changes_of, json_of, of_chip
from mediation.web.shared.clock.subscribing import page
from mediation.web.stepping.finding import object_or_404


@staff_only
@require_safe
def deadline(request: HttpRequest, pk: int) -> HttpResponse:
    """The day, its reasons, the day table, and what moved it."""
    chip = _chip(request, pk)
    found = chip.deadline
    log_view(request, found.matter, str(found))
    context = {
        "chip": chip,
        "deadline": found,
        "matter": found.matter,
        "explanation": of_chip(chip),
        "changes": changes_of(found),
        "entries": record_of(found, Sight(found.matter, request.actor)),
    }
    return render(request, "desk/clock/deadline.html", context)


@staff_only
@require_safe
def as_json(request: HttpRequest, pk: int) -> HttpResponse:
    """The same as data."""
    chip = _chip(request, pk)
    log_view(request, chip.deadline.matter, str(chip.deadline))
    return JsonResponse(json_of(chip), json_dumps_params={"ensure_ascii": False})


@staff_only
def subscribe(request: HttpRequest) -> HttpResponse:
    """The address at which a calendar program reads the own limits and hearings."""
    return page(request, "desk/clock/subscribing.html", "desk:calendar")


def _chip(request: HttpRequest, pk: int) -> Chip:
    return chips([object_or_404(request.actor, Deadline, pk)], request.actor.on)[0]
