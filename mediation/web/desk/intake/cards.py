"""Reception's card of a matter, and the door to a file that is opened with a reason."""

from __future__ import annotations

from datetime import timedelta

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.actions import gateway
from mediation.actions.intake.handlers import CONSULTED_FOR
from mediation.queries.office import reception
from mediation.web.desk.access import staff_only
from mediation.workflows.base import Act, Lifecycle, Refused


@staff_only
@require_http_methods(["GET", "POST"])
def card(request: HttpRequest, number: str) -> HttpResponse:
    """How the matter stands; who may read the file with a reason types it here, and it is recorded."""
    found = reception.card(request.actor, number)
    if found is None:
        raise Http404
    consulted = found.matter.consulted
    reads = found.matter.is_read_by(request.actor)
    may_ask = consulted is not None and not reads and _may_ask(request, consulted)
    why, refused = request.POST.get("why", "").strip(), ""
    if request.method == "POST":
        if not may_ask:
            raise Http404
        refused = _asked(request, consulted, why)
        if not refused:
            return redirect("desk:matter", found.matter.number)
    last = date_format(request.actor.on + timedelta(days=CONSULTED_FOR - 1))
    context = {"last": last, "card": found, "reads": reads, "may_ask": may_ask, "why": why, "refused": refused}
    return render(request, "desk/intake/card.html", context, status=422 if refused else 200)


def _may_ask(request: HttpRequest, consulted: Lifecycle) -> bool:
    """Whether nothing but the reason is missing."""
    step = type(consulted).steps()["consult"]
    return not list(
        step.refusals(consulted, Act(by=request.actor, at=timezone.now(), on=request.actor.on, preview=True))
    )


def _asked(request: HttpRequest, consulted: Lifecycle, why: str) -> str:
    """Record the reason; what stands against it, in words."""
    if not why:
        return str(_("请写明查阅的理由。"))
    try:
        gateway.perform(type(consulted), consulted.pk, "consult", by=request.actor.user, at=timezone.now(), why=why)
    except Refused as refusal:
        return str(refusal)
    return ""
