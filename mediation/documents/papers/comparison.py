"""What changed between two rounds of a draft: by field, by paragraph, by the words within a paragraph."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest
from typing import Any, NamedTuple

from django.apps import apps
from django.utils.translation import gettext as _

from mediation.workflows.facts import Fact, Kind

SAME, CUT, ADDED = "same", "cut", "added"
MOST_COMPARED = 4_000_000  # character pairs; longer paragraphs are shown whole, old and new
ALIKE = 0.4  # below this two paragraphs are not the same one changed
SHORTEST_KEPT = 2  # a shorter stretch between two changes is told with them


class Piece(NamedTuple):
    """A stretch of text that stayed, was cut or was added."""

    mark: str
    text: str


@dataclass(frozen=True)
class Change:
    """One field that changed, paragraph by paragraph; paragraphs that stayed are left out but counted."""

    label: str
    paragraphs: list[list[Piece]]
    kept: int


def changes(fields: Iterable[Fact], before: Mapping[str, Any], after: Mapping[str, Any]) -> list[Change]:
    """The fields that differ, in the order in which they are written."""
    found = []
    for fact in fields:
        old, new = paragraphs(fact, before.get(fact.name)), paragraphs(fact, after.get(fact.name))
        if old != new:
            pieces = list(_compared(old, new))
            told = [one for one in pieces if any(piece.mark != SAME for piece in one)]
            found.append(Change(str(fact.label), told, len(pieces) - len(told)))
    return found


def paragraphs(fact: Fact, value: Any) -> list[str]:
    """A field as paragraphs of words; a row of a table is one paragraph for each of its cells."""
    if value in (None, "", [], False):
        return []
    if fact.kind is Kind.TABLE:
        return [
            _("第%(n)d行·%(label)s：%(text)s") % {"n": n, "label": column.label, "text": text}
            for n, row in enumerate(value, 1)
            for column in fact.columns
            for text in paragraphs(column, row.get(column.name))
        ]
    if isinstance(value, list):
        return [text for one in value for text in paragraphs(fact, one)]
    if fact.kind in (Kind.CHOICE, Kind.CHOICES):
        return [str(dict(fact.choices.choices).get(value, value))]
    if fact.kind is Kind.ONE and isinstance(value, int):
        return [str(apps.get_model("mediation", fact.of)._base_manager.filter(pk=value).first() or value)]
    if value is True:
        return [_("是")]
    return [line.strip() for line in str(value).splitlines() if line.strip()]


def _compared(old: list[str], new: list[str]) -> Iterator[list[Piece]]:
    for what, a, b, c, d in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            yield from ([Piece(SAME, text)] for text in old[a:b])
        else:
            for before, after in zip_longest(old[a:b], new[c:d], fillvalue=""):
                yield from _changed(before, after)


def _changed(before: str, after: str) -> Iterator[list[Piece]]:
    """One paragraph that became another, or two that have nothing to do with each other."""
    if before and after and len(before) * len(after) <= MOST_COMPARED:
        matcher = SequenceMatcher(None, before, after, autojunk=False)
        if matcher.ratio() >= ALIKE:
            yield list(_joined(matcher.get_opcodes(), before, after))
            return
    yield from ([Piece(mark, text)] for mark, text in ((CUT, before), (ADDED, after)) if text)


def _joined(codes: list[Any], before: str, after: str) -> Iterator[Piece]:
    """Changes with next to nothing between them are one change."""
    cut = added = ""
    for place, (what, a, b, c, d) in enumerate(codes):
        inside = 0 < place < len(codes) - 1
        if what == "equal" and not (inside and b - a < SHORTEST_KEPT):
            yield from _pieces(cut, added)
            cut = added = ""
            yield Piece(SAME, before[a:b])
        else:
            cut, added = cut + before[a:b], added + after[c:d]
    yield from _pieces(cut, added)


def _pieces(cut: str, added: str) -> Iterator[Piece]:
    if cut:
        yield Piece(CUT, cut)
    if added:
        yield Piece(ADDED, added)
