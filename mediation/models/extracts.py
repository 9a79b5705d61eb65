"""摘转: what an organ that was sent an extract of a letter calls the file, and how it numbers the claims it has.

It counts its own claims from one and has a subject of its own: a gap, or a word of the rest, would tell it that there is
something it was not sent, and an accused organ that it was accused (第三十条第三款). Whoever has the letter itself counts
as the letter does. A paper counts as the organ does that it speaks of; a page as its reader's organs do.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any

from mediation.permissions import Actor

# Who reads what is being made: pages, feeds and refusals speak in his organ's numbers. Nobody: in those of the letter.
_reader: ContextVar[Actor | None] = ContextVar("reader", default=None)


@contextmanager
def read_by(actor: Actor | None) -> Iterator[None]:
    """What is told within is told to this person."""
    here = _reader.set(actor)
    try:
        yield
    finally:
        _reader.reset(here)


def organs_of_reader() -> set[int]:
    """The organs of who reads, by id; none for a party, the clock and the worker."""
    actor = _reader.get()
    return set() if actor is None or actor.user is None else actor.user.organ_ids(actor.on)


class Extracted:
    """What a file knows of its extracts. `extracts` holds for each organ, by its key, its subject and its claims in order."""

    pk: Any
    claims: Any
    subject: str
    organ_id: int
    extracts: dict[str, dict[str, Any]]

    def extract(self, *, organ: Any, subject: str, claims: Iterable[Any]) -> None:
        """Note what is sent to the organ; what it has already keeps its numbers."""
        before = self.extracts.get(str(organ.pk), {"claims": []})["claims"]
        own = [*before, *(claim.pk for claim in claims if claim.pk not in before)]
        self._keep({**self.extracts, str(organ.pk): {"subject": subject, "claims": own}})

    def withhold(self, claim: Any) -> None:
        """What turns out to accuse an organ leaves no gap among the claims that it has."""
        held = self.extracts.get(str(claim.accused_organ_id))
        if held and claim.pk in held["claims"]:
            left = {**held, "claims": [pk for pk in held["claims"] if pk != claim.pk]}
            self._keep({**self.extracts, str(claim.accused_organ_id): left})

    def _keep(self, extracts: dict[str, dict[str, Any]]) -> None:
        self.extracts = extracts
        type(self)._base_manager.filter(pk=self.pk).update(extracts=extracts)  # type: ignore[attr-defined] a model

    def extract_of(self, organs: Iterable[int]) -> dict[str, Any] | None:
        """What one of the organs was sent of the letter; None for who has it whole, or has nothing of it."""
        if not self.extracts or self.organ_id in (keys := list(organs)):
            return None
        return next((self.extracts[str(key)] for key in keys if str(key) in self.extracts), None)

    def _extract_at(self, organ: Any) -> dict[str, Any] | None:
        """Of an organ, or of one whose powers it has."""
        if not self.extracts or organ is None:
            return None
        return self.extract_of([organ.pk, *sorted(organ.powers(date.max))])

    @property
    def called(self) -> str:
        """What the file is about, as its reader was told."""
        return self._subject_in(self.extract_of(organs_of_reader()) if self.extracts else None)

    def called_by(self, organ: Any) -> str:
        """What the file is about, as the organ was told: so in its papers."""
        return self._subject_in(self._extract_at(organ))

    def _subject_in(self, extract: dict[str, Any] | None) -> str:
        return self.subject if extract is None else str(extract["subject"])

    def no_shown(self, claim: Any) -> int:
        """The number of a claim for who reads."""
        return _number(claim, self.extract_of(organs_of_reader()) if self.extracts else None)

    def no_at(self, claim: Any, organ: Any) -> int:
        """The number of a claim at an organ and in its papers."""
        return _number(claim, self._extract_at(organ))

    def told(self, claims: Iterable[Any], organ: Any, *more: str) -> list[dict[str, Any]]:
        """Claims as a paper of the organ names them, in its order, each with its number and text (and `more` fields)."""
        extract = self._extract_at(organ)
        rows = [
            {"no": _number(one, extract), "text": one.text, **{name: getattr(one, name) for name in more}}
            for one in claims
        ]
        return sorted(rows, key=lambda row: row["no"])

    def claims_numbered(self, numbers: Iterable[int], organ: Any) -> Any:
        """The claims that bear the numbers at the organ."""
        extract, numbers = self._extract_at(organ), list(numbers)
        if extract is None:
            return self.claims.filter(no__in=numbers)
        return self.claims.filter(pk__in=[pk for no, pk in enumerate(extract["claims"], start=1) if no in numbers])

    def claims_told(self, organ: Any) -> Any:
        """The claims of which the organ was told: all, or those it was sent."""
        keys = self.keys_told(organ)
        return self.claims.all() if keys is None else self.claims.filter(pk__in=keys)

    def keys_told(self, organ: Any) -> list[int] | None:
        """Their keys; None where the organ has the letter."""
        extract = self._extract_at(organ)
        return None if extract is None else list(extract["claims"])


class InItsNumbers:
    """A paper that speaks of claims by number."""

    matter: Any
    organ: Any
    subject: Any
    subject_type: str

    @property
    def numbering_organ(self) -> Any:
        """In whose numbers the paper speaks of claims: of a transfer the receiver's, of a review those of the first opinion."""
        if self.subject_type == "review":
            return self.subject.first_opinion.organ
        return self.subject.to_organ if self.subject_type == "dispatch" else self.organ

    def no_of(self, claim: Any) -> int:
        """The number of a claim in this paper."""
        return int(self.matter.no_at(claim, self.numbering_organ))

    def claims_numbered(self, numbers: Iterable[int]) -> Any:
        """The claims of the file that bear the numbers in this paper."""
        return self.matter.claims_numbered(numbers, self.numbering_organ)


def _number(claim: Any, extract: dict[str, Any] | None) -> int:
    """Its place among what was sent; what came to the organ in another way is counted after that."""
    if extract is None:
        return int(claim.no)
    own: list[int] = extract["claims"]
    return own.index(claim.pk) + 1 if claim.pk in own else len(own) + int(claim.no)
