"""通行密钥 (WebAuthn): what the browser is asked, and whether what it answers is of a key of the person's. The wire is fido2's."""

from __future__ import annotations

import json
from dataclasses import dataclass
from struct import error as TooShort  # noqa: N812
from typing import Any
from urllib.parse import urlsplit

from cryptography.exceptions import UnsupportedAlgorithm
from django.http import HttpRequest
from fido2.server import Fido2Server
from fido2.webauthn import (
    AttestedCredentialData,
    AuthenticationResponse,
    PublicKeyCredentialDescriptor,
    PublicKeyCredentialRpEntity,
    PublicKeyCredentialType,
    PublicKeyCredentialUserEntity,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from mediation.models import SecondFactor, User
from mediation.vocabulary import FactorKind

# What the browser must answer, once; it stands in the session.
CHALLENGE = "passkey_challenge"
# What is raised at an answer that no browser gives.
UNREADABLE = (
    ValueError, KeyError, TypeError, AttributeError, IndexError, NotImplementedError, RecursionError, OverflowError, TooShort,
    UnsupportedAlgorithm,
)  # fmt: skip


@dataclass(frozen=True)
class NewKey:
    """A key that has just been made: its number, what is public of it, and how often it was used."""

    credential_id: bytes
    public: bytes
    counted: int


def ask_for_new(request: HttpRequest, user: User, *, name: str) -> dict[str, Any]:
    """What the browser needs to make one; not on a device that holds one of this person's already."""
    who = PublicKeyCredentialUserEntity(id=user.pk.to_bytes(8, "big"), name=user.username, display_name=str(user))
    options, state = _server(request, name).register_begin(
        who, _known(user),
        resident_key_requirement=ResidentKeyRequirement.DISCOURAGED,
        user_verification=UserVerificationRequirement.PREFERRED,
    )  # fmt: skip
    request.session[CHALLENGE] = state
    return dict(options)["publicKey"]  # type: ignore[no-any-return]


def made(request: HttpRequest, answer: str) -> NewKey | None:
    """The key that the browser made, if it did so at our asking."""
    state = request.session.pop(CHALLENGE, None)
    try:
        found = _server(request).register_complete(state, json.loads(answer)) if state else None
    except UNREADABLE:
        return None
    if found is None or found.credential_data is None:
        return None
    data = found.credential_data
    return NewKey(data.credential_id, bytes(data), found.counter)


def ask_for_proof(request: HttpRequest, user: User) -> dict[str, Any] | None:
    """What the browser needs to show that a key of the person's is there; None where he has none."""
    known = _known(user)
    if not known:
        return None
    options, state = _server(request).authenticate_begin(known, user_verification=UserVerificationRequirement.PREFERRED)
    request.session[CHALLENGE] = state
    return dict(options)["publicKey"]  # type: ignore[no-any-return]


def used(request: HttpRequest, user: User, answer: str) -> tuple[SecondFactor, int] | None:
    """Which key of the person's answered, and how often it was used; None for anything else."""
    state = request.session.pop(CHALLENGE, None)
    standing = {bytes(one.credential_id): one for one in _keys(user)}
    try:
        told = json.loads(answer)
        keys = [AttestedCredentialData(bytes(one.kept)) for one in standing.values()]
        found = _server(request).authenticate_complete(state, keys, told) if state else None
        counted = AuthenticationResponse.from_dict(told).response.authenticator_data.counter
    except UNREADABLE:
        return None
    return (standing[found.credential_id], counted) if found is not None else None


def _server(request: HttpRequest, name: str = "") -> Fido2Server:
    """A key belongs to the host at which it was made: elsewhere no browser offers it."""
    host = urlsplit(f"//{request.get_host()}").hostname or ""
    return Fido2Server(PublicKeyCredentialRpEntity(id=host, name=name or host))


def _keys(user: User) -> list[SecondFactor]:
    return list(SecondFactor.standing(user).filter(kind=FactorKind.PASSKEY))


def _known(user: User) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(type=PublicKeyCredentialType.PUBLIC_KEY, id=bytes(one.credential_id))
        for one in _keys(user)
    ]
