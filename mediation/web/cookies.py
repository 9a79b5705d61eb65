"""Cookies of our own: no script reads them, and in production they are this host's alone, by their names."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.contrib.messages.storage.cookie import CookieStorage
from django.contrib.messages.storage.fallback import FallbackStorage
from django.contrib.messages.storage.session import SessionStorage
from django.http import HttpRequest, HttpResponse


def read(request: HttpRequest, name: str) -> str | None:
    """What a browser kept under the name; nothing where it kept nothing."""
    return request.COOKIES.get(_named(name))


def keep(answer: HttpResponse, name: str, value: str, *, lasts: timedelta | int) -> None:
    """Have the browser keep it."""
    answer.set_cookie(
        _named(name), value, max_age=lasts, httponly=True, samesite="Lax", secure=settings.SESSION_COOKIE_SECURE
    )


def nothing_left(answer: HttpResponse) -> HttpResponse:
    """Who has left is not read by going back: the browser drops the pages it kept, and holds what it was told to keep."""
    answer["Clear-Site-Data"] = '"cache"'
    return answer


def _named(name: str) -> str:
    return f"{settings.COOKIE_PREFIX}{name}"


class ToldByCookie(CookieStorage):
    """What the next page tells, under a name like all the others."""

    @property
    def cookie_name(self) -> str:
        """As the settings have it."""
        return _named(CookieStorage.cookie_name)


class Told(FallbackStorage):
    """Short words lie in the browser, long ones in the session."""

    storage_classes = (ToldByCookie, SessionStorage)
