"""Closed lists whose members carry their Chinese label."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


class Labelled(StrEnum):
    """A closed list; `member.label` is its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member of its value and label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
