"""How long a member of staff stays signed in: until nothing was done for a while, and for a working day at most."""

from __future__ import annotations

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


@receiver(user_logged_in)
def begin(sender: Any, request: HttpRequest, **more: Any) -> None:
    """The time runs from the sign-in."""
    request.session[BEGAN] = request.session[SEEN] = _now()


def refuse_old_slip(user: Any) -> None:
    """Each form that signs staff in asks it: the secret of a slip opens nothing after its day."""
    if user.start_secret_until is not None and user.start_secret_until < timezone.now():
        raise ValidationError(_("首次登录口令已经过期，请联系本机关的系统管理员重发。"), code="slip_over")


def turned_away(request: HttpRequest) -> HttpResponse | None:
    """What every page for staff asks first: a session whose time is up ends, and a slip's secret opens one page alone."""
    if request.user.is_authenticated and is_over(request):
        logout(request)
        messages.info(request, _("您有一段时间没有操作，为了安全，请重新登录。"))
    if not request.user.is_authenticated or request.user.start_secret_until is None or _sets_password(request):
        return None
    return redirect("desk:own-password")


def _sets_password(request: HttpRequest) -> bool:
    """Whether it is the one page that the secret of a slip opens."""
    return request.resolver_match is not None and request.resolver_match.view_name == "desk:own-password"


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
