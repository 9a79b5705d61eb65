"""更正通知书 for a slip, 撤销通知书 for a paper taken out of force; both name the old paper.

What changes a result is never a slip: that is a new paper of the same kind (`corrects`), served again.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents.card import Body, Snapshot, answers_of, given
from mediation.documents.papers import joint_issue
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Deadline, Paper
from mediation.models.papers.result import amounts_and_days, result_of
from mediation.vocabulary import OpinionOutcome, PaperKind, ReviewOutcome, RevocationDecision, RevocationGround
from mediation.workflows import facts as f

DECIDING = (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION)


def the_old_one(paper: Paper) -> dict[str, Any]:
    """The paper that is corrected or revoked."""
    old: Paper = paper.subject
    told = {"title": old.snapshot["title"], "number": old.number, "issued_on": old.issued_on, "organ": old.organ.name}
    return {"old": told}


def what_follows(paper: Paper) -> dict[str, Any]:
    """The claims that are in hand again with their new day, and that the old periods are over."""
    old: Paper = paper.subject
    numbers = (
        [row["claim"] for row in old.content.get("opinions", [])] if old.kind == PaperKind.HANDLING_OPINION else []
    )
    limits = {d.subject_id: d for d in paper.matter.deadlines.filter(subject_type="claim", code="D5").running()}
    claims = old.claims_numbered(numbers).filter(state="accepted").order_by("no")
    again = [{"no": old.no_of(c), "text": c.text, **_due(limits.get(c.pk))} for c in claims]
    rights = Deadline.objects.filter(subject_type="paper", subject_id=old.pk, code__in=("D6", "D8"))
    return {**the_old_one(paper), **_on_what(paper.content), "again": again, "rights_ended": rights.exists()}


def _on_what(content: dict[str, Any]) -> dict[str, str]:
    """Ground, and by whose decision, in words."""
    ground, decided_by = content.get("ground"), content.get("decided_by")
    return {
        "ground_told": str(RevocationGround(ground).label) if ground else "",
        "decision": str(RevocationDecision(decided_by).label) if decided_by else "",
    }


def _due(limit: Deadline | None) -> dict[str, Any]:
    """By when, and whether the day still waits for a holiday notice."""
    return {"due_on": limit and limit.legal_on, "provisional": limit is not None and limit.provisional}


def faults_of_correction(paper: Paper) -> list[Finding]:
    """The passage stands in the old paper, and the result does not change with it."""
    return [*_faults(paper), *joint_issue.faults(paper)]


def _faults(paper: Paper) -> Iterator[Finding]:
    wrong, right = (str(paper.content.get(name, "")) for name in ("wrong", "right"))
    if wrong and wrong not in "\n".join(_texts(paper.subject.snapshot)):
        yield Finding(
            code="passage_not_found", field="wrong", sentence=gettext("原文书中没有这一段文字，请照原文填写。")
        )
    if wrong == right and wrong:
        yield Finding(code="nothing_corrected", field="right", sentence=gettext("更正前后的文字相同。"))
    if paper.subject.kind in DECIDING and _weight(wrong) != _weight(right):
        yield Finding(
            code="result_would_change",
            field="right",
            sentence=gettext("更正会改变处理结果、金额或者期限，不能作为笔误更正。"),
            mend=gettext("请重新起草同一文种的文书，选择“更正哪份文书”，并重新送达。"),
        )


def faults_under_review(paper: Paper) -> list[Finding]:
    """Once a review was asked for, the result is the review's to change: two decisions would stand side by side."""
    old = paper.corrects
    if old is None or not old.is_contested() or result_of(paper.content) == result_of(old.content):
        return []
    return [Finding(code="under_review", sentence=gettext("原文书已经请求复查、复核，处理结果不能自行更正。"),
                    mend=gettext("请向复查、复核机关说明，由它审查决定；结果不变的文字可以更正。"))]  # fmt: skip


def _weight(text: str) -> tuple[list[str], list[str]]:
    outcomes = [str(label) for label in (*OpinionOutcome.labels, *ReviewOutcome.labels) if str(label) in text]
    return amounts_and_days(text), outcomes


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


SLIP, AGAIN = given("wrong", "right"), given("answer_by:due_on", "provisional")
WHY = given("why")


def what_is_corrected(printed: Snapshot) -> Body:
    """Which paper, and the words before and after."""
    return Body(said=(("old", printed["old"]), *SLIP(printed)))


def what_is_taken_up_again(printed: Snapshot) -> Body:
    """Which paper is out of force and why; the claims that are decided anew, each with its day."""
    rows = answers_of(printed.get("again") or [], "again", AGAIN)
    return Body(rows, said=(("old", printed["old"]), *WHY(printed)))


register(__name__,
    DocumentType(
        kind=PaperKind.CORRECTION_NOTICE,
        plain=_("以前一份文书有笔误，这里改正。结果没有变。"),
        card=what_is_corrected,
        edition=2, family=Family.PLAIN, series="访更", needs_approval=True, must_be_served=True,
        fields=(
            f.long_text("wrong", _("原文"), longest=1000), f.long_text("right", _("更正为"), longest=1000),
            f.text("why", _("原因")), joint_issue.CO_ISSUERS,
        ),
        printed=the_old_one, checks=faults_of_correction,
    ),
    DocumentType(
        kind=PaperKind.REVOCATION_NOTICE,
        plain=_("以前一份文书撤销了，不再有效。"),
        card=what_is_taken_up_again,
        edition=2, family=Family.PLAIN, series="访撤", must_be_served=True,
        fields=(
            f.long_text("why", _("撤销的理由"), longest=2000), f.day("revoked_on", _("撤销日期")),
            f.choice("ground", _("撤销的情形"), RevocationGround, required=False), f.text("basis", _("依据"), required=False),
            f.choice("decided_by", _("由谁决定"), RevocationDecision, required=False),
            f.text("order", _("上级机关的决定"), required=False),
        ),
        printed=what_follows,
    ),
)  # fmt: skip
