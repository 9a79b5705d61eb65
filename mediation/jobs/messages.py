"""Pass messages on."""

from __future__ import annotations

from procrastinate.contrib.django import app

from mediation.actions import messages


@app.task(name="pass_on_message", queue="messages")
def pass_on_message(message_id: int) -> None:
    """Hand one message to the adapters in the settings."""
    messages.pass_on(message_id)
