"""An e-seal system as an office may be given one: it answers with a ticket, seals later, and signs by SM2.

What it makes is no real signature: a comment behind the file, with the hash of what stands before it.
"""

from __future__ import annotations

import hashlib
from datetime import UTC, datetime

from mediation.documents.papers.sealing import Later, SealingFailed, Signature, Wanted

MARK = b"\n%SM2 "


class LaterSeals:
    """What is asked is kept in the class, as the service would keep it."""

    asked: dict[str, Wanted] = {}
    ready: set[str] = set()
    broken: set[str] = set()
    away = False

    @classmethod
    def forget(cls) -> None:
        """As new."""
        cls.asked, cls.ready, cls.broken, cls.away = {}, set(), set(), False

    def seal(self, wanted: Wanted) -> Later:
        """A ticket, where the service answers."""
        if self.away:
            raise SealingFailed("no answer")
        ticket = f"T{len(self.asked) + 1}"
        self.asked[ticket] = wanted
        return Later(ticket)

    def collect(self, ticket: str) -> bytes | None:
        """The sealed file once it is ready."""
        if ticket in self.broken:
            raise SealingFailed(ticket)
        if ticket not in self.ready:
            return None
        wanted = self.asked[ticket]
        names = "、".join(seal.organ_name for seal in wanted.seals)
        return wanted.pdf + MARK + f"{hashlib.sha256(wanted.pdf).hexdigest()} {names}".encode()

    def signatures(self, pdf: bytes) -> list[Signature]:
        """What the service says."""
        whole, mark, told = pdf.rpartition(MARK)
        if not mark:
            return []
        digest, names = told.decode().split(" ", 1)
        intact = hashlib.sha256(whole).hexdigest() == digest
        return [Signature(names, intact, True, datetime(2025, 3, 17, tzinfo=UTC), "SM2")]
