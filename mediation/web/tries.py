"""How often a code may be tried: counted for each source at each number, so that no stranger shuts anybody else out.

A code has 50 bits or more: even a thousand sources that try without end find none, and nothing else has to stop them. Only
six digits are counted for the person as well, of whom the password is known by then.
"""

from __future__ import annotations

import hashlib
from datetime import timedelta
from ipaddress import IPv6Address, ip_address

from django.db.models import F
from django.http import HttpRequest
from django.utils import timezone

from mediation.models import TryCount
from mediation.web import sign_in_log

WINDOW = timedelta(minutes=15)
MOST = 10  # wrong codes from one source at one number
# Six-digit codes at one person from wherever they come, in an hour: who tries them knows the password already.
MOST_ANYWHERE, HOUR = 30, timedelta(hours=1)
# Wrong passwords from one source at one official's name, and at whomever's: one that tries a password at all names in turn.
MOST_AT_A_NAME, MOST_AT_ALL_NAMES = 5, 40
MOST_FILES = 100  # files from one source: a hall or a village may share its address


class TooManyTries(Exception):
    """Wait a quarter of an hour from the first one."""


def count(request: HttpRequest, purpose: str, number: str, *, most: int = MOST) -> None:
    """Count a try before it is looked at; raise TooManyTries, and it is not looked at."""
    if TryCount.one_more(_key(request, purpose, number), at=timezone.now(), within=WINDOW) > most:
        sign_in_log.too_many(request, number, purpose)
        raise TooManyTries


def count_anywhere(purpose: str, number: str) -> int:
    """Count a try from wherever it comes, and tell which it is; raise TooManyTries beyond MOST_ANYWHERE."""
    key = hashlib.sha256("\n".join((purpose, "anywhere", number)).encode()).hexdigest()
    nth = TryCount.one_more(key, at=timezone.now(), within=HOUR)
    if nth > MOST_ANYWHERE:
        sign_in_log.too_many(None, number, purpose)
        raise TooManyTries
    return nth


def count_within(purpose: str, number: str, *, within: timedelta, most: int) -> None:
    """Count a try whatever its source: only where none but who has come in already can try, and no right waits for it."""
    if TryCount.one_more(_digest(purpose, "", number), at=timezone.now(), within=within) > most:
        sign_in_log.too_many(None, number, purpose)
        raise TooManyTries


def take_off(purpose: str, number: str) -> None:
    """It was the right one, and counts as none of the tries that `count_within` counts."""
    TryCount.objects.filter(key=_digest(purpose, "", number), tries__gt=0).update(tries=F("tries") - 1)


def take_one_off(request: HttpRequest, purpose: str, number: str) -> None:
    """It was right, and counts as none of the tries that `count` counts from this source; those before stay counted."""
    TryCount.objects.filter(key=_key(request, purpose, number), tries__gt=0).update(tries=F("tries") - 1)


def forget(request: HttpRequest, purpose: str, number: str) -> None:
    """The right one was found: what was tried before it is no longer held against its source."""
    TryCount.objects.filter(key=_key(request, purpose, number)).delete()


def source_of(request: HttpRequest) -> str:
    """Where a request comes from: its address, of a newer kind the whole house's (/64). The middleware has seen to proxies."""
    typed = request.META.get("REMOTE_ADDR", "")
    try:
        address = ip_address(typed)
    except ValueError:
        return str(typed)
    return address.exploded[:19] if isinstance(address, IPv6Address) else str(address)


def _key(request: HttpRequest, purpose: str, number: str) -> str:
    return _digest(purpose, source_of(request), number)


def _digest(purpose: str, source: str, number: str) -> str:
    """A key of plain letters, whatever was typed."""
    parts = "\n".join((purpose, source, number.strip().upper()[:60]))
    return hashlib.sha256(parts.encode("utf-8", "replace")).hexdigest()
