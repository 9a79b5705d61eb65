"""Pass messages on."""

from __future__ import annotations

from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from mediation.actions import messages
from mediation.actions.clock import trust

# Tried again after 5 s, 25 s, 2 min … 22 h: within a day and a quarter, then an administrator sees to it.
ATTEMPTS = 8
AGAIN = {"minutes": 5}


@app.task(name="pass_on_message", queue="messages", retry=RetryStrategy(max_attempts=ATTEMPTS, exponential_wait=5))
def pass_on_message(message_id: int) -> None:
    """Hand one message to the adapters in the settings; where a restored site waits for somebody's confirmation, later."""
    if trust.restored():
        app.configure_task("pass_on_message", queue="messages", schedule_in=AGAIN).defer(message_id=message_id)
    else:
        messages.pass_on(message_id)
