"""转送单, 交办函, 转送告知书, 异议退回函, 办结报告: papers between organs, and what the petitioner is told of it."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.card import telling
from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Dispatch, Paper
from mediation.vocabulary import Disposal, PaperKind
from mediation.workflows import facts as f
from mediation.workflows.periods import in_words


def within(dispatch: Dispatch) -> dict[str, str]:
    """How long the receiver has to object (D2), and to tell the petitioner whether it accepts (D3)."""
    on = dispatch.sent_on or dispatch.matter.opened_on
    limits = {"object_within": dispatch.limit("D2", on=on), "answer_within": dispatch.limit("D3", on=on)}
    return {name: in_words(limit) for name, limit in limits.items()}


def what_is_sent(paper: Paper) -> dict[str, Any]:
    """The claims passed on and nothing else; an extract carries no word of the rest."""
    dispatch = paper.subject
    petition = dispatch.matter.petition
    return {
        "received_on": petition.received_on,
        "received_by": "" if petition.organ_id == paper.organ_id else petition.organ.name,
        "channel": petition.get_channel_display(),
        "petitioners": [{"name": p.name, "phone": p.phone, "address": p.address} for p in petition.spokespeople()],
        "people": petition.matter.petitioners.count(),
        "account": "" if dispatch.extract else petition.account,
        "extract": dispatch.extract,
        "claims": paper.matter.told(dispatch.claims.all(), paper.numbering_organ),
        "attachments": [a.name for a in dispatch.attachments.all()],
        "note": dispatch.note,
        "report_due_on": dispatch.report_due_on,
        **within(dispatch),
    }


def why_it_comes_back(paper: Paper) -> dict[str, Any]:
    """The objection in detail, and where the matter belongs."""
    dispatch = paper.subject
    return {
        "sent_on": dispatch.sent_on,
        "objection": dispatch.objection,
        "suggested_organ": str(dispatch.suggested_organ or ""),
        "claims": paper.matter.told(dispatch.claims.all(), paper.numbering_organ),
    }


def what_came_of_it(paper: Paper) -> dict[str, Any]:
    """The result that is reported, claim by claim, and when the answer was served."""
    dispatch = paper.subject
    services = dispatch.matter.services.filter(paper__kind=PaperKind.HANDLING_OPINION, served_on__isnull=False)
    return {
        "sent_on": dispatch.sent_on,
        "result": dispatch.result,
        "claims": _reported(paper),
        "served": [{"name": s.party.name, "on": s.served_on, "mode": s.get_mode_display()} for s in services],
    }


def _reported(paper: Paper) -> list[dict[str, Any]]:
    rows = paper.matter.told(paper.subject.claims.all(), paper.numbering_organ, "disposal")
    return [{**row, "disposal": str(Disposal(row["disposal"]).label) if row["disposal"] else ""} for row in rows]


def where_it_went(paper: Paper) -> dict[str, Any]:
    """The organ to which the claims were passed, and when."""
    dispatch = paper.subject
    return {
        "dispatch": {
            "organ": dispatch.to_organ.name,
            "phone": dispatch.to_organ.phone,
            "sent_on": dispatch.sent_on,
            "kind": dispatch.get_kind_display(),
            "answer_within": within(dispatch)["answer_within"],
            "claims": paper.matter.told(dispatch.claims.filter(accused_organ=None), paper.numbering_organ),
        }
    }


register(__name__,
    DocumentType(
        kind=PaperKind.TRANSFER_NOTICE,
        plain=_("您的事项转给了有权处理的单位。"),
        card=telling("organ", "sent_on", "phone", of="dispatch"),
        family=Family.PLAIN, edition=2, series="访告", must_be_served=True, printed=where_it_went,
    ),
    DocumentType(
        kind=PaperKind.TRANSFER_SLIP,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM, edition=2, series="访转",
        fields=(f.long_text("demand", _("办理要求"), required=False),), printed=what_is_sent,
    ),
    DocumentType(
        kind=PaperKind.ASSIGNMENT_LETTER,
        plain=NOT_FOR_PARTIES,
        edition=2, family=Family.LETTER, series="访交",
        fields=(f.long_text("demand", _("办理要求"), required=False),), printed=what_is_sent,
    ),
    DocumentType(kind=PaperKind.OBJECTION_LETTER, plain=NOT_FOR_PARTIES, family=Family.LETTER, series="访退", printed=why_it_comes_back),
    DocumentType(kind=PaperKind.COMPLETION_REPORT, plain=NOT_FOR_PARTIES, family=Family.LETTER, series="访报", printed=what_came_of_it),
)  # fmt: skip
