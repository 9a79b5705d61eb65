"""The desk as seen by people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mediation.actions import gateway
from mediation.models import Paper, User
from tests.factories.world import at
from tests.stages import staged


class Desk(Client):
    """A browser in which a member of staff is signed in."""

    def __init__(self, user: User | None = None, **more: Any) -> None:
        super().__init__(**more)
        self.user = user
        if user is not None:
            self.force_login(user)


@pytest.fixture
def desk():
    """desk(user) is that person's browser."""
    return Desk


@staged
def issued_notice(world):
    """A notice of acceptance for two people, approved, issued and printed."""
    petition = world.accepted(on="2026-03-02")
    paper = petition.matter.papers.get(kind="acceptance_notice")
    for step, person in (("submit", world.handler), ("approve", world.head), ("issue", world.registrar)):
        gateway.perform(Paper, paper.pk, step, by=person, at=at("2026-03-02"))
    Paper.objects.filter(pk=paper.pk).update(sha256="0" * 64)  # as the worker leaves it
    return Paper.objects.get(pk=paper.pk)
