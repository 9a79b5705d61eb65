"""Seals on papers: the interface that an e-seal system is connected by, and the sample that ships.

The wet seal is the main path: a paper is printed without a seal, stamped by hand, and its scan is kept. An electronic
seal has legal effect when the national unified e-seal system gives it (《国务院关于在线政务服务的若干规定》第九条); such
a system, with SM2 signatures, is connected by a class of its own, named in `settings.SEALING`. The one that ships
makes its own certificates: what it stamps is a sample and says 样章 across its face.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Seal:
    """One organ's seal and its place: the page from 0 and the square in points; no square, no image."""

    organ_code: str
    organ_name: str
    page: int
    box: Box | None


@dataclass(frozen=True)
class Wanted:
    """What is to be sealed: the finished PDF, whose seals in which order, and when; `reason` names the paper."""

    pdf: bytes
    seals: tuple[Seal, ...]
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Later:
    """The system seals later; it is asked again under this ticket."""

    ticket: str


@dataclass(frozen=True)
class Signature:
    """What the system says of a signature: whose, whether the bytes are still those signed, whether it is trusted.

    `at` is the time it gives, `kind` its own word for the sort of signature (PAdES, SM2).
    """

    signer: str
    intact: bool
    trusted: bool
    at: datetime | None = None
    kind: str = "PAdES"


class SealSystem(Protocol):
    """What an e-seal system must be able to do. It may be asked twice for the same paper: the reason names it."""

    def seal(self, wanted: Wanted) -> bytes | Later:
        """Return the file with all seals put on, or a ticket. The bytes of the paper stay at the beginning of it.

        Raises SealingFailed; then the paper is made, and its seal is asked for again until it comes.
        """

    def collect(self, ticket: str) -> bytes | None:
        """The sealed file of a ticket; None while it is not ready.

        Raises SealingFailed where it will never be: the seal is then asked for anew.
        """

    def signatures(self, pdf: bytes) -> list[Signature]:
        """The signatures in a file; none if it has none or cannot be read."""


class SealingFailed(Exception):
    """No seal could be put on; the paper itself is not touched, and the job is tried again."""


@cache
def _made(path: str) -> SealSystem:
    system: SealSystem = import_string(path)()
    return system


def seal_system() -> SealSystem | None:
    """The e-seal system of this site; None where papers are sealed by hand."""
    return _made(settings.SEALING) if settings.SEALING else None
