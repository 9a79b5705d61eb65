"""What all changes of the office share when they are entered."""

from __future__ import annotations

from typing import Any

from mediation.workflows.base import Act

# The state in which a change comes into being (`OfficeChangeState.ENTERED`).
ENTERED = "entered"


def entered(change: Any, act: Act, kind: str) -> None:
    """Write down what sort of change it is and who entered it."""
    change.kind, change.changed_by = kind, act.by.user
