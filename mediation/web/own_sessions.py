"""Where one is signed in: each session with its device, listed and ended by the person alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.contrib.auth import HASH_SESSION_KEY, update_session_auth_hash
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.contrib.sessions.models import Session
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from mediation.models import SignIn, User
from mediation.web import sessions

# What a browser says of itself, the narrower word before the wider: Edge calls itself Chrome too, and Chrome Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("MicroMessenger", "微信"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"), ("OpenHarmony", "HarmonyOS"), ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"),
    ("Windows", "Windows"), ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


@dataclass(frozen=True)
class Standing:
    """A session that still opens: `here` is the one that asks."""

    pk: int
    device: str
    began_at: datetime
    seen_at: datetime
    here: bool


def device_of(request: HttpRequest) -> str:
    """The browser and the system in words, as far as it tells them."""
    told = request.META.get("HTTP_USER_AGENT", "")
    browser, system = (next((name for mark, name in known if mark in told), "") for known in (BROWSERS, SYSTEMS))
    return "　".join(one for one in (browser, system) if one)


@receiver(user_logged_in)
def note(sender: Any, request: HttpRequest, user: User, **more: Any) -> None:
    """The session stands in the person's list from now on."""
    if request.session.session_key is None:  # another account was signed in before: what it held is gone
        request.session.create()
    told = {"user": user, "device": device_of(request), "began_at": timezone.now()}
    SignIn.objects.update_or_create(session_key=request.session.session_key, defaults=told)


@receiver(user_logged_out)
def leave(sender: Any, request: HttpRequest, **more: Any) -> None:
    """It has been left."""
    SignIn.objects.filter(session_key=request.session.session_key or "").delete()


def go_on(request: HttpRequest, user: User) -> None:
    """Stay signed in with another password; everywhere else the old one ends."""
    before = request.session.session_key
    update_session_auth_hash(request, user)
    moved(request, before)


def moved(request: HttpRequest, before: str | None) -> None:
    """The session has another key since the password was changed, and stays the same one in the list."""
    SignIn.objects.filter(session_key=before or "").update(session_key=request.session.session_key)


def standing(request: HttpRequest, user: User) -> list[Standing]:
    """The person's sessions that still open, the one that asks first, then the latest."""
    here = request.session.session_key
    found = [
        Standing(row.pk, row.device or _("未说明的设备"), row.began_at, _moment(held), row.session_key == here)
        for row, held in _open(user)
    ]
    return sorted(found, key=lambda one: not one.here)


def end(request: HttpRequest, user: User, which: str) -> int:
    """End one of the person's own sessions by its number, or all but this one (`others`); how many there were."""
    rows = SignIn.objects.filter(user=user).exclude(session_key=request.session.session_key)
    if which != "others":
        rows = rows.filter(pk=int(which)) if which.isascii() and which.isdigit() and len(which) < 19 else rows.none()
    keys = list(rows.values_list("session_key", flat=True))
    Session.objects.filter(session_key__in=keys).delete()
    rows.delete()
    return len(keys)


def _open(user: User) -> Iterator[tuple[SignIn, dict[str, Any]]]:
    rows = list(SignIn.objects.filter(user=user))
    kept = Session.objects.filter(session_key__in=[row.session_key for row in rows], expire_date__gt=timezone.now())
    by_key = {one.session_key: one.get_decoded() for one in kept}
    password = user.get_session_auth_hash()
    for row in rows:
        held = by_key.get(row.session_key, {})
        if held.get(HASH_SESSION_KEY) == password and not sessions.is_past(held):
            yield row, held


def _moment(held: dict[str, Any]) -> datetime:
    return datetime.fromtimestamp(held[sessions.SEEN], tz=UTC)
