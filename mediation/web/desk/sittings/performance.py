"""What was agreed or decided and is to be performed, item by item, with what this person may do about each."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mediation.queries.sittings.performance import Doing, Item, performance_of, stands_idle, visits_of
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import steps_for
from mediation.web.stepping.finding import matter_or_404
from mediation.workflows.base import Step
from mediation.workflows.sittings.obligation import ObligationLifecycle


@require_safe
@staff_only
def performance(request: HttpRequest, number: str) -> HttpResponse:
    """The list of one file."""
    matter = matter_or_404(request.actor, number)
    log_view(request, matter, _("履行"))
    items = [_with_acts(item, request) for item in performance_of(matter, request.actor)]
    planned, made = visits_of(matter, request.actor)
    context = {"matter": matter, "items": items, "planned": planned, "made": made, "visits": bool(planned or made)}
    return render(request, "desk/sittings/performance.html", context)


def is_of_performance(step: Step) -> bool:
    """Whether a step is about performance; what every thing has, and what gives it up, stands on the page of the file."""
    return step.name in vars(ObligationLifecycle) and not step.turns_back


def _with_acts(item: Item, request: HttpRequest) -> Item:
    if not item.obligation.is_outstanding:
        return item
    offered = steps_for(item.obligation, request.actor, timezone.now())
    return replace(
        item,
        acts=[
            Doing(str(p.step.label), p.url)
            for p in offered
            if p.allowed and is_of_performance(p.step) and not stands_idle(item, p.step.name)
        ],
    )
