"""Who tried to come in is told to the log: that it went well or not, by which door, and a mark instead of a name.

The mark is the same for the same name as long as the site's key is, so that tries at one account are seen as such; nobody reads
out of it whose it is, and where somebody came from stands nowhere.
"""

from __future__ import annotations

import logging
from typing import Any

from axes.signals import user_locked_out
from django.contrib.auth.signals import user_logged_in, user_logged_out, user_login_failed
from django.dispatch import receiver
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

from mediation.settings.logs import route_of

log = logging.getLogger("mediation.sign_ins")
LENGTH = 12


def tell(level: int, said: str, request: HttpRequest | None, whose: str, by: str) -> None:
    """One line: what happened, at which door, to whose account (a user name, a number of a file), by what it was proven."""
    log.log(level, said, extra={"route": route_of(request), "who": mark_of(whose), "by": by})


def mark_of(whose: str) -> str:
    """The same for the same name, whoever typed it; no name."""
    return salted_hmac("mediation.log.who", whose.strip().casefold()[:150], algorithm="sha256").hexdigest()[:LENGTH]


def refused(request: HttpRequest, whose: str, by: str) -> None:
    """What was shown (a code, a passkey, the query code of a party) is not the right one."""
    tell(logging.WARNING, "sign-in refused", request, whose, by)


def too_many(request: HttpRequest | None, whose: str, by: str) -> None:
    """It was not even looked at."""
    tell(logging.WARNING, "too many tries", request, whose, by)


@receiver(user_logged_in)
def came_in(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """Whole: the second factor, where one is asked for, was proven before."""
    tell(logging.INFO, "signed in", request, user.get_username(), "factor" if hasattr(request, "factor_proven") else "")


@receiver(user_logged_out)
def went(sender: Any, request: HttpRequest, user: Any, **more: Any) -> None:
    """By the button, or because the time was over."""
    if user is not None:
        tell(logging.INFO, "signed out", request, user.get_username(), "")


@receiver(user_login_failed)
def was_refused(sender: Any, credentials: dict[str, Any], request: HttpRequest | None = None, **more: Any) -> None:
    """By a wrong name or password."""
    if request is not None:
        refused(request, str(credentials.get("username", "")), "password")


@receiver(user_locked_out)
def was_shut_out(sender: Any, request: HttpRequest, username: str, **more: Any) -> None:
    """For a while, after too many of them from one address."""
    too_many(request, str(username), "password")
