"""送达公告: to whom, which paper of which organ, from when it counts as served, and where it can be fetched.

It says nothing of what the matter is about, and neither number of the file nor address of anybody: it hangs in public.
"""

from __future__ import annotations

from typing import Any

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.models.clock.calendar import limit_in
from mediation.vocabulary import NoticeGround, PaperKind
from mediation.workflows.periods import in_words


def announced(paper: Paper) -> dict[str, Any]:
    """What the notice tells of the service that it stands for."""
    notice = paper.subject
    service = notice.service
    limit = limit_in(notice.matter, "D17", organ=notice.organ, on=notice.decided_on)
    return {
        "notice": {
            "addressee": service.party.name,
            "paper": service.paper.get_kind_display(),
            "number": service.paper.number,
            "issued_on": service.paper.issued_on,
            "whereabouts": notice.ground == NoticeGround.WHEREABOUTS,
            "medium": notice.get_medium_display(),
            "authority": limit.authority,
            "span": in_words(limit),
            "address": paper.organ.address,
            "phone": paper.organ.phone,
        }
    }


register(
    __name__,
    DocumentType(
        kind=PaperKind.PUBLIC_NOTICE, plain=NOT_FOR_PARTIES, family=Family.PLAIN, series="访公告", printed=announced
    ),
)
