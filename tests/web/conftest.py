"""The desk as seen by people."""

from __future__ import annotations

from typing import Any

import pytest
from django.test import Client

from mediation.models import User


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
