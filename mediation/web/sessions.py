"""How long a member of staff stays signed in: until nothing was done for a while, and for a working day at most.

And what stands before all else: a session half signed in opens nothing, one that must first set up a factor only that.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.signals import user_logged_in
from django.core.exceptions import ValidationError
from django.dispatch import receiver
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _

BEGAN, SEEN = "began", "seen"
# Of whom the password was right and the second factor is not proven; and who is signed in to set one up before all else.
HALF, MUST_SET_UP = "half_signed_in", "must_set_up_factor"
HALF_LASTS = timedelta(minutes=10)
SETS_UP = ("desk:factors", "desk:factor-app", "desk:factor-passkey", "desk:recovery-codes")


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """The time runs from the sign-in."""
    request.session[BEGAN] = request.session[SEEN] = _now()


def refuse_old_slip(user: Any) -> None:
    """Each form that signs staff in asks it: the secret of a slip opens nothing after its day."""
    if user.start_secret_until is not None and user.start_secret_until < timezone.now():
        raise ValidationError(_("首次登录口令已经过期，请联系本机关的系统管理员重发。"), code="slip_over")


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """What every page for staff asks first: a session whose time is up ends, and what must be set first opens alone."""
    if request.user.is_authenticated and is_over(request):
        logout(request)
        messages.info(request, _("您有一段时间没有操作，为了安全，请重新登录。"))
    if not request.user.is_authenticated:
        return redirect("desk:factor") if is_half(request) else None
    here = request.resolver_match.view_name if request.resolver_match is not None else ""
    if request.user.start_secret_until is not None:
        return None if here == "desk:own-password" else redirect("desk:own-password")
    if request.session.get(MUST_SET_UP) and here not in SETS_UP:
        return redirect("desk:factors")
    return None


def is_half(request: HttpRequest) -> bool:
    """Whether the password was right a short while ago, and nothing more is known yet."""
    return HALF in request.session and _now() - request.session[HALF]["at"] <= HALF_LASTS.total_seconds()


def is_over(request: HttpRequest) -> bool:
    """Whether the time is up; else the present moment is remembered, though not at each page."""
    session, now = request.session, _now()
    if BEGAN not in session:  # signed in before there was such a time
        session[BEGAN] = session[SEEN] = now
    if is_past(session):
        return True
    if now - session[SEEN] > settings.STAFF_IDLE.total_seconds() / 10:
        session[SEEN] = now
    return False


def is_past(held: Any) -> bool:
    """Whether by what a session holds its time is up."""
    now = _now()
    idle, whole = now - held.get(SEEN, 0), now - held.get(BEGAN, 0)
    return bool(idle > settings.STAFF_IDLE.total_seconds() or whole > settings.STAFF_SESSION.total_seconds())


def _now() -> int:
    return int(timezone.now().timestamp())
