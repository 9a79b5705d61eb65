"""指定受理决定书: which organ handles what two organs disputed (第二十四条)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f


def what_was_disputed(paper: Paper) -> dict[str, Any]:
    """Who disputed what since when, and which organ is named; every organ of the dispute gets a copy."""
    dispute = paper.subject
    organs = [organ.name for organ in dispute.organs.all()]
    named = paper.to_organ.name if paper.to_organ else ""
    return {
        "organs": organs,
        "claims": [{"no": no, "text": claim.text} for no, claim in enumerate(dispute.claims.order_by("no"), start=1)],
        "quarrel": dispute.get_quarrel_display(),
        "raised_on": dispute.raised_on,
        "settled_on": dispute.settled_on,
        "named": named,
        "cc": [*(name for name in organs if name != named), *_registered_by(paper)],
    }


def _registered_by(paper: Paper) -> list[str]:
    """The office that registered the matter learns where it went, unless it is among them."""
    office = paper.matter.organ
    known = {organ.pk for organ in paper.subject.organs.all()} | {paper.organ_id, paper.to_organ_id}
    return [] if office.pk in known else [office.name]


register(
    __name__,
    DocumentType(
        kind=PaperKind.JURISDICTION_DECISION,
        plain=NOT_FOR_PARTIES,
        family=Family.PLAIN,
        series="访指",
        needs_approval=True,
        fields=(f.long_text("terms", _("理由"), longest=2000),),
        printed=what_was_disputed,
    ),
)
