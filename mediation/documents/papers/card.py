"""What a paper says to a party, as facts for its plain-words card.

Read from the snapshot alone, that is from what was printed: the card can say less than the paper, never something
else. The words for people are the portal's; here are codes, days, organs and the paper's own sentences.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from mediation.documents.remedies import Right, rights_in
from mediation.models import Paper
from mediation.vocabulary import Disposal, PaperKind

Snapshot = Mapping[str, Any]
Said = tuple[tuple[str, Any], ...]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What the paper says of one claim: `result` is a code, or the paper's own word where it has none; then facts."""

    no: int
    text: str
    result: str
    said: Said = ()


@dataclass(frozen=True, kw_only=True)
class Card:
    """One paper in facts: answers claim by claim, the result of the whole, what else is told, the rights."""

    kind: str
    organ: Mapping[str, str]
    issued_on: str
    answers: tuple[Answer, ...] = ()
    result: str = ""
    said: Said = ()
    rights: tuple[Right, ...] = ()
    remedy: tuple[str, ...] = ()


@dataclass(frozen=True)
class Body:
    """What is particular to one kind."""

    answers: tuple[Answer, ...] = ()
    result: str = ""
    said: Said = field(default=())


def card_of(paper: Paper) -> Card:
    """The card of an issued paper."""
    printed = paper.snapshot
    body = BODIES.get(paper.kind, _nothing)(printed)
    return Card(
        kind=paper.kind, organ=printed["organ"], issued_on=printed["issued_on"] or "", answers=body.answers,
        result=body.result, said=body.said, rights=tuple(rights_in(printed.get("rights") or [])),
        remedy=tuple(printed.get("remedy") or ()),
    )  # fmt: skip


def _given(printed: Snapshot, *names: str) -> Said:
    """Facts of these names, as far as there are any; `name:key` reads another key under the name."""
    pairs = (name.partition(":")[::2] for name in names)
    return tuple((name, printed[key or name]) for name, key in pairs if printed.get(key or name))


def _nothing(printed: Snapshot) -> Body:
    return Body()


def _accepted(printed: Snapshot) -> Body:
    return Body(tuple(
        Answer(no=c["no"], text=c["text"], result="accepted", said=_given(c, "answer_by:due_on", "provisional"))
        for c in printed["claims"]
    ))  # fmt: skip


def _refused(printed: Snapshot) -> Body:
    told = ("reason:ground", "explanation", "way_on")
    return Body(tuple(
        Answer(no=c["no"], text=c["text"], result=Disposal.NOT_ACCEPTED.value, said=_given(c, *told))
        for c in printed["claims"]
    ))  # fmt: skip


def _guided(printed: Snapshot) -> Body:
    told = ("competent_organ", "time_limit", "legal_basis", "explanation")
    return Body(tuple(
        Answer(no=c["no"], text=c["text"], result=Disposal.GUIDED.value, said=_given(c, *told))
        for c in printed["claims"]
    ))  # fmt: skip


def _decided(printed: Snapshot) -> Body:
    texts = {c["no"]: c["text"] for c in printed["claims"]}
    rows = [
        Answer(
            no=d["no"], text=d["claim_text"], result=d["outcome"],
            said=_given(d, "performer", "perform_by", "what", "reasons"),
        )
        for d in printed["decided"]
    ]  # fmt: skip
    others = [Answer(no=o["no"], text=texts[o["no"]], result=o["disposal"]) for o in printed["otherwise"]]
    return Body(tuple(sorted([*rows, *others], key=lambda one: one.no)))


def _reviewed(printed: Snapshot) -> Body:
    outcome = printed.get("outcome") or ""
    changed = outcome == "changed"
    told = ("new_conclusion", "performer", "perform_by", "what") if changed else ()
    told = ("redo_days",) if outcome == "revoked_redo" else told
    rows = printed.get("changes") or [] if changed else []
    return Body(
        tuple(Answer(no=row["claim"], text="", result=row["outcome"]) for row in rows), outcome, _given(printed, *told)
    )


def _obliged(printed: Snapshot) -> Body:
    return Body(said=tuple(
        ("owes", _given(row, "debtor", "creditor", "what", "amount", "perform_by:due_on", "manner"))
        for row in printed["obligations"]
    ))  # fmt: skip


def _again(printed: Snapshot) -> Body:
    rows = tuple(
        Answer(no=c["no"], text=c["text"], result="again", said=_given(c, "answer_by:due_on", "provisional"))
        for c in printed.get("again") or []
    )
    return Body(rows, said=(("old", printed["old"]), *_given(printed, "why")))


def _telling(*names: str) -> Callable[[Snapshot], Body]:
    return lambda printed: Body(said=_given(printed, *names))


BODIES: dict[str, Callable[[Snapshot], Body]] = {
    PaperKind.ACCEPTANCE_NOTICE: _accepted,
    PaperKind.REFUSAL_NOTICE: _refused,
    PaperKind.GUIDANCE_NOTICE: _guided,
    PaperKind.HANDLING_OPINION: _decided,
    PaperKind.REVIEW_OPINION: _reviewed,
    PaperKind.RE_EXAMINATION_OPINION: _reviewed,
    PaperKind.EXTENSION_NOTICE: _telling("new_due_on", "provisional", "why"),
    PaperKind.DUTY_ANSWER: _telling("answer"),
    PaperKind.SUGGESTION_REPLY: _telling("answer"),
    PaperKind.REVIEW_ACCEPTANCE: _telling("accepted_on", "answer_by:due_on", "provisional"),
    PaperKind.REVIEW_REFUSAL: _telling("reason:ground", "explanation"),
    PaperKind.HEARING_NOTICE: _telling("starts_at", "place", "question"),
    PaperKind.HEARING_RIGHTS_NOTICE: _telling("question"),
    PaperKind.HEARING_REFUSAL: _telling("why"),
    PaperKind.TRANSFER_NOTICE: lambda printed: Body(said=_given(printed["dispatch"], "organ", "sent_on", "phone")),
    PaperKind.MEDIATION_AGREEMENT: _obliged,
    PaperKind.SETTLEMENT_AGREEMENT: _obliged,
    PaperKind.MEDIATION_TERMINATION: _telling("reason:ground"),
    PaperKind.CORRECTION_NOTICE: lambda printed: Body(
        said=(("old", printed["old"]), *_given(printed, "wrong", "right"))
    ),
    PaperKind.REVOCATION_NOTICE: _again,
}
