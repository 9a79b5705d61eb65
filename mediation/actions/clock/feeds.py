"""Open and end a person's calendar feed. It is no step of a procedure: nothing in a file changes."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from mediation.models import CalendarFeed, Party, User
from mediation.models.clock.feed import hash_token


@transaction.atomic
def open_feed(*, at: datetime, user: User | None = None, party: Party | None = None) -> str:
    """Give the person a new secret address, end the old one, and return the secret: it is shown once."""
    end_feed(at=at, user=user, party=party)
    token = secrets.token_urlsafe(32)
    CalendarFeed.objects.create(user=user, party=party, token_hash=hash_token(token), opened_at=at)
    return token


def end_feed(*, at: datetime, user: User | None = None, party: Party | None = None) -> None:
    """End the person's address; what asks there finds nothing."""
    CalendarFeed.objects.open().of(user=user, party=party).update(ended_at=at)
