"""How a test says that a step is refused."""

from __future__ import annotations

import pytest

from mediation.workflows.base import NotPossibleNow


def refused(code: str) -> pytest.RaisesExc[NotPossibleNow]:
    """The step is refused with this guard's code."""
    return pytest.raises(NotPossibleNow, check=lambda refusal: refusal.code == code)
