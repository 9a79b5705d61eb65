"""信访事项处理意见书, and the answers on route 5 and to suggestions."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents import remedies
from mediation.documents.card import Answer, Body, Snapshot, given, telling
from mediation.documents.intake.claim import CONTACT, contact
from mediation.documents.papers import joint_issue
from mediation.documents.papers.correction import faults_under_review
from mediation.documents.papers.statutes import without_marks
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Claim, Organ, Paper
from mediation.vocabulary import Category, OpinionOutcome, PaperKind, ReviewStage, Route
from mediation.workflows import facts as f
from mediation.workflows.intake.claim import ClaimState

ARTICLE = {
    OpinionOutcome.SUPPORTED: "《信访工作条例》第三十二条第一款第一项",
    OpinionOutcome.EXPLAINED: "《信访工作条例》第三十二条第一款第二项",
    OpinionOutcome.NOT_SUPPORTED: "《信访工作条例》第三十二条第一款第三项",
    OpinionOutcome.PARTLY_SUPPORTED: "《信访工作条例》第三十二条第一款",
}
# They may rest on no provision, and then the opinion says so.
MAY_LACK_BASIS = (OpinionOutcome.EXPLAINED, OpinionOutcome.PARTLY_SUPPORTED)

OPINION_FIELDS = (
    f.long_text("course", _("办理经过"), help=_("时间、听取陈述的日期；经听证的写明听证日期与结论。")),
    f.table(
        "findings", _("调查核实情况"),
        f.number("claim", _("诉求序号"), of="Claim"), f.long_text("text", _("查明的事实")), f.text("evidence", _("证据"), required=False),
    ),
    f.table(
        "bases", _("处理依据"),
        f.number("claim", _("诉求序号"), of="Claim"), f.text("title", _("法律法规名称")), f.text("article", _("条号")),
        required=False,
    ),
    f.table(
        "opinions", _("处理意见"),
        f.number("claim", _("诉求序号"), of="Claim"), f.choice("outcome", _("意见"), OpinionOutcome), f.long_text("reasons", _("理由")),
        f.text("performer", _("由谁办"), required=False), f.day("perform_by", _("何时办结"), required=False),
        f.text("what", _("做什么"), required=False),
    ),
    f.table("attachments", _("附件"), f.text("name", _("名称")), required=False),
    joint_issue.CO_ISSUERS,
    CONTACT,
)  # fmt: skip


def decided_claims(paper: Paper) -> list[Claim]:
    """The claims that this opinion must decide: accepted on route 6, or those of the opinion it corrects."""
    if paper.corrects:
        numbers = [row["claim"] for row in paper.corrects.content["opinions"]]
        return list(Claim.objects.filter(matter=paper.matter, no__in=numbers).order_by("no"))
    return list(
        Claim.objects.filter(matter=paper.matter, state=ClaimState.ACCEPTED, route=Route.PETITION_PROCEDURE).order_by(
            "no"
        )
    )


def known_of_opinion(paper: Paper) -> dict[str, Any]:
    """One row for each claim to decide, so that none is forgotten."""
    numbers = [{"claim": claim.no} for claim in decided_claims(paper)]
    return {
        **contact(paper),
        "findings": [{**n, "text": "", "evidence": ""} for n in numbers],
        "opinions": [{**n, "outcome": "", "reasons": ""} for n in numbers],
        "bases": [],
    }


def printed_opinion(paper: Paper) -> dict[str, Any]:
    """The opinion claim by claim, the claims that ended otherwise, and the remedy."""
    petition = paper.subject
    claims = {c.no: c for c in Claim.objects.filter(matter=paper.matter, accused_organ=None)}
    dispatch = paper.matter.dispatches.filter(to_organ=paper.organ).select_related("organ").order_by("-pk").first()
    rows = [_decided(row, claims, paper.content) for row in paper.content.get("opinions", [])]
    numbers = {row["claim"] for row in paper.content.get("opinions", [])}
    return {
        "received_on": petition.received_on,
        "sent_on": dispatch.sent_on if dispatch else None,
        "received_from": str(dispatch.organ) if dispatch else "",
        "sent_how": dispatch.get_kind_display() if dispatch else "",
        "accepted_on": min((c.accepted_on for c in claims.values() if c.accepted_on), default=None),
        "channel": petition.get_channel_display(),
        "people": petition.matter.petitioners.count(),
        "claims": [{"no": c.no, "text": c.text} for c in claims.values()],
        "decided": rows,
        "otherwise": [
            {"no": c.no, "disposal": c.get_disposal_display(), "on": c.disposed_on}
            for c in claims.values()
            if c.no not in numbers and c.disposal
        ],
        "mediated": _ended_mediation(paper),
        "cc": [str(dispatch.organ)] if dispatch else [],
        "remedy": _remedy(paper),
        "rights": _rights(paper),
        "attachments": [row["name"] for row in paper.content.get("attachments", [])],
    }


def _decided(row: dict[str, Any], claims: dict[int, Claim], content: dict[str, Any]) -> dict[str, Any]:
    no = row["claim"]
    outcome = row.get("outcome") or ""
    return {
        **row,
        "no": no,
        "claim_text": claims[no].text if no in claims else "",
        "label": str(OpinionOutcome(outcome).label) if outcome else "",
        "article": ARTICLE.get(outcome, ""),
        "may_lack_basis": outcome in MAY_LACK_BASIS,
        "findings": [r for r in content.get("findings", []) if r["claim"] == no],
        "bases": [
            {**r, "title": without_marks(r.get("title") or "")} for r in content.get("bases", []) if r["claim"] == no
        ],
    }


def _ended_mediation(paper: Paper) -> str:
    """Only that mediation failed; never what was offered in it."""
    return "经调解未达成协议。" if paper.matter.mediations.filter(state="terminated").exists() else ""


def _remedy(paper: Paper) -> list[str]:
    try:
        return remedies.after_opinion(paper.organ, paper.issued_on or paper.matter.opened_on, matter=paper.matter)
    except remedies.NotEntered:
        return []


def _rights(paper: Paper) -> list[dict[str, Any]]:
    try:
        on = paper.issued_on or paper.matter.opened_on
        return remedies.as_facts(remedies.contesting(paper.organ, ReviewStage.REVIEW, on, matter=paper.matter))
    except remedies.NotEntered:
        return []


def faults_of_opinion(paper: Paper) -> list[Finding]:
    """What was asked a review of is the review's to change; who signs jointly is named rightly."""
    return [*faults_under_review(paper), *joint_issue.faults(paper)]


