"""送达回证."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper
from mediation.vocabulary import PaperKind


def proof(paper: Paper) -> dict[str, Any]:
    """What was served on whom, how, where, when, and who signed."""
    service = paper.subject
    return {
        "served": {
            "paper": service.paper.get_kind_display(),
            "number": service.paper.number,
            "addressee": service.party.name,
            "mode": service.get_mode_display(),
            "place": service.place or service.party.address,
            "on": service.served_on,
            "at": localtime(service.served_at) if service.served_at else None,
            "received_by": service.received_by,
            "relation": service.received_as,
            "witness": service.witness,
            "filmed": service.filmed,
            "servers": service.servers,
            "waybill": service.waybill,
            "note": service.note,
            "inquiry": service.inquiry,
            "attempts": service.attempts,
        }
    }


register(
    __name__,
    DocumentType(kind=PaperKind.PROOF_OF_SERVICE, plain=NOT_FOR_PARTIES, family=Family.FORM, printed=proof),
)
