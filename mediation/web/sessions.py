"""How long a member of staff stays signed in: until nothing was done for a while, and for a working day at most."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone

BEGAN, SEEN = "began", "seen"


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """The time runs from the sign-in."""
    request.session[BEGAN] = request.session[SEEN] = _now()


def is_over(request: HttpRequest) -> bool:
    """Whether the time is up; else the present moment is remembered, though not at each page."""
    session, now = request.session, _now()
    idle, whole = settings.STAFF_IDLE.total_seconds(), settings.STAFF_SESSION.total_seconds()
    if BEGAN not in session:  # signed in before there was such a time
        session[BEGAN] = session[SEEN] = now
    if now - session[SEEN] > idle or now - session[BEGAN] > whole:
        return True
    if now - session[SEEN] > idle / 10:
        session[SEEN] = now
    return False


def _now() -> int:
    return int(timezone.now().timestamp())
