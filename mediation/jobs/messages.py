"""Pass messages on."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mediation.actions import messages

# Tried again after 5 s, 25 s, 2 min … 22 h: within a day and a quarter, then an administrator sees to it.
ATTEMPTS = 8


@app.task(name="pass_on_message", queue="messages", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5))
def pass_on_message(message_id: int) -> None:
    """Hand one message to the adapters in the settings."""
    messages.pass_on(message_id)
