"""Pages for what went wrong. They ask nothing of the database."""

from __future__ import annotations

import errno
import logging
import sys
from typing import Any
from urllib.parse import urlsplit

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse, RawPostDataException, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.template.loader import render_to_string

from mediation.settings.logs import route_of

# What Django raises where the body of a form cannot be read, or is too large.
UNREADABLE = (UnreadablePostError, SuspiciousOperation, MultiPartParserError, BadRequest, RawPostDataException)
log = logging.getLogger(__name__)
NOT_REPEATED = ("csrfmiddlewaretoken", "again", "present", "secret", "sms_code")


def _page(request: HttpRequest, name: str, status: int, **context: Any) -> HttpResponse:
    return HttpResponse(render_to_string(f"errors/{name}.html", context, request=request), status=status)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404: no such thing, or nothing that this person may see."""
    return _page(request, "404", 404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403: refused to everyone in this way."""
    return _page(request, "403", 403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403: the form is too old, and can be sent again; one that came from elsewhere cannot."""
    if urlsplit(request.headers.get("Origin") or request.headers.get("Referer") or "").netloc != request.get_host():
        return _page(request, "403", 403)
    return _page(request, "resend", 403, typed=typed_in(request), path=request.get_full_path(), stale_form=True)


def signed_out(request: HttpRequest, sign_in: str) -> HttpResponse:
    """403: the time to sign in again has come in the middle of a form; what was typed is held on the page."""
    shown = {"typed": typed_in(request), "path": request.get_full_path(), "sign_in": sign_in}
    return _page(request, "resend", 403, stale_form=True, **shown)


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the browser sent something that cannot be read."""
    return _page(request, "400", 400)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 if the database was lost on the way."""
    if isinstance(sys.exc_info()[1], OperationalError | InterfaceError):
        return database_away(request)
    return _page(request, "500", 500)


def database_away(request: HttpRequest) -> HttpResponse:
    """503: says so, and holds what was typed so that it can be sent again.

    Sending twice is safe: every form carries a key that lets a step happen once.
    """
    log.warning("database away at %s", route_of(request))
    answer = _page(request, "resend", 503, typed=typed_in(request), path=request.get_full_path(), stale_form=False)
    answer["Retry-After"] = "10"
    return answer


# What a system says where nothing can be written any more: it is full, or not ours to write.
FULL = (errno.ENOSPC, errno.EDQUOT)
NOT_WRITABLE = (*FULL, errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO)


def cannot_keep(request: HttpRequest, fault: OSError) -> HttpResponse:
    """503: a file cannot be kept; nothing was done, what was typed is held."""
    log.error("files cannot be kept at %s: %s", route_of(request), fault.strerror)
    told = {"typed": typed_in(request), "path": request.get_full_path(), "full": fault.errno in FULL}
    return _page(request, "resend", 503, cannot_keep=True, **told)


def file_missing(request: HttpRequest, fault: FileNotFoundError) -> HttpResponse:
    """500: the record names a file that is not there; an administrator must fetch it from the backup."""
    log.error("file missing at %s: %s", route_of(request), fault.filename)
    return _page(request, "file_missing", 500)


def typed_in(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields of the form that was sent, in order; a password is not repeated."""
    try:
        sent = request.POST
    except UNREADABLE:
        return []
    return [
        (name, value)
        for name, values in sent.lists()
        for value in values
        if name not in NOT_REPEATED and "password" not in name
    ]
