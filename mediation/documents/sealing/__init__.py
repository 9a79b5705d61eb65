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


@dataclass(frozen=True)
class Wanted:
    """What is to be sealed: the finished PDF, whose seal, and when; `signed_under` is the name printed in the file."""

    pdf: bytes
    organ_code: str
    organ_name: str
    at: datetime
    reason: str = ""


@dataclass(frozen=True)
class Signature:
    """What can be said of a signature in a file: whose, when, and whether the bytes are still those signed."""

    signer: str
    intact: bool
    trusted: bool


class SealSystem(Protocol):
    """What an e-seal system must be able to do."""

    def seal(self, wanted: Wanted) -> bytes:
        """Return the file with the seal put on, its earlier bytes unchanged; raise SealingFailed."""

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
