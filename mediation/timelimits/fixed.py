"""Limits whose last day an agreement or an organ sets: nothing is counted, only the words are declared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from .labelled import said


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedLimit:
    """A day that is set, not counted; its own label says for what. `label` is what it is called in general.

    `plain` and `inner` as in TimeLimit.
    """

    code: str
    label: str
    plain: str = ""
    inner: bool = False


LIMITS: Final = (
    FixedLimit(code="OWED", label=said("履行约定或者决定"), plain=said("约定或者决定要办的事，最迟在这一天办到")),
    FixedLimit(code="VISIT", label=said("回访"), inner=True),
    FixedLimit(
        code="MEDIATED", label=said("约定的调解结束日"), plain=said("各方约定调解到这一天为止，都同意的可以重新约定")
    ),
    FixedLimit(code="SUPERVISED", label=said("督办反馈"), inner=True),
    FixedLimit(code="RESOLVED", label=said("落实议定事项"), inner=True),
)
