"""Which browsers are the desk's: in them nobody sets or uses what is a party's alone."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from mediation.web import sessions

MARK = "desk"  # says only that somebody was signed in here at the desk, not who
KEPT = timedelta(days=90)


def mark(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Remember in the browser that it is one in which staff work, also when nobody is signed in."""
    if request.user.is_authenticated and MARK not in request.COOKIES:
        answer.set_cookie(MARK, "1", max_age=KEPT, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE)
    return answer


def is_the_desks(request: HttpRequest) -> bool:
    """Whether somebody is signed in at the desk in this browser, or was lately."""
    return request.user.is_authenticated or sessions.is_half(request) or MARK in request.COOKIES
