"""What people are let in by is kept as keyed hashes alone: codes of parties and agents, addresses of calendars, recovery codes.

What must be read again, the secret that an app shares, is encrypted under keys of its own.
"""

from __future__ import annotations

import base64
import secrets
import unicodedata

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.utils.crypto import constant_time_compare, salted_hmac

from mediation.models.lasting import CODE_ALPHABET

CODE = "mediation.party.code"
LOOKS_LIKE_L = str.maketrans("1I|", "LLL")


def new_query_code() -> str:
    """A query code as it is printed: 50 bits, in two groups."""
    code = "".join(secrets.choice(CODE_ALPHABET) for _n in range(10))
    return f"{code[:5]}-{code[5:]}"


def hash_code(code: str) -> str:
    """How a query code is kept."""
    return keyed(CODE, _plain(code))


def kept_forms(code: str) -> list[str]:
    """How a query code may be kept, by each key that still holds."""
    return keyed_by_any(CODE, _plain(code))


def opens(code: str, kept: str) -> bool:
    """Whether a code as typed or spoken is the one that is kept."""
    return is_kept(CODE, _plain(code), kept)


def as_printed(code: str) -> str:
    """A code as it was printed, whatever stands between its letters as it was typed."""
    return _plain(code)


def _plain(code: str) -> str:
    """A query code without what does not matter: full-width letters, blanks, small letters; what looks like L is one."""
    typed = unicodedata.normalize("NFKC", code).upper().translate(LOOKS_LIKE_L)
    return "".join(ch for ch in typed if ch in CODE_ALPHABET)


def keyed(purpose: str, secret: str) -> str:
    """How a secret that is given out now is kept: by the first of the keys."""
    return _hashed(purpose, secret, _keys()[0])


def keyed_by_any(purpose: str, secret: str) -> list[str]:
    """How it may have been kept, by each key that still holds: an older key opens until it is taken off the list."""
    return [_hashed(purpose, secret, key) for key in _keys()]


def is_kept(purpose: str, secret: str, kept: str) -> bool:
    """Whether a secret is the one that is kept; none is kept as nothing."""
    return bool(kept) and any(constant_time_compare(kept, one) for one in keyed_by_any(purpose, secret))


def _keys() -> list[str]:
    """Their own keys first; those of the site too, by which they were kept before there were any."""
    return [*settings.ACCESS_KEYS, settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]


def _hashed(purpose: str, secret: str, key: str) -> str:
    return salted_hmac(purpose, secret, secret=key, algorithm="sha256").hexdigest()


def keeps_secrets() -> bool:
    """Whether the site has a key for what must be read again."""
    return bool(settings.FACTOR_KEYS)


def encrypted(purpose: str, secret: str) -> bytes:
    """A secret that must be read again, under the first of the keys; ValueError where `keeps_secrets` is not so."""
    return _box(purpose).encrypt(secret.encode())


def decrypted(purpose: str, kept: bytes) -> str | None:
    """The secret that is kept; nothing where its key is no longer on the list."""
    try:
        return _box(purpose).decrypt(bytes(kept)).decode() if keeps_secrets() else None
    except InvalidToken:
        return None


def _box(purpose: str) -> MultiFernet:
    """A key of its own for each purpose, so that one kept for another opens nothing."""
    made = (salted_hmac(purpose, "box", secret=key, algorithm="sha256").digest() for key in settings.FACTOR_KEYS)
    return MultiFernet([Fernet(base64.urlsafe_b64encode(key)) for key in made])
