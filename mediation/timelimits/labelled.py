"""What is told to people: closed lists whose members carry their Chinese label, and single words."""

from __future__ import annotations

from enum import StrEnum
from typing import Self


def said(words: str) -> str:
    """The words themselves: marks what is told to people, so that the catalogue knows it; translated where it is shown."""
    return words


class Labelled(StrEnum):
    """A closed list; `member.label` is its Chinese label."""

    label: str

    def __new__(cls, value: str, label: str = "") -> Self:
        """Make a member of its value and label."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.label = label
        return member
