"""回避申请书, 回避决定书."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.card import Body, Snapshot, given
from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.registry import register
from mediation.documents.sittings.mediation import by_committee
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows.sittings.recusal import RecusalState


def the_decision(paper: Paper) -> dict[str, Any]:
    """Who was asked to withdraw, why, and what was decided by whom."""
    recusal = paper.subject
    return {
        "person": str(recusal.person),
        "role": recusal.get_role_display(),
        "asked_by": str(recusal.asked_by or ""),
        "ground": recusal.get_ground_display(),
        "asked_on": recusal.asked_on,
        "granted": recusal.state == RecusalState.GRANTED,
        "decision_reason": recusal.decision_reason,
        "decided_by": str(recusal.decided_by),
        "decided_on": recusal.decided_on,
        **_in_which_procedure(paper),
    }


def _in_which_procedure(paper: Paper) -> dict[str, str]:
    """A people's committee decides by its own law, of a dispute and not of a petition."""
    matter = paper.matter
    if by_committee(paper.organ):
        return {
            "about": f"“{matter.called_by(paper.organ)}”（编号：{matter.number}）的调解",
            "basis": "《中华人民共和国人民调解法》第二十三条第一项", "leaves": "不再参加本次调解",
        }  # fmt: skip
    return {
        "about": f"信访事项“{matter.called_by(paper.organ)}”（编号：{matter.number}）",
        "basis": "《信访工作条例》第二十八条第三款", "leaves": LEAVES,
    }  # fmt: skip


LEAVES = "不再参与本信访事项的办理"
WHO_AND_WHY = given("person", "reason:decision_reason")


def who_leaves(printed: Snapshot) -> Body:
    """About whom it is, what was decided and why, in the words of the paper."""
    decision = printed.get("leaves", LEAVES) if printed["granted"] else "驳回回避申请"
    return Body(said=(("decision", decision), *WHO_AND_WHY(printed)))


def recusal_asked(paper: Paper) -> dict[str, Any]:
    """Of whom it is asked, in which part, on what ground."""
    recusal = paper.subject
    return {
        **by([recusal.asked_by]),
        "person": str(recusal.person),
        "role": recusal.get_role_display(),
        "ground": recusal.get_ground_display(),
        "details": recusal.details,
    }


register(
    __name__,
    asked(PaperKind.RECUSAL_REQUEST, blank.RECUSAL, recusal_asked, plain=NOT_FOR_PARTIES),
    DocumentType(
        kind=PaperKind.RECUSAL_DECISION,
        plain=_("有人申请或者声明回避，这里写着决定和理由。"),
        card=who_leaves,
        family=Family.PLAIN,
        edition=2,
        series="访回避",
        must_be_served=True,
        printed=the_decision,
    ),
)
