"""当场办结回执."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NO_CARD, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind


def what_was_done(paper: Paper) -> dict[str, Any]:
    """Who came about what, and what was told or done."""
    record = paper.subject
    return {
        "name": record.name,
        "settled_on": record.settled_on,
        "said": record.said,
        "result": record.get_result_display(),
        "answer": record.answer,
    }


register(
    __name__,
    DocumentType(
        kind=PaperKind.ON_THE_SPOT_RECEIPT,
        plain=_("您的事情当场办了，这是记录。"),
        card=NO_CARD,
        family=Family.FORM,
        printed=what_was_done,
    ),
)
