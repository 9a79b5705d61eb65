"""What somebody wants to find in a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Wanted:
    """A column that is wanted: its name, the words by which its head is known, and what sort of thing stands in it.

    `sort` is name, address, phone, mail, yes, choice or text; `choices` are the codes by their labels.
    """

    name: str
    words: tuple[str, ...]
    sort: str = "text"
    choices: Mapping[str, str] = field(default_factory=dict)
