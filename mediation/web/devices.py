"""On which devices a person has signed in before: each device itself remembers it, in a signed cookie; nothing of it is kept here."""

from __future__ import annotations

from typing import Any

from django.core.signing import BadSignature, loads
from django.core.signing import dumps as signed
from django.http import HttpRequest, HttpResponse
from django.utils.crypto import salted_hmac

from mediation.models import User
from mediation.web import cookies

COOKIE, SALT = "known_here", "mediation.staff.device"
LASTS = 400 * 24 * 60 * 60
# A duty room's machine may be everybody's.
MOST = 30


def is_known(request: HttpRequest, user: User) -> bool:
    """Whether this person has signed in on the device before."""
    return _mark(user) in _marks(request)


def is_of_the_named(request: HttpRequest, credentials: dict[str, Any] | None) -> bool:
    """Whether whoever is named at the door has signed in on the device before; without the cookie nobody is looked up."""
    if cookies.read(request, COOKIE) is None:
        return False
    user = User.objects.filter(username=(credentials or {}).get("username") or "").first()
    return user is not None and is_known(request, user)


def remember(request: HttpRequest, answer: HttpResponse, user: User) -> None:
    """From now on the device is known as one of the person's."""
    marks = [_mark(user), *(one for one in _marks(request) if one != _mark(user))]
    cookies.keep(answer, COOKIE, signed(marks[:MOST], salt=SALT), lasts=LASTS)


def _marks(request: HttpRequest) -> list[str]:
    try:
        return list(loads(cookies.read(request, COOKIE) or "", salt=SALT, max_age=LASTS))
    except BadSignature:
        return []


def _mark(user: User) -> str:
    return salted_hmac(SALT, str(user.pk), algorithm="sha256").hexdigest()[:20]
