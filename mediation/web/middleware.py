"""Who acts and when, on every request; and what is said while the database is away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from zoneinfo import ZoneInfo

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from mediation.permissions import Actor
from mediation.web import errors

SHANGHAI = ZoneInfo("Asia/Shanghai")
Answer = Callable[[HttpRequest], HttpResponse]


def today() -> date:
    """The day in Shanghai."""
    return timezone.now().astimezone(SHANGHAI).date()


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in member of staff, or nobody, on the present day."""
    return Actor(on=today(), user=request.user if request.user.is_authenticated else None)


class ActorMiddleware:
    """Gives every request its `actor`, made when first asked for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its actor."""
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        return self.get_response(request)


class DatabaseAwayMiddleware:
    """Turns a lost connection in a view into a page that keeps what was typed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The 503 page for a lost connection; nothing for other faults."""
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.database_away(request)
        return None
