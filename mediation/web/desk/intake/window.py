"""窗口: the same matter is looked for before anything new is opened."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _

from mediation.queries.office import reception
from mediation.queries.office.files import asked_at_the_window
from mediation.queries.office.search import same_matter
from mediation.web.desk.access import log_views, staff_only

MOST = 10
LONGEST_NAME = 4


@staff_only
def window(request: HttpRequest) -> HttpResponse:
    """Search by name, number or subject; then record what was settled on the spot, or register."""
    words = request.GET.get("q", "").strip()[:100]
    found = _found(request, words) if words else []
    cards = [one for one in reception.cards(request.actor, words) if one.matter not in found] if words else []
    log_views(request, [one.matter for one in cards], _("窗口查找"))
    known = urlencode({"name" if len(words) <= LONGEST_NAME else "subject": words})
    context = {
        "words": words,
        "found": found,
        "cards": cards,
        "on_the_spot": f"{_address()}?{known}",
        "known": known,
    }
    return render(request, "desk/intake/window.html", context)


def _found(request: HttpRequest, words: str) -> list[Any]:
    """Files found by number, subject or the whole name, then those that may be about the same matter."""
    exact = asked_at_the_window(request.actor, words, most=MOST)
    log_views(request, [matter for matter in exact if matter.by_name], _("窗口查找"))
    alike = same_matter(text=words, names=[words], actor=request.actor, most=MOST)
    return list({matter.pk: matter for matter in [*exact, *alike]}.values())


def _address() -> str:
    """Where the two-minute record is opened."""
    model = apps.get_model("mediation", "OnTheSpotRecord")
    opening = next(step for step in model.steps().values() if step.opens)
    return reverse("desk:open-new", args=[model._meta.model_name, opening.name])
