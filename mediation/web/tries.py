"""How often someone may guess a code: counted in the shared cache, per address and per number."""

from __future__ import annotations

import hashlib

from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
MOST = 10  # from one address for one number
MOST_FROM_ADDRESS = 100  # a hall or a village may share an address
MOST_FOR_NUMBER = 500  # so that nobody locks a party out by guessing, and 2**50 codes are still safe


class TooManyTries(Exception):
    """Wait a quarter of an hour."""


def count_failure(request: HttpRequest, purpose: str, number: str) -> None:
    """Remember a wrong code; the quarter of an hour begins with the last one."""
    for key, _most in _counted(request, purpose, number):
        cache.set(key, cache.get(key, 0) + 1, WINDOW)


def check(request: HttpRequest, purpose: str, number: str) -> None:
    """Raise TooManyTries after too many wrong codes in a quarter of an hour."""
    if any(cache.get(key, 0) >= most for key, most in _counted(request, purpose, number)):
        raise TooManyTries


def _counted(request: HttpRequest, purpose: str, number: str) -> list[tuple[str, int]]:
    address, name = request.META.get("REMOTE_ADDR", ""), number.strip().upper()[:60]
    return [
        (_key(purpose, "both", address, name), MOST),
        (_key(purpose, "address", address), MOST_FROM_ADDRESS),
        (_key(purpose, "number", name), MOST_FOR_NUMBER),
    ]


def _key(*parts: str) -> str:
    """A key of plain letters, whatever was typed."""
    return "tries:" + hashlib.sha256("\n".join(parts).encode("utf-8", "replace")).hexdigest()
