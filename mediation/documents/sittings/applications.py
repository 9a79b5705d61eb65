"""What parties ask for, as papers of the file: 听证申请书, 回避申请书, 调解申请书, 调解意愿书."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.papers import blank
from mediation.documents.papers.blank import BlankForm
from mediation.documents.registry import register
from mediation.documents.sittings.mediation import dispute_facts
from mediation.documents.types import NO_CARD, NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import Paper, Party
from mediation.vocabulary import PaperKind
from mediation.workflows import facts as f

Values = Callable[[Paper], dict[str, Any]]
SIGNED_ON = f.day("signed_on", _("日期"))


def on_form(form: BlankForm, values: Values) -> Values:
    """What is printed: the rows of the blank form, filled."""

    def printed(paper: Paper) -> dict[str, Any]:
        return {"rows": form.filled(values(paper)), **form.signed()}

    return printed


def by(people: list[Party]) -> dict[str, str]:
    """Who asks, and where they can be reached."""
    return {
        "who": "、".join(party.name for party in people),
        "contact": "\n".join("　".join(part for part in (p.address, p.phone) if part) for p in people).strip(),
    }


def hearing_asked(paper: Paper) -> dict[str, Any]:
    """Who asks for a hearing on what, why, and with what evidence."""
    hearing = paper.subject
    asker = [hearing.requested_by] if hearing.requested_by else []
    told = {"question": hearing.question, "grounds": hearing.grounds, "evidence": hearing.evidence or "未提交"}
    return {**by(asker), "organ": paper.organ.name, **told}


def recusal_asked(paper: Paper) -> dict[str, Any]:
    """Of whom it is asked, in which part, on what ground."""
    recusal = paper.subject
    return {
        **by([recusal.asked_by]),
        "person": str(recusal.person),
        "role": recusal.get_role_display(),
        "ground": recusal.get_ground_display(),
        "details": recusal.details,
    }


def mediation_asked(paper: Paper) -> dict[str, Any]:
    """Who asks for mediation against whom, about what."""
    mediation = paper.subject
    claims = "\n".join(f"{claim.no}. {claim.text}" for claim in mediation.claims.all())
    return {
        **by(list(paper.addressees.order_by("pk"))),
        "other_side": "、".join(dispute_facts(mediation)["sides"]["other"]) or "见卷内登记",
        "dispute": mediation.dispute,
        "claims": claims or "请依法调解。",
    }


def mediation_answered(paper: Paper) -> dict[str, Any]:
    """Whether the parties named want the mediation."""
    mediation = paper.subject
    answer = "同意调解" if paper.content.get("consents") else "不同意调解"
    who = by(list(paper.addressees.order_by("pk")))
    return {**who, "dispute": mediation.subject or mediation.dispute, "answer": answer}


def asked(kind: PaperKind, form: BlankForm, values: Values, *fields: Any, plain: Any) -> DocumentType:
    """An application: filled from the step that it was made with, signed by who made it."""
    return DocumentType(
        kind=kind,
        plain=plain,
        card=NO_CARD if plain else None,
        family=Family.FORM,
        fields=(*fields, SIGNED_ON),
        printed=on_form(form, values),
        title=lambda paper: form.title,
    )


register(
    __name__,
    asked(PaperKind.HEARING_REQUEST, blank.HEARING, hearing_asked, plain=NOT_FOR_PARTIES),
    asked(PaperKind.RECUSAL_REQUEST, blank.RECUSAL, recusal_asked, plain=NOT_FOR_PARTIES),
    asked(PaperKind.MEDIATION_REQUEST, blank.MEDIATION, mediation_asked, plain=_("这是您请求调解的申请书。")),
    asked(
        PaperKind.MEDIATION_CONSENT,
        blank.MEDIATION_CONSENT,
        mediation_answered,
        f.yes_no("consents", _("同意调解")),
        plain=_("这里记着您同不同意调解。"),
    ),
)
