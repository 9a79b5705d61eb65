"""Codes of an authenticator app (RFC 6238): six digits, another every thirty seconds, made of a secret that both sides know."""

from __future__ import annotations

import base64
import secrets
import unicodedata
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP
from django.utils.crypto import constant_time_compare

DIGITS, SECONDS = 6, 30
# A clock that is half a minute slow or fast.
AROUND = (0, -1, 1)


def new_secret() -> str:
    """160 bits, as an app takes them when they are typed."""
    return base64.b32encode(secrets.token_bytes(20)).decode("ascii")


def address_for(secret: str, *, who: str, site: str) -> str:
    """What the square code holds that an app reads."""
    return _made_of(secret).get_provisioning_uri(who, site)


def as_digits(typed: str) -> str:
    """A code as it was typed: full-width digits and blanks between them are no matter."""
    return "".join(unicodedata.normalize("NFKC", typed).split())


def interval_of(typed: str, secret: str, *, at: datetime) -> int | None:
    """To which interval of time the code belongs, now or beside it; None where it is wrong. Each interval opens once."""
    code = as_digits(typed)
    if len(code) != DIGITS or not (code.isascii() and code.isdigit()):
        return None
    now = int(at.timestamp()) // SECONDS
    found = [now + n for n in AROUND if constant_time_compare(_made_of(secret).generate((now + n) * SECONDS), code)]
    return found[0] if found else None


def _made_of(secret: str) -> TOTP:
    # SHA-1 is what apps can do; in an HMAC over 160 secret bits it is as good as another.
    return TOTP(base64.b32decode(secret), DIGITS, SHA1(), SECONDS)  # noqa: S303
