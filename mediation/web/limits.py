"""How often someone may guess a code: counted in the shared cache, per address and per number."""

from __future__ import annotations

from django.core.cache import cache
from django.http import HttpRequest

WINDOW = 15 * 60
MOST = 10


class TooManyTries(Exception):
    """Wait a quarter of an hour."""


def count_failure(request: HttpRequest, purpose: str, number: str) -> None:
    """Remember a wrong code."""
    for key in _keys(request, purpose, number):
        cache.add(key, 0, WINDOW)
        cache.incr(key)


def check(request: HttpRequest, purpose: str, number: str) -> None:
    """Raise TooManyTries after ten wrong codes in a quarter of an hour."""
    if any(cache.get(key, 0) >= MOST for key in _keys(request, purpose, number)):
        raise TooManyTries


def _keys(request: HttpRequest, purpose: str, number: str) -> list[str]:
    address = request.META.get("REMOTE_ADDR", "")
    return [f"tries:{purpose}:a:{address}", f"tries:{purpose}:n:{number.strip().upper()[:60]}"]
