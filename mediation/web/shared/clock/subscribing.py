"""The page on which a person opens or ends the own calendar feed; the secret address is shown once."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from mediation.actions.clock.feeds import end_feed, open_feed
from mediation.models import CalendarFeed

SHOWN_ONCE = "feed"


def page(request: HttpRequest, template: str, here: str) -> HttpResponse:
    """Show how it stands; POST `open` or `end`."""
    whose: dict[str, Any] = {"user": request.actor.user, "party": request.actor.party}
    if request.method == "POST":
        if "open" in request.POST:
            request.session[SHOWN_ONCE] = open_feed(at=timezone.now(), **whose)
        elif "end" in request.POST:
            end_feed(at=timezone.now(), **whose)
        return redirect(here)
    token = request.session.pop(SHOWN_ONCE, "")
    context = {
        "feed": CalendarFeed.objects.open().of(**whose).first(),
        "address": request.build_absolute_uri(reverse("public:feed", args=[token])) if token else "",
    }
    return render(request, template, context)
