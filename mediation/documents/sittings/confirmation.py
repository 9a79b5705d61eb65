"""司法确认申请书: both sides ask a court to confirm what they agreed before a people's committee (人民调解法 33, 民事诉讼法 205)."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.papers import blank
from mediation.documents.papers.applications import asked, by
from mediation.documents.papers.people import numbers
from mediation.documents.registry import register
from mediation.models import Agreement, Paper
from mediation.timelimits import chinese_day
from mediation.vocabulary import PaperKind


def confirmation_asked(paper: Paper) -> dict[str, Any]:
    """Who asks which court to confirm what; the last paper of the agreement is the one that is confirmed."""
    agreement: Agreement = paper.subject
    people = list(paper.addressees.order_by("pk"))
    own = agreement.matter.papers.issued().filter(subject_type="agreement", subject_id=agreement.pk)
    agreed = own.filter(kind=PaperKind.MEDIATION_AGREEMENT).order_by("-pk").first()
    number = f"（{agreed.number}）" if agreed and agreed.number else ""
    return {
        **by(people),
        "identity": numbers(people) or None,
        "court": agreement.court,
        "agreement": f"调解协议书{number}，{chinese_day(agreement.effective_on, weekday=False)}生效",
        "committee": agreement.organ.name,
        "demand": "请求确认上述调解协议有效。",
        "content": agreement.terms,
        "attached": "调解协议书；人民调解委员会主持调解的证明；申请人的身份证明；与协议相关的财产权利证明等材料",
    }


register(
    __name__,
    asked(
        PaperKind.CONFIRMATION_REQUEST, blank.CONFIRMATION, confirmation_asked,
        plain=_("你们双方一起请法院确认协议有效的申请书。签名后，连同协议交给法院。"),
    ),
)  # fmt: skip
