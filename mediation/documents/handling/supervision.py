"""督办通知书, 约谈通知书, and the suggestions of a petition office: 改进工作、完善政策、追究责任建议书."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f


def what_is_demanded(paper: Paper) -> dict[str, Any]:
    """Which failing was found, and by when a report is due."""
    supervision = paper.subject
    return {
        "ground": supervision.get_ground_display(),
        "method": supervision.get_method_display(),
        "report_due_on": supervision.report_due_on,
    }


register(__name__,
    DocumentType(
        kind=PaperKind.SUPERVISION_NOTICE,
        plain=NOT_FOR_PARTIES,
        edition=2, family=Family.LETTER, series="访督", needs_approval=True,
        fields=(f.long_text("problem", _("存在的问题"), longest=4000), f.long_text("demand", _("督办要求"), longest=4000)),
        printed=what_is_demanded,
    ),
    DocumentType(
        kind=PaperKind.INTERVIEW_NOTICE,
        plain=NOT_FOR_PARTIES,
        family=Family.LETTER, series="访约", needs_approval=True,
        fields=(
            f.moment("starts_at", _("约谈时间")), f.text("place", _("约谈地点")),
            f.text("called", _("约谈对象"), help=_("单位负责人的姓名、职务；多人用顿号分开。")),
            f.text("host", _("约谈人")), f.text("bring", _("需要携带的材料"), required=False),
            f.long_text("problem", _("存在的问题"), longest=4000), f.long_text("demand", _("督办要求"), longest=4000),
        ),
        printed=what_is_demanded,
    ),
    DocumentType(
        kind=PaperKind.RECOMMENDATION,
        plain=NOT_FOR_PARTIES,
        family=Family.LETTER, series="访建", needs_approval=True,
        fields=(f.long_text("found", _("发现的问题和事实"), longest=4000), f.long_text("advice", _("建议"), longest=4000)),
        title=lambda paper: str(paper.subject.get_kind_display()),
    ),
)  # fmt: skip
