"""The one model of facts behind a draft: what was written, and what the file knows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from mediation.documents.types import DocumentType, Finding
from mediation.workflows.facts import Kind
from mediation.written.confided import Marks

WRITTEN = (Kind.TEXT, Kind.LONG_TEXT)
MACHINE = ("query_code",)


@dataclass(frozen=True, kw_only=True)
class Passage:
    """Some words of a draft and where they stand: the field, in a table also row (from 0) and column."""

    text: str
    field: str
    label: str
    row: int | None = None
    column: str = ""

    def finding(self, code: str, sentence: str, mend: str = "", *, blocks: bool = True) -> Finding:
        """A finding about these words."""
        return Finding(
            code=code, sentence=sentence, mend=mend, blocks=blocks, field=self.field, row=self.row, column=self.column,
            place=self.label,
        )  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Draft:
    """One draft on one day.

    `milestones` are days of the file by the word that tells them (受理, 听证 …); `demanded` is the day by which the paper
    wants an answer; `confided` are the marks of what was told to mediators; `replaced` are the national periods in whose place a local rule sets others here.
    """

    kind: str
    on: date
    organ: str = ""
    content: Mapping[str, Any] = field(default_factory=dict)
    passages: tuple[Passage, ...] = ()
    claims: Mapping[int, str] = field(default_factory=dict)
    to_decide: frozenset[int] = frozenset()
    people: frozenset[str] = frozenset()
    organs: frozenset[str] = frozenset()
    numbers: frozenset[str] = frozenset()
    series: frozenset[str] = frozenset()
    milestones: Mapping[str, frozenset[date]] = field(default_factory=dict)
    told: str = ""
    confided: tuple[Marks, ...] = ()
    accusations: tuple[str, ...] = ()
    print_forms: frozenset[str] = frozenset()
    overdue: date | None = None
    demanded: date | None = None
    replaced: tuple[Any, ...] = ()
    revoked: tuple[Mapping[str, Any], ...] = ()
    remedy: bool = True
    mediation_failed: bool = False

    def rows(self, name: str) -> list[Mapping[str, Any]]:
        """The rows of a table of the draft."""
        return [row for row in self.content.get(name) or [] if isinstance(row, Mapping)]

    def whole(self, *fields: str) -> str:
        """All that was written, or all of some fields."""
        return "\n".join(p.text for p in self.passages if not fields or p.field in fields)

    def passage(self, name: str, row: int | None = None, column: str = "") -> Passage:
        """One place of the draft, written or not."""
        for one in self.passages:
            if (one.field, one.row, one.column) == (name, row, column):
                return one
        label = next((one.label.partition("·")[0] for one in self.passages if one.field == name), "")
        return Passage(text="", field=name, label=label, row=row, column=column)


def passages_of(kind: DocumentType, content: Mapping[str, Any]) -> Iterator[Passage]:
    """Every text of the content, in the order in which it is written."""
    for fact in kind.fields:
        value = content.get(fact.name) if fact.name not in MACHINE else None
        if fact.kind in WRITTEN and isinstance(value, str) and value.strip():
            yield Passage(text=value, field=fact.name, label=str(fact.label))
        elif fact.kind is Kind.TABLE and isinstance(value, list):
            for row, cells in enumerate(value):
                for column in fact.columns:
                    text = cells.get(column.name) if isinstance(cells, Mapping) else None
                    if column.kind in WRITTEN and isinstance(text, str) and text.strip():
                        label = f"{fact.label}·{row + 1}·{column.label}"
                        yield Passage(text=text, field=fact.name, label=label, row=row, column=column.name)
