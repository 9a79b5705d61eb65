"""Standard phrases for drafting: a national set that ships, and those that organs keep for themselves and below.

A phrase proposes words and names where they come from; what stands in the paper is what the drafter leaves there.
The marks × are to be filled in: the check-up finds them if they are not.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from mediation.documents.papers.checkup.law import not_to_be_cited
from mediation.documents.registry import document_type
from mediation.models import Organ, Paper, Phrase

NATIONAL = Path(__file__).parent / "national.toml"


@dataclass(frozen=True, kw_only=True)
class Proposed:
    """One phrase as it is offered: `of` is the organ that keeps it, empty for the national set."""

    kind: str
    field: str
    text: str
    source: str
    of: str = ""


@cache
def national() -> tuple[Proposed, ...]:
    """The set that ships."""
    rows = tomllib.loads(NATIONAL.read_text(encoding="utf-8"))["phrase"]
    return tuple(Proposed(**row) for row in rows)


def kept_by(organ: Organ) -> list[Proposed]:
    """The phrases of the organ and of the organs above it, its own first."""
    return [
        Proposed(kind=one.kind, field=one.field, text=one.text, source=one.source, of=one.organ.name)
        for one in Phrase.objects.in_use_by(organ)
    ]


def is_outdated(text: str, source: str, on: date) -> bool:
    """Whether a phrase rests on a statute that is not in force on the day, or on an article that it does not have."""
    return not_to_be_cited(f"{source}\n{text}", on) is not None


def for_paper(paper: Paper, *, on: date) -> list[tuple[str, list[Proposed]]]:
    """What may be used in the paper on the day, by the label of the field, in the order in which the fields are written."""
    labels = {fact.name: str(fact.label) for fact in document_type(paper.kind).fields}
    found = [one for one in (*kept_by(paper.organ), *national()) if one.kind in ("", paper.kind)]
    found = [one for one in found if not is_outdated(one.text, one.source, on)]
    groups = [(label, [one for one in found if one.field == name]) for name, label in labels.items()]
    groups.append(("", [one for one in found if one.field not in labels]))
    return [(label, phrases) for label, phrases in groups if phrases]
