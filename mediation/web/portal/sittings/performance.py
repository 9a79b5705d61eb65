"""What was agreed or decided and is to be performed, as a party of the file sees it."""

from __future__ import annotations

from dataclasses import replace

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from mediation.queries.sittings.performance import Doing, Item, performance_of, stands_idle
from mediation.web.portal.access import log_view, party_only
from mediation.web.stepping.possible import steps_for


@require_safe
@party_only
def performance(request: HttpRequest) -> HttpResponse:
    """Item by item, with what the party may say of each."""
    matter = request.actor.party.matter
    log_view(request, matter, _("履行"))
    items = [_with_acts(item, request) for item in performance_of(matter, request.actor)]
    return render(request, "portal/sittings/performance.html", {"items": items})


def _with_acts(item: Item, request: HttpRequest) -> Item:
    offered = steps_for(item.obligation, request.actor, timezone.now())
    return replace(item, acts=[
        Doing(str(one.step.label), reverse("portal:step", args=["obligation", item.obligation.pk, one.step.name]))
        for one in offered if one.allowed and not stands_idle(item, one.step.name)
    ])  # fmt: skip
