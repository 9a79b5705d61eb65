"""调查笔录, 协查函 and the internal 调查报告."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family
from mediation.models import InvestigationItem, Paper
from mediation.vocabulary import InvestigationItemKind, PaperKind
from mediation.workflows import facts as f


def what_was_gathered(paper: Paper) -> dict[str, Any]:
    """The claims looked into and the material in its order."""
    investigation = paper.subject
    return {
        "question": investigation.question,
        "opened_on": investigation.opened_on,
        "handler": str(investigation.handler),
        "claims": investigation.matter.told(
            investigation.matter.claims_told(investigation.organ).filter(category="grievance"), investigation.organ
        ),
        "items": [
            {
                "no": item.no,
                "kind": item.get_kind_display(),
                "on": item.on,
                "title": item.title,
                "source": item.capacity,
                "text": item.text if item.kind == InvestigationItemKind.EVIDENCE else "",
                "said": _said(item),
            }
            for item in investigation.items.all()
        ],
    }


def what_is_asked(paper: Paper) -> dict[str, Any]:
    """Why another organ is asked, and who can be called back."""
    investigation = paper.subject
    handler = investigation.handler
    return {"handler": str(handler), "phone": handler.phone or paper.organ.phone}


def _said(item: InvestigationItem) -> str:
    """By whom, and of evidence what it is."""
    text = item.text if item.kind == InvestigationItemKind.EVIDENCE else ""
    return "；".join(part for part in (item.capacity, text) if part)


register(
    __name__,
    DocumentType(
        kind=PaperKind.INVESTIGATION_RECORD,
        edition=2,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM,
        fields=(
            f.number("no", _("序号")),
            f.text("person", _("谈话对象")),
            f.text("capacity", _("身份、单位"), required=False),
            f.text("sex", _("性别"), required=False),
            f.number("age", _("年龄"), required=False),
            f.text("identity", _("证件号码（首尾）"), required=False),
            f.text("address", _("住址"), required=False, longest=300),
            f.text("phone", _("联系电话"), required=False),
            f.day("held_on", _("日期")),
            f.moment("begins_at", _("开始时间")),
            f.moment("ends_at", _("结束时间")),
            f.text("place", _("地点")),
            f.long_text("question", _("需要查明的问题")),
            f.text("recorders", _("调查人、记录人")),
            f.long_text("account", _("谈话内容")),
            f.yes_no("signed", _("已签名")),
            f.text("refusal_note", _("未签名的情况"), required=False),
        ),
    ),
    DocumentType(
        kind=PaperKind.INQUIRY_LETTER,
        plain=NOT_FOR_PARTIES,
        edition=2,
        family=Family.LETTER,
        series="协查",
        fields=(f.long_text("question_asked", _("请求协查的事项")), f.day("due_on", _("请求答复的日期"))),
        printed=what_is_asked,
    ),
    DocumentType(
        kind=PaperKind.INVESTIGATION_REPORT,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM,
        fields=(
            f.long_text("background", _("基本情况")),
            f.long_text("course", _("调查经过")),
            f.long_text("findings", _("查明的事实")),
            f.long_text("proposal", _("处理建议")),
        ),
        printed=what_was_gathered,
    ),
)
