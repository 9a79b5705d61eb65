"""Who acts and when, on every request; and what is said while the database or the files are away."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from mediation.models.extracts import read_by
from mediation.permissions import Actor
from mediation.web import errors

SHANGHAI = ZoneInfo("Asia/Shanghai")
Answer = Callable[[HttpRequest], HttpResponse]


def today() -> date:
    """The day in Shanghai."""
    return timezone.now().astimezone(SHANGHAI).date()


def actor_of(request: HttpRequest) -> Actor:
    """The signed-in member of staff, or nobody, on the present day."""
    return Actor(on=today(), user=request.user if request.user.is_authenticated else None, of_request=True)


class ActorMiddleware:
    """Gives every request its `actor`, made when first asked for; what is told in the answer is told to that one."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with its actor."""
        request.actor = SimpleLazyObject(lambda: actor_of(request))
        with read_by(request.actor):
            return self.get_response(request)


class ProxyMiddleware:
    """Where a request comes from, when `TRUSTED_PROXIES` of our own stand before the site: each adds whom it heard it from.

    What a visitor wrote into that list himself stands further to the left, and is not believed.
    """

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on with the address of who sent it to the first of our proxies."""
        heard = [one.strip() for one in request.META.get("HTTP_X_FORWARDED_FOR", "").split(",") if one.strip()]
        if 0 < settings.TRUSTED_PROXIES <= len(heard):
            request.META["REMOTE_ADDR"] = heard[-settings.TRUSTED_PROXIES]
        return self.get_response(request)


METHODS = ("GET", "HEAD", "POST", "OPTIONS")


class MethodMiddleware:
    """Pages are asked for and forms are sent: whatever else a request may be called is none of ours, TRACE least of all."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """405 with the list of what is taken."""
        return self.get_response(request) if request.method in METHODS else HttpResponseNotAllowed(METHODS)


NUL = "\x00"


class NulMiddleware:
    """A NUL stands in no name, number or word, and PostgreSQL stores none: what holds one is read without it, or refused."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """404 for an address with one; from the words after it and from cookies it is taken out."""
        if NUL in request.path_info:
            return errors.not_found(request)
        asked = request.META.get("QUERY_STRING", "")
        if NUL in asked or "%00" in asked:
            request.META["QUERY_STRING"] = asked.replace("%00", "").replace(NUL, "")
        request.COOKIES = {name: value for name, value in request.COOKIES.items() if NUL not in value}
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The 400 page where one was sent in a form and came as far as the database."""
        return errors.bad_request(request, exception) if "NUL (0x00)" in str(exception) else None


class AwayMiddleware:
    """Turns a lost connection in a view, or a disk that keeps nothing, into a page that keeps what was typed."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """The page for what is away; nothing for other faults."""
        if isinstance(exception, OperationalError | InterfaceError):
            return errors.database_away(request)
        if isinstance(exception, FileNotFoundError) and _of_a_file(exception):
            return errors.file_missing(request, exception)
        if isinstance(exception, OSError) and exception.errno in errors.NOT_WRITABLE:
            return errors.cannot_keep(request, exception)
        return None


def _of_a_file(fault: FileNotFoundError) -> bool:
    """Whether what is missing is one of the files that the records name, not a part of the site."""
    return Path(str(fault.filename or "")).is_relative_to(Path(settings.MEDIA_ROOT))
