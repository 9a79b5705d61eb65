"""送达回证: made from the facts of the service, each with what shows it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.timezone import localtime

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper, ServiceOfDocument
from mediation.queries.serving.ledger import Ledger, ledger_of
from mediation.vocabulary import PaperKind, ServiceMode
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.periods import told_of


def proof(paper: Paper) -> dict[str, Any]:
    """What was served on whom, how, where, when, who signed, what was tried before, and what shows it."""
    service = paper.subject
    ledger = ledger_of(service, service.served_on or service.paper.issued_on)
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
            "because": ledger.because,
            "notice": announced(service),
            **tried(ledger),
        }
    }


def tried(ledger: Ledger) -> dict[str, Any]:
    """The course up to service, and every file that shows a part of it, with its hash."""
    standing = [line for line in ledger.lines if line.counts and line.step]
    shown = [
        {"of": line.what, "name": name, "sha256": sha256, "on": line.on}
        for line in standing
        for name, sha256 in line.proofs
    ]
    return {
        "course": [{"on": line.on, "what": line.what, "words": line.words} for line in standing],
        "evidence": [*_of_the_notice(ledger.service), *shown],
    }


def _notice(service: ServiceOfDocument) -> Any:
    if service.mode != ServiceMode.PUBLIC_NOTICE:
        return None
    return service.notices.exclude(posted_on=None).order_by("-pk").first()


def _of_the_notice(service: ServiceOfDocument) -> list[dict[str, Any]]:
    """What shows that whereabouts were sought, and that the notice was up."""
    notice = _notice(service)
    if notice is None:
        return []
    kept = service.matter.attachments.filter(subject_type="publicnotice", subject_id=notice.pk).order_by("pk")
    return [{"of": "公告送达", "name": one.name, "sha256": one.sha256, "on": one.kept_on} for one in kept]


def announced(service: ServiceOfDocument) -> dict[str, Any] | None:
    """Where, how and from when the public notice was up, and when its period was over."""
    notice = _notice(service)
    if notice is None:
        return None
    text, period = notice.text(), service.public_notice()
    over: date | None = period.legal_on if period and period.state == DeadlineState.LAPSED else None
    return {
        "number": text.number if text else "",
        "ground": notice.get_ground_display(),
        "medium": notice.get_medium_display(),
        "place": notice.place,
        "posted_on": notice.posted_on,
        "span": told_of(period)["span"] if period else "",
        "over_on": over,
        "approved_by": str(notice.decided_by or ""),
    }


register(
    __name__,
    DocumentType(kind=PaperKind.PROOF_OF_SERVICE, plain=NOT_FOR_PARTIES, edition=2, family=Family.FORM, printed=proof),
)
