"""Papers on their way: issued, printed, sent, received."""

from __future__ import annotations

from mediation.actions import gateway
from mediation.models import Paper, Party, ServiceOfDocument, User
from tests.factories.world import at


def printed(paper: Paper) -> Paper:
    """The paper as the worker leaves it, without the cost of printing."""
    Paper.objects.filter(pk=paper.pk, sha256="").update(sha256="0" * 64)
    return Paper.objects.get(pk=paper.pk)


def served(
    paper: Paper, *, by: User, on: str, parties: list[Party] | None = None, received_by: str = ""
) -> list[ServiceOfDocument]:
    """Issue the paper if need be, and hand it to its addressees, or to some of them, in person."""
    paper = Paper.objects.get(pk=paper.pk)
    if paper.state in ("drafted", "approved"):
        paper = gateway.perform(Paper, paper.pk, "issue", by=by, at=at(on, "08:30"))
    printed(paper)
    services = ServiceOfDocument.objects.filter(paper=paper).order_by("pk")
    for service in services.filter(party__in=parties) if parties is not None else services:
        gateway.perform(ServiceOfDocument, service.pk, "dispatch", by=by, at=at(on, "08:40"), mode="direct")
        gateway.perform(
            ServiceOfDocument, service.pk, "record_receipt", by=by, at=at(on, "08:50"),
            received_by=received_by or service.party.name, relation="self", servers="王一、赵二",
        )  # fmt: skip
    return list(services)
