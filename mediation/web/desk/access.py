"""Who gets to a page of the desk, and who has read what."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from mediation.models import FileView, Matter
from mediation.web import desk_browsers, errors, sessions
from mediation.web.audience import Audience, meant_for


def staff_only(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For signed-in staff; others are asked to sign in, and a form they sent meanwhile is not lost."""
    shut = login_required(view)

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        away = sessions.turned_away(request)
        if request.method == "POST" and not request.user.is_authenticated:
            door = "desk:factor" if sessions.is_half(request) else "desk:sign-in"
            return errors.signed_out(request, reverse(door))
        if away is not None:
            return away
        return desk_browsers.mark(request, _kept_private(shut(request, *args, **kwargs)))

    return meant_for(guarded, Audience.STAFF)


def _kept_private(answer: HttpResponse) -> HttpResponse:
    """No proxy keeps what the desk shows, no browser a file of it; a page may be gone back to, with what was typed in it."""
    page = answer.get("Content-Type", "").startswith("text/html")
    answer.headers.setdefault("Cache-Control", "private, no-cache" if page else "private, no-store")
    return answer


def log_views(request: HttpRequest, found: Iterable[Matter], what: str) -> None:
    """Write down that a person met several files by a lookup."""
    now, user = timezone.now(), request.actor.user
    FileView.objects.bulk_create([FileView(matter=one, user=user, what=what[:100], seen_at=now) for one in found])


def log_view(request: HttpRequest, matter: Matter, what: str) -> None:
    """Write down that a person read the file; a party may ask to see these."""
    FileView.objects.create(matter=matter, user=request.actor.user, what=what[:100], seen_at=timezone.now())
