"""What migrations name: these stay here for ever, under these names and with this meaning."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.files.storage import storages

CODE_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def new_code() -> str:
    """A verification code of 80 bits (16 characters of 32)."""
    return "".join(secrets.choice(CODE_ALPHABET) for _n in range(16))


def materials() -> Any:
    """The store of files known by what they hold."""
    return storages["materials"]
