"""A step taken for whoever sits before any surface: once for each key, however often it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError

from mediation.actions import gateway
from mediation.permissions import Actor
from mediation.web.forms.references import Scope
from mediation.web.stepping.proving import Proof, demand
from mediation.workflows.base import Lifecycle, Stale, Step


def in_hands_of(actor: Actor, key: str) -> str:
    """The key of a form in these hands: nobody uses another person's."""
    if actor.user:
        return f"{actor.user.pk}-{key}"
    return f"a{actor.agent.pk}-{key}" if actor.agent else f"p{actor.party.pk}-{key}"


def take(
    scope: Scope, step: Step, *, at: datetime, key: str, version: int | None, stated: dict[str, Any],
    proof: Proof | None = None,
) -> Lifecycle:  # fmt: skip
    """Take the step on the object of the scope; as it then stands. Raises Refused or WrongFacts.

    A party takes a step that binds it with the `proof` that it is the party itself, and not without.
    """
    obj, actor = scope.obj, scope.actor
    demand(actor, step, proof)
    opens = obj.pk is None
    for attempt in (1, 2):
        try:
            return gateway.perform(
                type(obj), obj.pk, step.name, by=actor.user or actor.agent or actor.party, at=at,
                matter=scope.matter if opens else None, version=None if opens else version, key=key, **stated,
            )  # fmt: skip
        except (Stale, IntegrityError):
            # The same click may just have been answered elsewhere: its key tells on the second try.
            if attempt == 2:
                raise
    raise AssertionError
