"""Limits whose last day an agreement or an organ sets: nothing is counted, only the words are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .labelled import said


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedLimit:
    """A day that is set, not counted. `plain` and `inner` as in TimeLimit."""

    code: str
    plain: str = ""
    inner: bool = False


LIMITS: Final = (
    FixedLimit(code="OWED", plain=said("约定或者决定要办的事，最迟在这一天办到")),
    FixedLimit(code="SUPERVISED", inner=True),
    FixedLimit(code="RESOLVED", inner=True),
)
