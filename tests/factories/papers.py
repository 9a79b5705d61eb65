"""Papers on their way: issued, printed, sent, received."""

from __future__ import annotations

from typing import Any

from django.core.files.base import ContentFile

from mediation.actions import gateway
from mediation.models import Paper, Party, PublicNotice, ServiceOfDocument, User
from tests.factories.world import at

# What an organ says when it takes its own opinion back.
BY_ITSELF = {"ground": "facts", "basis": "《信访工作条例》第二十八条第一款", "decided_by": "head"}


def printed(paper: Paper) -> Paper:
    """The paper as the worker leaves it, without the cost of printing."""
    Paper.objects.filter(pk=paper.pk, sha256="").update(sha256="0" * 64)
    return Paper.objects.get(pk=paper.pk)


def scan(name: str = "凭证") -> ContentFile[bytes]:
    """A scanned page: a slip of return, a photograph of a notice."""
    return ContentFile(b"%PDF-1.7\n" + name.encode() + b"\n%%EOF", name=f"{name}.pdf")


def proposed(service: ServiceOfDocument, *, by: User, on: str, **facts: Any) -> PublicNotice:
    """A public notice asked for: the addressee's whereabouts are unknown, or as stated."""
    stated = {
        "service": service, "ground": "whereabouts", "inquiry": "村委会、派出所均不知其下落", "proof": [scan("查询记录")],
        "medium": "posted", "place": "村务公开栏", **facts,
    }  # fmt: skip
    return gateway.perform(PublicNotice, None, "propose", by=by, at=at(on, "10:40"), matter=service.matter, **stated)


def announced(service: ServiceOfDocument, *, by: User, head: User, on: str, **facts: Any) -> PublicNotice:
    """The public notice of a service asked for, approved, printed and put up on a day."""
    notice = proposed(service, by=by, on=on, **facts)
    gateway.perform(PublicNotice, notice.pk, "approve", by=head, at=at(on, "10:45"))
    printed(Paper.objects.get(subject_type="publicnotice", subject_id=notice.pk, state="issued"))
    put_up = {"place": notice.place, "proof": [scan("张贴照片")]}
    return gateway.perform(PublicNotice, notice.pk, "post", by=by, at=at(on, "11:00"), **put_up)


def served(
    paper: Paper, *, by: User, on: str, parties: list[Party] | None = None, received_by: str = ""
) -> list[ServiceOfDocument]:
    """Issue the paper if need be, and hand it to its addressees, or some of them, or to who lives with them."""
    paper = Paper.objects.get(pk=paper.pk)
    if paper.state in ("drafted", "approved"):
        paper = gateway.perform(Paper, paper.pk, "issue", by=by, at=at(on, "08:30"))
    printed(paper)
    services = ServiceOfDocument.objects.filter(paper=paper).order_by("pk")
    for service in services.filter(party__in=parties) if parties is not None else services:
        gateway.perform(ServiceOfDocument, service.pk, "dispatch", by=by, at=at(on, "08:40"), mode="direct")
        gateway.perform(
            ServiceOfDocument, service.pk, "record_receipt", by=by, at=at(on, "08:50"),
            received_by=received_by or service.party.name, relation="family" if received_by else "self", servers="王一、赵二",
        )  # fmt: skip
    return list(services)
