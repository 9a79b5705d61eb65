"""What is confided is kept under a key of its own, and that key once for each who may read, under keys apart from the database.

Whoever has the database, or a copy of it, has neither. A key that is taken off the list opens nothing any more.
"""

from __future__ import annotations

import os
from collections.abc import Iterable

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

from mediation.written.confided import Marks

NONCE = 12
KEY = 32


class KeyLostError(Exception):
    """None of the keys that the site holds opens what is kept."""


def new_key() -> bytes:
    """A key that exists nowhere else."""
    return AESGCM.generate_key(KEY * 8)


def wrap(key: bytes, whose: str) -> bytes:
    """The key as it is kept for one who may use it: under the first of the site's keys for this."""
    return _sealed(_held_by(whose, settings.NOTEBOOK_KEYS[0]), key, whose)


def unwrap(kept: bytes, whose: str) -> bytes:
    """The key again; an older key of the site opens it too, as long as it stands on the list."""
    for master in settings.NOTEBOOK_KEYS:
        try:
            return _opened(_held_by(whose, master), kept, whose)
        except InvalidTag:
            continue
    raise KeyLostError(whose)


def seal(key: bytes, text: str, about: str) -> bytes:
    """A text as it is kept; what it belongs to is bound to it, so that it cannot be put elsewhere."""
    return _sealed(key, text.encode(), about)


def unseal(key: bytes, kept: bytes, about: str) -> str:
    """The text again."""
    try:
        return _opened(key, kept, about).decode()
    except InvalidTag as fault:
        raise KeyLostError(about) from fault


def known_by(marking: bytes, whose: str, kept: Iterable[str]) -> Marks:
    """Marks with the key under which they were made; where the site has lost that key they say so, and know nothing."""
    try:
        return Marks.of(unwrap(marking, whose), kept)
    except KeyLostError:
        return Marks(b"", frozenset(), lost=True)


def _held_by(whose: str, master: str) -> bytes:
    return HKDF(SHA256(), KEY, salt=None, info=f"mediation.notebook:{whose}".encode()).derive(master.encode())


def _sealed(key: bytes, plain: bytes, about: str) -> bytes:
    nonce = os.urandom(NONCE)
    return nonce + AESGCM(key).encrypt(nonce, plain, about.encode())


def _opened(key: bytes, kept: bytes, about: str) -> bytes:
    kept = bytes(kept)
    return AESGCM(key).decrypt(kept[:NONCE], kept[NONCE:], about.encode())
