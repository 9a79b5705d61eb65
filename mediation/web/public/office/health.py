"""/health/: for the office's monitoring. Counts only; no names, numbers of files or addresses."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, ProgrammingError
from django.http import HttpRequest, JsonResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from mediation import VERSION
from mediation.queries.office.site import site_standing
from mediation.web.audience import open_to_all
from mediation.web.middleware import today

AWAY = (DatabaseError, InterfaceError)


@open_to_all
@require_safe
@never_cache
def health(request: HttpRequest) -> JsonResponse:
    """200 while the site answers, with what an administrator must see to; 503 without its database."""
    try:
        standing = site_standing(at=timezone.now(), on=today())
    except AWAY as fault:
        return JsonResponse({"status": "down", "concerns": [_code(fault)]}, status=503)
    return JsonResponse(standing.as_dict())


@open_to_all
@require_safe
@never_cache
def live(request: HttpRequest) -> JsonResponse:
    """200 while the process answers at all: nothing is asked of the database. One that does not is to be started anew."""
    return JsonResponse({"status": "ok", "version": VERSION})


@open_to_all
@require_safe
@never_cache
def ready(request: HttpRequest) -> JsonResponse:
    """200 while the site can do its work; 503 with the sentences where it cannot."""
    try:
        hindered = site_standing(at=timezone.now(), on=today()).hindrances()
    except AWAY as fault:
        return _not_ready({_code(fault): str(_SAID[_code(fault)]())})
    if hindered:
        return _not_ready({one.code: one.sentence for one in hindered})
    return JsonResponse({"status": "ok", "version": VERSION})


_SAID = {
    "no_database": lambda: _("数据库连不上。"),
    "schema": lambda: _("数据库的表结构与程序不一致。"),
}


def _code(fault: Exception) -> str:
    return "schema" if isinstance(fault, ProgrammingError) else "no_database"


def _not_ready(concerns: dict[str, str]) -> JsonResponse:
    said = {"status": "not_ready", "concerns": list(concerns), "said": list(concerns.values())}
    return JsonResponse(said, status=503, json_dumps_params={"ensure_ascii": False})
