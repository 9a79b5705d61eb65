"""Everything a paper prints, gathered once, at issue; the template sees nothing else."""

from __future__ import annotations

import json
from typing import Any

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.template.loader import render_to_string
from django.utils.translation import override

from mediation.documents.registry import document_type
from mediation.models import Organ, Paper


def snapshot_of(paper: Paper) -> dict[str, Any]:
    """The printed facts of a paper as plain JSON values."""
    kind = document_type(paper.kind)
    facts = {
        "title": kind.title(paper),
        "kind": paper.kind,
        "number": paper.number,
        "issued_on": paper.issued_on,
        "organ": describe_organ(paper.organ),
        "to_organ": describe_organ(paper.to_organ) if paper.to_organ else None,
        "addressees": [describe_party(p) for p in paper.addressees.order_by("pk")],
        "matter": {"number": paper.matter.number, "subject": paper.matter.subject},
        "corrects": describe_paper(paper.corrects) if paper.corrects else None,
        "drafter": str(paper.drafter or ""),
        "approver": str(paper.approver or ""),
        "verification": {
            "number": paper.number or paper.matter.number,
            "code": paper.code,
            "site": settings.SITE_URL,
            "address": f"{settings.SITE_URL}/v/{paper.code}",
        },
        **paper.content,
        **kind.printed(paper),
    }
    return json.loads(json.dumps(facts, cls=DjangoJSONEncoder))


def describe_organ(organ: Organ) -> dict[str, str]:
    """What a paper says of an organ."""
    return {"name": organ.name, "address": organ.address, "phone": organ.phone, "short": organ.short}


def describe_paper(paper: Paper) -> dict[str, Any]:
    """How a correction names what it corrects."""
    return {"title": paper.snapshot["title"], "number": paper.number, "issued_on": paper.issued_on}


def describe_party(party: Any) -> dict[str, str]:
    """What a paper says of a party."""
    return {"name": party.name, "kind": party.kind, "role": party.role, "address": party.address, "phone": party.phone}


def html_of(paper: Paper) -> str:
    """The paper's page, in Chinese: from the frozen snapshot once issued, from the present facts before."""
    kind = document_type(paper.kind)
    name = f"documents/{paper.kind}/v{paper.edition}.html"
    with override(settings.LANGUAGE_CODE):
        context = paper.snapshot or snapshot_of(paper)
        return render_to_string(name, {**context, "family": kind.family.value, "draft": not paper.snapshot})
