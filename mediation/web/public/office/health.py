"""/health/: for the office's monitoring. Counts only; no names, numbers of files or addresses."""

from __future__ import annotations

from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mediation.queries.office.site import site_standing
from mediation.web.audience import open_to_all
from mediation.web.middleware import today


@open_to_all
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while the site can work, with what an administrator must see to; 503 without its database."""
    try:
        standing = site_standing(at=timezone.now(), on=today())
    except (OperationalError, InterfaceError):
        return JsonResponse({"status": "down", "concerns": ["no_database"]}, status=503)
    return JsonResponse(standing.as_dict())
