"""复查（复核）延期告知书: only where a rule of the place lets a review take more time (D9x)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.card import telling
from mediation.documents.handling.review import of_the_review
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family
from mediation.models import Deadline, Paper
from mediation.vocabulary import ClockGround, PaperKind
from mediation.workflows import facts as f


def the_longer_period(paper: Paper) -> dict[str, Any]:
    """Nominal and legal day before and after, by which rule; how many days, why and who approved stand in the content."""
    period = Deadline.objects.about(paper.subject).filter(code__in=("D7", "D9")).order_by("-pk").first()
    moved = period.changes.filter(ground=ClockGround.EXTENSION).order_by("-pk").first()
    handler = paper.subject.reviewer
    return {
        **of_the_review(paper),
        "rule": period.time_limit.extension_by,
        "old_nominal_on": moved.old_nominal_on,
        "old_due_on": moved.old_legal_on,
        "new_nominal_on": moved.new_nominal_on,
        "new_due_on": moved.new_legal_on,
        "provisional": period.provisional and period.legal_on == moved.new_legal_on,
        "handler": str(handler or ""),
        "phone": (handler and handler.phone) or paper.organ.phone,
    }


register(
    __name__,
    DocumentType(
        kind=PaperKind.REVIEW_EXTENSION,
        plain=_("上一级机关还需要更多时间，这里写着为什么、新的最后一天是哪天。"),
        card=telling("new_due_on", "provisional", "why"),
        family=Family.PLAIN,
        series="访审延",
        needs_approval=True,
        must_be_served=True,
        fields=(
            f.number("days", _("延长的天数"), least=1, most=366),
            f.long_text("why", _("延期理由"), longest=2000),
            f.text("approved_by", _("批准的机关或者人")),
            f.day("approved_on", _("批准日期")),
        ),
        printed=the_longer_period,
        title=lambda paper: f"信访事项{paper.subject.get_stage_display()}延期告知书",
    ),
)
