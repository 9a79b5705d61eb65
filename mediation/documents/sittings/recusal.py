"""回避申请书, 回避决定书."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.card import Body, Snapshot, given
from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.registry import register
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
    }


WHO_AND_WHY = given("person", "reason:decision_reason")


def who_leaves(printed: Snapshot) -> Body:
    """About whom it is, what was decided and why, in the words of the paper."""
    decision = "不再参与本信访事项的办理" if printed["granted"] else "驳回回避申请"
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
        series="访回避",
        must_be_served=True,
        printed=the_decision,
    ),
)
