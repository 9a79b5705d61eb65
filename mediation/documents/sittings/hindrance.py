"""不予改期告知书: to a party that asked for another day of its hearing and does not get one, with the reasons."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.documents.card import telling
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f


def what_was_asked(paper: Paper) -> dict[str, Any]:
    """The days, the party's own reasons, and the hearing that stays as it was fixed."""
    hindrance = paper.subject
    hearing = hindrance.hearing
    return {
        "asked_on": hindrance.handed_in_on, "first_on": hindrance.first_on, "last_on": hindrance.last_on,
        "reason": hindrance.reason, "starts_at": localtime(hearing.starts_at).isoformat(), "place": hearing.place,
        "question": hearing.question, "help_offered": hindrance.help_offered,
    }  # fmt: skip


register(
    __name__,
    DocumentType(
        kind=PaperKind.POSTPONEMENT_REFUSAL,
        plain=_("您请求把听证会改到别的日子，没有同意，这里写着为什么。听证会仍按原来的时间举行。"),
        card=telling("starts_at", "place", "why"),
        family=Family.PLAIN,
        series="访不改",
        fields=(f.long_text("why", _("不予改期的理由"), longest=2000),),
        must_be_served=True,
        printed=what_was_asked,
    ),
)
