"""回避决定书."""

from __future__ import annotations

from typing import Any

from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family
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


register(
    __name__,
    DocumentType(
        kind=PaperKind.RECUSAL_DECISION,
        family=Family.PLAIN,
        series="访回避",
        must_be_served=True,
        printed=the_decision,
    ),
)
