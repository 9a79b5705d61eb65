"""登记回执: what the petition office received. The query code stands on the slip alone, which is no paper."""

from __future__ import annotations

from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import Count, Q
from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Paper, Petition
from mediation.vocabulary import PaperKind
from mediation.workflows.writing import once_in_an_act


def what_was_received(paper: Paper) -> dict[str, Any]:
    """第十九条: name, request, facts and reasons; channel, day and number of people."""
    petition = paper.subject
    # The receipts of one act tell the same of it.
    return dict(once_in_an_act(("received", petition.pk), lambda: _received(petition)))


def _received(petition: Petition) -> dict[str, Any]:
    people = petition.matter.petitioners.aggregate(
        number=Count("pk"), named=ArrayAgg("name", filter=Q(is_representative=True), order_by="pk", default=[])
    )
    limits = petition.matter.deadlines
    due, provisional = petition.first_due_day(), limits.running().filter(provisional=True)
    return {
        "received_on": petition.received_on,
        "channel": petition.get_channel_display(),
        "account": petition.account,
        "claims": [{"no": c.no, "text": c.text} for c in petition.claims.all()],
        "people": people["number"],
        "representatives": people["named"],
        "due_on": due,
        "provisional": provisional.exists(),
    }


register(
    __name__,
    DocumentType(
        kind=PaperKind.REGISTRATION_RECEIPT,
        edition=3,
        plain=_("您的事项已经登记。上面的编号，查询时要用。"),
        card=NO_CARD,
        family=Family.FORM,
        printed=what_was_received,
    ),
)
