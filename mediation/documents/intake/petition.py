"""撤回申请书, 回访记录: papers about what was brought as a whole."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f
from mediation.workflows.intake.petition import VISIT_FACTS


def withdrawal(paper: Paper) -> dict[str, Any]:
    """What is withdrawn."""
    if paper.subject_type == "review":
        return {"claims": [], "review": str(paper.subject), "others_go_on": False}
    petition = paper.subject
    goes_on = petition.state != "withdrawn"
    # One of several takes back his part of each claim that is open; the others' go on.
    claims = (
        petition.open_claims().filter(accused_organ=None) if goes_on else petition.claims.filter(disposal="withdrawn")
    )
    return {"claims": paper.matter.told(claims, paper.organ), "review": "", "others_go_on": goes_on}


def what_is_followed_up(paper: Paper) -> dict[str, Any]:
    """The agreement or the opinions whose performance was looked at."""
    if paper.subject_type == "agreement":
        kinds, own = (PaperKind.MEDIATION_AGREEMENT, PaperKind.SETTLEMENT_AGREEMENT), {"subject_id": paper.subject_id}
    else:
        kinds, own = (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION), {}
    found = Paper.objects.of_kind(*kinds).filter(matter=paper.matter, state="issued", **own).order_by("pk")
    return {"about": [str(one) for one in found]}


register(
    __name__,
    DocumentType(
        kind=PaperKind.WITHDRAWAL,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM,
        edition=2,
        fields=(
            f.table("withdrawn_by", _("撤回人"), f.text("name", _("姓名或者名称"))),
            f.long_text("why", _("撤回的理由"), required=False),
            f.yes_no("effect_told", _("已告知撤回的后果")),
        ),
        printed=withdrawal,
    ),
    DocumentType(
        kind=PaperKind.REVISIT_RECORD,
        edition=2,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM,
        fields=(
            f.text("visited", _("回访的当事人")),
            f.day("visited_on", _("回访日期")),
            f.text("visitor", _("回访人")),
            f.text("manner", _("回访的方式")),
            *(fact for fact in VISIT_FACTS if fact.name not in ("visited", "manner")),
        ),
        printed=what_is_followed_up,
    ),
)
