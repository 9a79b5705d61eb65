"""Which browsers are the desk's: in them nobody sets or uses what is a party's alone."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse

from mediation.web import cookies, sessions

MARK = "desk"  # says only that somebody was signed in here at the desk, not who
KEPT = timedelta(days=90)


def mark(request: HttpRequest, answer: HttpResponse) -> HttpResponse:
    """Remember in the browser that it is one in which staff work, also when nobody is signed in."""
    if request.user.is_authenticated and cookies.read(request, MARK) is None:
        cookies.keep(answer, MARK, "1", lasts=KEPT)
    return answer


def is_the_desks(request: HttpRequest) -> bool:
    """Whether somebody is signed in at the desk in this browser, or was lately."""
    return request.user.is_authenticated or sessions.is_half(request) or cookies.read(request, MARK) is not None
