"""Django's own pages for accounts and organs, with what an administrator must see to on top."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from mediation.queries.office.site import site_standing
from mediation.web.middleware import today


class AdminSite(admin.AdminSite):
    """The admin site whose first page begins with the concerns."""

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """The first page."""
        concerns = site_standing(at=timezone.now(), on=today()).concerns()
        return super().index(request, {**(extra_context or {}), "concerns": concerns})
