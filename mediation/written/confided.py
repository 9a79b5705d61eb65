"""Confided words known again in another text by keyed marks, without the words being kept."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

SENTENCE_END = re.compile(r"[，。；！？：、\n]")
SHORTEST = 8
LENGTH = 32


def closed(text: str) -> str:
    """The text without blanks: a space put in hides nothing."""
    return "".join(text.split())


def pieces_of(text: str) -> list[str]:
    """The parts of its sentences that are long enough to be recognised."""
    return [piece for part in SENTENCE_END.split(text) if len(piece := closed(part)) >= SHORTEST]


def marks_of(key: bytes, text: str) -> list[str]:
    """What is kept of each part: its length, the mark of how it begins, and the mark of the whole."""
    return [f"{len(one)}:{_mark(key, one[:SHORTEST])}:{_mark(key, one)}" for one in pieces_of(text)]


@dataclass(frozen=True)
class Marks:
    """The marks of one notebook, and the key by which they were made. It tells whether, and never what.

    Without the key (`lost`) nothing is known again.
    """

    key: bytes
    kept: frozenset[tuple[int, str, str]]
    lost: bool = False

    @classmethod
    def of(cls, key: bytes, kept: Iterable[str]) -> Marks:
        """From how they are kept."""
        return cls(key, frozenset(_parted(one) for one in kept))

    def told_in(self, text: str) -> bool:
        """Whether a part that was confided stands in the text, word for word."""
        return bool(self.kept) and not self.lost and any(self._stands(text, start) for start in self._begun(text))

    def _begun(self, text: str) -> Iterator[int]:
        begins = {one[1] for one in self.kept}
        for start in range(len(text) - SHORTEST + 1):
            if _mark(self.key, text[start : start + SHORTEST]) in begins:
                yield start

    def _stands(self, text: str, start: int) -> bool:
        lengths = {one[0] for one in self.kept}
        whole = {one[2] for one in self.kept}
        return any(_mark(self.key, text[start : start + n]) in whole for n in lengths if start + n <= len(text))


def _parted(kept: str) -> tuple[int, str, str]:
    length, begins, whole = kept.split(":")
    return int(length), begins, whole


def _mark(key: bytes, piece: str) -> str:
    return hmac.digest(key, piece.encode(), "sha256").hex()[:LENGTH]
