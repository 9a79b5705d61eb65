"""Whom each page is for. A route that does not say so does not answer, and the site does not start with one.

`staff_only` (desk/access), `party_only` (portal/access) and `open_to_all` say it; Django's own pages say it in admin_site.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Any, TypeVar

from django.core.checks import CheckMessage, Error, Tags, register
from django.core.exceptions import ImproperlyConfigured
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, get_resolver

Answer = Callable[[HttpRequest], HttpResponse]
View = Callable[..., Any]
V = TypeVar("V", bound=View)


class Audience(StrEnum):
    """Whom a page is for; who of these sees what is on it, the page itself decides."""

    STAFF = "staff"
    PARTY = "party"
    ADMINISTRATOR = "administrator"
    EVERYBODY = "everybody"


class NoAudience(ImproperlyConfigured):
    """A page that does not say whom it is for."""


def meant_for(view: V, audience: Audience) -> V:
    """Declare whom the view is for; what keeps the others out must be in the view."""
    view.audience = audience  # type: ignore[attr-defined]
    return view


def open_to_all(view: V) -> V:
    """For anybody, without signing in: what is public, and the doors themselves."""
    return meant_for(view, Audience.EVERYBODY)


def audience_of(view: View) -> Audience | None:
    """Whom the view says that it is for."""
    return getattr(view, "audience", None)


class AudienceMiddleware:
    """Lets no view answer that does not say whom it is for."""

    def __init__(self, get_response: Answer) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Pass the request on."""
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: View, args: Any, kwargs: Any) -> None:
        """Raise NoAudience (a 500 with its place in the log) before an undeclared view runs."""
        if audience_of(view) is None:
            raise NoAudience(_undeclared(f"{view.__module__}.{getattr(view, '__qualname__', view)}"))


def routes(patterns: Iterable[Any] | None = None, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    """Every route of the site (or of the patterns given) with its whole address, those of Django's own pages too."""
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        address = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from routes(pattern.url_patterns, address)
        else:
            yield address, pattern


@register(Tags.urls)
def every_route_says_whom_it_is_for(app_configs: Any, **kwargs: Any) -> list[CheckMessage]:
    """The site does not start with a page that is open only because nobody thought of it."""
    silent = [address for address, pattern in routes() if audience_of(pattern.callback) is None]
    return [Error(_undeclared(f"/{address}"), id="mediation.E101") for address in silent]


def _undeclared(where: str) -> str:
    return f"{where}: say whom this page is for (staff_only, party_only or open_to_all)."
