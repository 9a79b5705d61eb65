"""What a sitting with a running record has of it: a hearing, a session of a mediation, a joint conference."""

from __future__ import annotations

from itertools import pairwise
from typing import Any, ClassVar

from django.utils.functional import cached_property

from mediation.models.event import Event
from mediation.vocabulary import EntryKind

# Two people who sign on one device sooner after each other than this are pointed out to who reads the record.
IN_HASTE = 10


class Recorded:
    """A sitting of which is typed what is said while it is said.

    `RECORD` is the column by which an entry names it, `PARTS` are the parts of its course; `SIGNED_FOR` is the column
    of a signature for whom it was given, a party or an organ, and `SIGNER` the fact that states it.
    """

    RECORD: ClassVar[str]
    PARTS: ClassVar[Any]
    SIGNED_FOR: ClassVar[str] = "party"
    SIGNER: ClassVar[str] = "party"
    # Who keeps the record, in words.
    KEEPERS: ClassVar[Any]
    # The steps while it is held that have forms of their own, to which its page leads.
    forms_apart: ClassVar[frozenset[str]] = frozenset()
    # Where its course calls a pause otherwise than a hearing.
    KINDS: ClassVar[dict[str, Any]] = {}

    pk: Any
    sitting: Any
    statements: Any
    signatures: Any
    page_name: Any

    # What each kind of sitting says of itself

    def record_open(self) -> bool:
        """Whether entries are kept now."""
        raise NotImplementedError

    def record_begun(self) -> bool:
        """Whether there may be a record."""
        raise NotImplementedError

    def who_came(self) -> list[Any]:
        """Who answers for the record with a signature: those who came."""
        raise NotImplementedError

    def parts(self) -> list[tuple[str, str]]:
        """The parts of its course in their order, with their words."""
        return [(code, str(name)) for code, name in self.PARTS.choices]

    def agents_of(self, party: Any) -> list[str]:
        """Who came for the party, by name."""
        return []

    # What follows

    @cached_property
    def _parts_known(self) -> dict[str, str]:
        return dict(self.parts())

    def part_name(self, code: str) -> str:
        """A part in words."""
        return self._parts_known.get(code, "")

    def kind_name(self, kind: str) -> str:
        """What an entry tells, in the words of this sitting."""
        return str(self.KINDS.get(kind) or EntryKind(kind).label)

    def reached(self) -> str:
        """The part that this sitting has reached; empty before the first entry of its record."""
        parts = self.statements.standing().filter(sitting=self.sitting, kind__in=(EntryKind.SAID, EntryKind.STAGE))
        last = parts.exclude(kind=EntryKind.SAID, text="").order_by("-line", "-no").first()
        return last.phase if last else ""

    def in_recess(self) -> bool:
        """Whether the sitting is interrupted for a short time."""
        pauses = self.statements.filter(kind__in=(EntryKind.RECESS, EntryKind.GO_ON))
        last = pauses.order_by("-no").values_list("kind", flat=True).first()
        return last == EntryKind.RECESS

    def last_entry(self) -> tuple[int, str] | None:
        """Number and hash of the last entry of its record, for whoever holds it under lock: looked up once."""
        if "_last_entry" not in self.__dict__:
            self._last_entry = self.statements.order_by("-no").values_list("no", "hash").first()
        found: tuple[int, str] | None = self._last_entry
        return found

    def entry_written(self, no: int, root: str) -> None:
        """The last entry is this one now."""
        self._last_entry = no, root

    def was_typed(self) -> bool:
        """Whether anything was written into its running record."""
        return bool(self.pk) and self.record_begun() and self.last_entry() is not None

    def sealed_beside(self) -> dict[str, Any]:
        """How many entries the record has and the hash of them all, sealed with every step once it was opened."""
        last = self.last_entry() if self.pk and self.record_begun() else None
        return {"said": last[0], "root": last[1]} if last else {}

    def reading(self) -> Event | None:
        """The last time the record was read, if it has not been changed since."""
        read = Event.objects.of(self.page_name, self.pk).filter(step="read_record").order_by("-pk").first()
        return read if read and read.facts.get("beside") == self.sealed_beside() else None

    def was_read(self) -> bool:
        """Whether the record was read as it stands now."""
        return self.reading() is not None

    def signed_as_it_stands(self) -> dict[int, Any]:
        """The last signature for each who came under the record as it is now, by the key of the party or organ."""
        last = self.last_entry()
        signed = self.signatures.filter(root=last[1]) if last else ()
        return {getattr(one, f"{self.SIGNED_FOR}_id"): one for one in signed}

    def not_signed(self) -> list[Any]:
        """Who came and neither signed the record that was read nor refused to."""
        signed = self.signed_as_it_stands()
        return [one for one in self.who_came() if one.pk not in signed]

    def signed_in_haste(self) -> dict[int, int]:
        """Who signed on the same device within seconds of another: the signature, and how many seconds after."""
        drawn = [one for one in self.signed_as_it_stands().values() if one.drawing]
        found: dict[int, int] = {}
        for before, then in pairwise(sorted(drawn, key=lambda one: one.at)):
            seconds = int((then.at - before.at).total_seconds())
            if before.device == then.device and seconds < IN_HASTE:
                found[then.pk] = seconds
        return found

    def said_in_conflict(self) -> list[int]:
        """Lines of the record of which two wordings stand."""
        found: list[int] = self.statements.in_conflict()
        return found
