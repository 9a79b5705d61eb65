"""登记回执: what the petition office received, with the query code."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f


def what_was_received(paper: Paper) -> dict[str, Any]:
    """第十九条: name, request, facts and reasons; channel, day and number of people."""
    petition = paper.subject
    return {
        "received_on": petition.received_on,
        "channel": petition.get_channel_display(),
        "account": petition.account,
        "claims": [{"no": c.no, "text": c.text} for c in petition.claims.all()],
        "people": petition.matter.petitioners.count(),
        "representatives": [p.name for p in petition.matter.petitioners.filter(is_representative=True)],
        "due_on": petition.first_due_day(),
        "provisional": petition.matter.deadlines.running().filter(provisional=True).exists(),
    }


register(
    __name__,
    DocumentType(
        kind=PaperKind.REGISTRATION_RECEIPT,
        edition=2,
        plain=_("您的事项已经登记。请保管好编号和查询码。"),
        card=NO_CARD,
        family=Family.FORM,
        fields=(f.text("query_code", _("查询码")),),
        printed=what_was_received,
    ),
)
