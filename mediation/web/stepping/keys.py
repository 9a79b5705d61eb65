"""What a form carries unseen: the key that lets it act once, and numbers that a browser may have changed."""

from __future__ import annotations

import re
import uuid

KEY = re.compile(r"[0-9a-f]{32}")


def new_key() -> str:
    """A key that no other form has."""
    return uuid.uuid4().hex


def whole_number(typed: str) -> int | None:
    """A small number from a hidden field, or nothing."""
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 9 else None
