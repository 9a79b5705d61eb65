"""What a kind of paper is: its fields, layout, numbering, who must approve it, which limits it meets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from typing import Any

from mediation.documents.card import Body, Snapshot
from mediation.models import Claim, Paper
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

    One that `blocks` must be mended; another is a warning, answered with a reason that is kept, unless it only `tells`. In a table `row`
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
    tells: bool = False

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


# Said of a kind that is never addressed to a party.
NOT_FOR_PARTIES = ""


def NO_CARD(printed: Snapshot) -> Body:  # noqa: N802 - stands where a card would
    """Said of a kind of which nothing is told beside its plain words: the paper is short, or the party's own."""
    return Body()


@dataclass(frozen=True, kw_only=True)
class DocumentType:
    """One kind of paper.

    `fields` are what a person writes, filled beforehand by `prefill(paper)`; `printed(paper)` adds
    what the file knows at the moment of issue (both return JSON-able values). `series` is the word
    in the number 机关代字+series〔年〕号; without one the paper has no number. `meets` are the limits
    of the subject that are met once the paper is dispatched; `must_be_served` makes the registrar
    serve every addressee; what is `signed_by_people` bears no seal of the organ; a `public` paper's
    finished file is searched for personal data before it is issued, and nothing is attached to it.
    `checks(paper)` are the faults that block approval; `wing` is set by the registry. `plain` says to a party what the paper
    is for, and `card` what of it stands on its plain-words card (`documents.card`); a kind that no party gets says
    NOT_FOR_PARTIES. `answers` tells of which claims the paper is the answer, `answer_meets` the limit of those claims that
    is met when it goes out. `supersedes` are kinds whose earlier papers to the same person about the same subject hold no more once it
    is issued: an invitation to a day on which nothing takes place.
    """

    kind: PaperKind
    family: Family
    plain: Any
    card: Callable[[Snapshot], Body] | None = None
    answers: Callable[[Claim], bool] | None = None
    answer_meets: str = ""
    series: str = ""
    fields: tuple[Fact, ...] = ()
    needs_approval: bool = False
    must_be_served: bool = False
    meets: tuple[str, ...] = ()
    supersedes: tuple[PaperKind, ...] = ()
    public: bool = False
    signed_by_people: bool = False
    edition: int = 1
    wing: str = ""
    prefill: Callable[[Paper], dict[str, Any]] = nothing_known
    printed: Callable[[Paper], dict[str, Any]] = nothing_known
    checks: Callable[[Paper], list[Finding]] = no_faults
    title: Callable[[Paper], str] = field(default=lambda paper: str(paper.get_kind_display()))

    def __post_init__(self) -> None:
        """Refuse to start where what a party meets was forgotten."""
        if self.must_be_served and not self.plain:
            raise LookupError(f"{self.kind} is served on parties: say with plain= what it is for")
        if bool(self.plain) != bool(self.card):
            raise LookupError(f"{self.kind}: plain= and card= go together; NO_CARD where nothing more is told")

    @property
    def for_parties(self) -> bool:
        """Whether it may be addressed to a party."""
        return bool(self.plain)

    @property
    def bears_seal(self) -> bool:
        """Letters, notices and opinions bear a seal; minutes, forms and what people sign themselves do not."""
        return not self.signed_by_people and self.family in (Family.PLAIN, Family.LETTER)

    def template(self, edition: int = 0) -> str:
        """Where the wording of an edition is, the current one if none is named."""
        return f"documents/{self.wing}/{self.kind.value}/v{edition or self.edition}.html"
