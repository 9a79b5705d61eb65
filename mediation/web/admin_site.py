"""Django's own pages for accounts and organs, with what an administrator must see to on top."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.decorators import method_decorator

from mediation.queries.office.site import site_standing
from mediation.web.audience import Audience, meant_for, open_to_all, routes
from mediation.web.middleware import today


class AdminSite(admin.AdminSite):
    """The admin site whose first page begins with the concerns."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page."""
        concerns = site_standing(at=timezone.now(), on=today()).concerns()
        return super().index(request, {**(extra_context or {}), "concerns": concerns})

    def get_urls(self) -> list[Any]:
        """What Django leads through `admin_view` is for administrators; whatever else were added stays undeclared."""
        found = super().get_urls()
        for _address, pattern in routes(found):
            if hasattr(pattern.callback, "admin_site") or hasattr(pattern.callback, "model_admin"):
                meant_for(pattern.callback, Audience.ADMINISTRATOR)
        return found

    def admin_view(self, view: Any, cacheable: bool = False) -> Any:
        """Let only administrators in."""
        return meant_for(super().admin_view(view, cacheable), Audience.ADMINISTRATOR)

    @method_decorator(open_to_all)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The sign-in for administrators."""
        return super().login(request, extra_context)
