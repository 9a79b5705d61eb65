"""What a kind of paper is: its fields, layout, numbering, who must approve it, which limits it meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows.facts import Fact


class Family(StrEnum):
    """Layout families (domain: 告知书 and 意见书, 信函, 纪要, 表格与笔录)."""

    PLAIN = "plain"
    LETTER = "letter"
    MINUTES = "minutes"
    FORM = "form"


@dataclass(frozen=True, kw_only=True)
class Finding:
    """What the check-up found: where it is, what is wrong, how to mend it.

    One that `blocks` must be mended; another is a warning, answered with a reason that is kept. In a table `row`
    (from 0) and `column` tell the place.
    """

    code: str
    sentence: str
    field: str = ""
    blocks: bool = True
    mend: str = ""
    place: str = ""
    row: int | None = None
    column: str = ""

    @property
    def key(self) -> str:
        """The same for the same finding; another wording of the place makes another finding."""
        whole = f"{self.code}|{self.field}|{self.row}|{self.column}|{self.sentence}"
        return f"{self.code}-{sha256(whole.encode()).hexdigest()[:10]}"


def nothing_known(paper: Paper) -> dict[str, Any]:
    """Nothing is known beforehand."""
    return {}


def empty_note(paper: Paper) -> dict[str, Any]:
    """A note that may stay empty."""
    return {"note": ""}


def no_faults(paper: Paper) -> list[Finding]:
    """No checks beyond the required fields."""
    return []


@dataclass(frozen=True, kw_only=True)
class DocumentType:
    """One kind of paper.

    `fields` are what a person writes, filled beforehand by `prefill(paper)`; `printed(paper)` adds
    what the file knows at the moment of issue (both return JSON-able values). `series` is the word
    in the number 机关代字+series〔年〕号; without one the paper has no number. `meets` are the limits
    of the subject that are met once the paper is dispatched; `must_be_served` makes the registrar
    serve every addressee; what is `signed_by_people` bears no seal of the organ; a `public` paper's
    finished file is searched for personal data before it is issued, and nothing is attached to it.
    `checks(paper)` are the faults that block approval; `wing` is set by the registry.
    """

    kind: PaperKind
    family: Family
    series: str = ""
    fields: tuple[Fact, ...] = ()
    needs_approval: bool = False
    must_be_served: bool = False
    meets: tuple[str, ...] = ()
    public: bool = False
    signed_by_people: bool = False
    edition: int = 1
    wing: str = ""
    prefill: Callable[[Paper], dict[str, Any]] = nothing_known
    printed: Callable[[Paper], dict[str, Any]] = nothing_known
    checks: Callable[[Paper], list[Finding]] = no_faults
    title: Callable[[Paper], str] = field(default=lambda paper: str(paper.get_kind_display()))

    @property
    def bears_seal(self) -> bool:
        """Letters, notices and opinions bear a seal; minutes, forms and what people sign themselves do not."""
        return not self.signed_by_people and self.family in (Family.PLAIN, Family.LETTER)

    def template(self, edition: int = 0) -> str:
        """Where the wording of an edition is, the current one if none is named."""
        return f"documents/{self.wing}/{self.kind.value}/v{edition or self.edition}.html"