def printed_duty_answer(paper: Paper) -> dict[str, Any]:
    """Route 5: what was asked, what was done, and the remedy of administrative law."""
    claims = Claim.objects.filter(matter=paper.matter, route=Route.DUTY_PERFORMANCE).exclude(state=ClaimState.RAISED)
    return {
        "received_on": paper.subject.received_on,
        "claims": [{"no": c.no, "text": c.text} for c in claims],
        **_remedy_of_duty(paper.organ, first=bool(paper.content.get("reconsideration_first", True))),
    }


def _remedy_of_duty(organ: Organ, *, first: bool) -> dict[str, Any]:
    """The paragraphs and the rights; a draft has none while the organ to ask is not entered, and is not issued so."""
    try:
        rights = remedies.of_administrative_law(organ, reconsideration_first=first)
    except remedies.NotEntered:
        return {"remedy": [], "rights": []}
    return {
        "remedy": remedies.after_duty_answer(organ, reconsideration_first=first),
        "rights": remedies.as_facts(*rights),
    }


def faults_of_duty_answer(paper: Paper) -> list[Finding]:
    """Reconsideration needs an organ to ask."""
    if paper.organ.reconsideration_organ_id:
        return []
    return [Finding(code="reconsideration_organ_missing", sentence=gettext("没有登记行政复议机关，无法生成权利告知。"))]


def printed_reply(paper: Paper) -> dict[str, Any]:
    """The suggestions that are answered."""
    claims = Claim.objects.filter(matter=paper.matter, category="suggestion")
    return {"received_on": paper.subject.received_on, "claims": [{"no": c.no, "text": c.text} for c in claims]}


GRANTED = given("performer", "perform_by", "what", "reasons")


def what_was_decided(printed: Snapshot) -> Body:
    """Claim by claim; those that ended otherwise are named too."""
    texts = {c["no"]: c["text"] for c in printed["claims"]}
    rows = [Answer(no=d["no"], text=d["claim_text"], result=d["outcome"], said=GRANTED(d)) for d in printed["decided"]]
    others = [Answer(no=o["no"], text=texts[o["no"]], result=o["disposal"]) for o in printed["otherwise"]]
    return Body(tuple(sorted([*rows, *others], key=lambda one: one.no)))


register(__name__,
    DocumentType(
        kind=PaperKind.HANDLING_OPINION,
        answers=lambda claim: claim.category != Category.SUGGESTION and claim.route != Route.DUTY_PERFORMANCE,
        answer_meets="D5",
        plain=_("这是对您每一项诉求的处理意见。"),
        card=what_was_decided,
        family=Family.PLAIN, series="访处", fields=OPINION_FIELDS, needs_approval=True,
        must_be_served=True, prefill=known_of_opinion, printed=printed_opinion, checks=faults_of_opinion,
    ),
    DocumentType(
        kind=PaperKind.DUTY_ANSWER,
        answers=lambda claim: claim.category != Category.SUGGESTION and claim.route == Route.DUTY_PERFORMANCE,
        answer_meets="D18",
        plain=_("这是对您的申请的答复。"),
        card=telling("answer"),
        family=Family.PLAIN, series="访履", needs_approval=True, must_be_served=True,
        fields=(
            f.long_text("course", _("办理经过和查明的事实")), f.long_text("answer", _("答复意见")),
            f.text("legal_basis", _("法律依据")), f.yes_no("reconsideration_first", _("应当先申请行政复议")), CONTACT,
        ),
        prefill=lambda paper: {**contact(paper), "reconsideration_first": True},
        printed=printed_duty_answer, checks=faults_of_duty_answer,
    ),
    DocumentType(
        kind=PaperKind.SUGGESTION_REPLY,
        answers=lambda claim: claim.category == Category.SUGGESTION,
        answer_meets="D5",
        plain=_("这是对您的建议的回复。"),
        card=telling("answer"),
        edition=2, family=Family.PLAIN, series="访复", needs_approval=True, must_be_served=True,
        fields=(f.long_text("answer", _("研究情况和采纳意见")), CONTACT), prefill=contact, printed=printed_reply,
    ),
)  # fmt: skip
