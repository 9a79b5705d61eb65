"""Each request has an id, in the log, in the answer and for whatever is logged on the way."""

from __future__ import annotations

import logging
import re
import secrets
import time
from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mediation.settings.logs import REQUEST_ID, route_of

log = logging.getLogger("mediation.requests")
HEADER = "X-Request-ID"
GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")


class RequestLog:
    """Tells method, route, status and time of each request: neither address, nor person, nor where he came from."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        """Answer, and tell of it."""
        before, began = REQUEST_ID.set(_id_of(request)), time.perf_counter()
        try:
            answer = self.get_response(request)
            answer[HEADER] = REQUEST_ID.get()
            told = {
                "method": request.method, "route": route_of(request), "status": answer.status_code,
                "ms": round((time.perf_counter() - began) * 1000),
            }  # fmt: skip
            log.info("request", extra=told)
            return answer
        finally:
            REQUEST_ID.reset(before)


def _id_of(request: HttpRequest) -> str:
    """That of a proxy of our own, or a new one; a stranger's would let him write into the log."""
    given = request.headers.get(HEADER, "")
    return given if settings.TRUSTED_PROXIES and GIVEN.fullmatch(given) else secrets.token_hex(8)
