"""The digests of the ledger: what is hashed, in which form. A verifier elsewhere needs these lines and no more."""

from __future__ import annotations

import hashlib
import hmac
import json
import secrets
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder

# Canonical JSON: names in order, no blanks, characters as they are.
_encoder = DjangoJSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _ready(encoder: json.JSONEncoder) -> Callable[[list[Any]], str]:
    """Its `encode`; where Python has the encoder in C, made once and not for each of a million rows."""
    make = getattr(json.encoder, "c_make_encoder", None)
    if make is None:
        return encoder.encode
    write = make(None, encoder.default, json.encoder.encode_basestring, None, ":", ",", True, False, True)
    return lambda told: "".join(write(told, 0))


_json = _ready(_encoder)
PLAIN = {int, str, bool, type(None), list}


def new_salt() -> str:
    """What makes the digest of a row's contents unguessable once both are erased."""
    return secrets.token_hex(16)


def digest_of_fields(prev: str, fields: Sequence[Any], facts_digest: str, row_digest: str) -> str:
    """SHA-256 over a JSON list: the hash before, the sealed fields in their order, and the two digests.

    Days are in ISO 8601, the moment too, in UTC with microseconds.
    """
    told = [one if one.__class__ in PLAIN else _plain(one) for one in fields]
    return digest_of_plain([prev, *told, facts_digest, row_digest])


def digest_of_plain(told: list[Any]) -> str:
    """SHA-256 over a list whose days and moments are spelt already."""
    return _sha256(_json(told))


def digest_of_contents(salt: str, actor: str, facts: dict[str, Any], reason: str) -> str:
    """SHA-256 over the salt and what was stated, by whom, why late: the part of a row that can be erased."""
    return digest_of_stated(salt, [actor, facts, reason])


def digest_of_stated(salt: str, stated: list[Any]) -> str:
    """The same of the three in a list."""
    return _sha256(salt + _json(stated))


def digest_of_row(salt: str, row: str, *, keyed: bool) -> str:
    """HMAC-SHA-256 over the salt and an object's row; in older forms, where nothing in the row is confidential, SHA-256 without the key."""
    return keyed_digest(salt, row) if keyed else _sha256(salt + row)


def keyed_digest(salt: str, text: str) -> str:
    """HMAC-SHA-256: without the key nobody can try out what the text was."""
    return hmac.new(settings.LEDGER_KEY.encode(), (salt + text).encode(), hashlib.sha256).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat(timespec="microseconds")
    return value.isoformat() if isinstance(value, date) else value


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
