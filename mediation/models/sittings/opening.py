"""What the record of a hearing says beside the words: who else was there, what is still to be heard or handed in, the recording."""

from __future__ import annotations

from typing import Any

from django.db import models

from mediation.models.event import Event
from mediation.vocabulary import EntryKind, HearingPhase, OtherThere, RecordingDefect
from mediation.workflows.writing import once_in_an_act

STATEMENTS = (HearingPhase.PETITIONER_STATEMENT, HearingPhase.HANDLER_STATEMENT)
LAST_STATEMENTS = (HearingPhase.PETITIONER_LAST, HearingPhase.HANDLER_LAST)


class ItsOpening:
    """What is asked of a hearing before its panel may withdraw, and what its record tells beside."""

    pk: Any
    version: Any
    sitting: Any
    page_name: Any
    statements: Any
    entry_written: Any
    _meta: Any

    def _stated_last(self, step: str) -> Any:
        stated = Event.objects.of(self.page_name, self.pk).standing().filter(step=step)
        return stated.order_by("-pk").first()

    def others_there(self) -> list[dict[str, str]]:
        """Third persons, witnesses, experts, interpreters as written down last: name, part in words, unit or address, relation."""
        named = self._stated_last("record_others")
        rows = named.facts.get("others") or [] if named is not None else []
        return [{**row, "part": str(OtherThere(row["part"]).label)} for row in rows]

    def recording(self) -> dict[str, str]:
        """The recording as it was stated last: consent, custodian, hash, defect in words, remedy; empty where none is made."""
        stated = self._stated_last("note_recording")
        if stated is None:
            return {}
        told = {name: stated.facts.get(name) or "" for name in ("consent", "custodian", "digest", "remedy")}
        return told | {"defect": str(RecordingDefect(stated.facts["defect"]).label)}

    def promises(self) -> models.QuerySet[Any]:
        """The papers that somebody promised and of which nothing was written down since."""
        found: models.QuerySet[Any] = self.statements.standing().filter(kind=EntryKind.PROMISED).exclude(text="")
        return found

    def promising(self) -> list[str]:
        """Who still has to hand in what he promised."""
        return sorted({who for kind, _part, _sitting, who in self._standing() if kind == EntryKind.PROMISED})

    def unheard(self) -> list[HearingPhase]:
        """Parts that must be heard before the panel withdraws: both statements, both last statements."""
        heard = [row for row in self._standing() if row[0] == EntryKind.SAID]
        said = {part for _kind, part, _sitting, _who in heard}
        said_now = {part for _kind, part, sitting, _who in heard if sitting == self.sitting}
        return [p for p in STATEMENTS if p not in said] + [p for p in LAST_STATEMENTS if p not in said_now]

    def _standing(self) -> set[tuple[str, str, int, str]]:
        return once_in_an_act(("what stands", self.pk, self.version), self._read_standing)

    def _read_standing(self) -> set[tuple[str, str, int, str]]:
        """Who said or promised something in which part and sitting; with it the last entry, which the step that follows seals."""
        last = self.statements.order_by("-no")
        no_and_hash = (models.Subquery(last.values(name)[:1]) for name in ("no", "hash"))
        kinds = (EntryKind.SAID, EntryKind.PROMISED)
        rows = self.statements.standing().filter(kind__in=kinds).exclude(text="").order_by()
        found = set(rows.values_list("kind", "phase", "sitting", "speaker", *no_and_hash).distinct())
        for row in found:
            self.entry_written(row[4], row[5])
        return {row[:4] for row in found}
