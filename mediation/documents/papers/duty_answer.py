"""履职答复书 and 建议意见回复: the answers on route 5 and to suggestions, and the remedy of administrative law."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents import days, remedies
from mediation.documents.card import telling
from mediation.documents.intake.claim import CONTACT, contact
from mediation.documents.papers.opinion import answered_claims, open_on_duty
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Paper
from mediation.vocabulary import Category, DutyResult, PaperKind, Route
from mediation.workflows import facts as f

# Words by which an answer leaves a duty undone, whatever it is called.
REFUSING = (
    "不予查处",
    "不予履行",
    "不予立案",
    "不予处理",
    "不属于本机关职责",
    "不属于我局职责",
    "无法查处",
    "予以驳回",
)


def printed_duty_answer(paper: Paper) -> dict[str, Any]:
    """Route 5: what was asked, what was done, and the remedy of administrative law."""
    told = days.received(paper)
    return {
        **told,
        "cc": days.copies(told),
        "claims": paper.matter.told(answered_claims(paper), paper.organ),
        **_remedy_of_duty(paper),
    }


def _result_of(content: dict[str, Any]) -> str:
    """What the answer comes to; drafts of before 0.2 told only whether reconsideration comes first."""
    told = content.get("result")
    return str(told or (DutyResult.REFUSED if content.get("reconsideration_first", True) else DutyResult.DONE))


def _remedy_of_duty(paper: Paper) -> dict[str, Any]:
    """The paragraphs and the rights; a draft has none while the organ to ask is not entered, and is not issued so."""
    organ, on, result = paper.organ, (paper.issued_on or paper.matter.opened_on), _result_of(paper.content)
    try:
        rights = remedies.of_administrative_law(organ, on, result=result)
    except remedies.NotEntered:
        return {"remedy": [], "rights": []}
    law = paper.content.get("first_law") or ""
    return {
        "remedy": remedies.after_duty_answer(organ, on, result=result, law=law),
        "rights": remedies.as_facts(*rights),
    }


def faults_of_duty_answer(paper: Paper) -> list[Finding]:
    """Reconsideration needs an organ to ask; what is answered is clear, and what is not answered is named."""
    found = [*_which_claims(paper), *_what_it_comes_to(paper)]
    if paper.organ.reconsideration_organ_id:
        return found
    return [
        *found,
        Finding(code="reconsideration_organ_missing", sentence=gettext("没有登记行政复议机关，无法生成权利告知。")),
    ]


def _what_it_comes_to(paper: Paper) -> Iterator[Finding]:
    """The remedy hangs on it: a law that wants reconsideration first is named, and a refusal is not called done."""
    result = paper.content.get("result")
    if result == DutyResult.OTHER_LAW and not paper.content.get("first_law"):
        sentence = gettext("没有写明哪一部法律、行政法规规定应当先申请行政复议。")
        yield Finding(code="first_law_missing", field="first_law", sentence=sentence)
    refuses = next((word for word in REFUSING if word in str(paper.content.get("answer") or "")), "")
    if result == DutyResult.DONE and refuses:
        sentence = gettext("答复意见写有“%(word)s”，答复结果却是已依法履行。") % {"word": refuses}
        mend = gettext("没有履行或者没有全部履行的，应当告知先申请行政复议，请改选答复结果。")
        yield Finding(code="refusal_called_done", field="result", sentence=sentence, mend=mend, blocks=False)
    if not paper.organ.court:
        sentence = gettext("没有登记管辖本机关行政案件的人民法院，权利告知只写“%(court)s”。") % {
            "court": remedies.SOME_COURT
        }
        yield Finding(
            code="court_unnamed", sentence=sentence, mend=gettext("请由管理员登记。"), blocks=False, tells=True
        )


def _which_claims(paper: Paper) -> Iterator[Finding]:
    answered, waiting = answered_claims(paper), open_on_duty(paper)
    strange = {row["claim"] for row in paper.content.get("claims") or []} - {paper.no_of(claim) for claim in answered}
    if strange and not paper.corrects:
        sentence = gettext("诉求%(no)s不是本机关已经受理、尚未答复的履职诉求。") % {
            "no": "、".join(map(str, sorted(strange)))
        }
        yield Finding(code="answers_no_claim", field="claims", sentence=sentence)
    elif not answered:
        sentence = gettext("没有写明答复哪几项诉求：本机关受理的诉求适用不同的法律，或者没有尚未答复的诉求。")
        mend = gettext("请在“答复的诉求”中选择。")
        yield Finding(code="claims_unnamed", field="claims", sentence=sentence, mend=mend)
    elif left_out := [claim for claim in waiting if claim not in answered]:
        sentence = gettext("本答复没有答复下列诉求，它们仍在办理，期限照常计算：%(claims)s。") % {
            "claims": "；".join(f"{claim}（{claim.text[:30]}）" for claim in left_out)
        }
        yield Finding(code="claims_left_out", field="claims", sentence=sentence, blocks=False, tells=True)


def printed_reply(paper: Paper) -> dict[str, Any]:
    """The suggestions that are answered."""
    claims = answered_claims(paper)
    told = days.received(paper)
    return {**told, "cc": days.copies(told), "claims": paper.matter.told(claims, paper.organ)}


ANSWERED_CLAIMS = f.table(
    "claims", _("答复的诉求"), f.number("claim", _("诉求序号"), of="Claim"), required=False,
    help=_("不填则为本机关已经受理、尚未答复、适用同一法律的全部诉求。"),
)  # fmt: skip


register(__name__,
    DocumentType(
        kind=PaperKind.DUTY_ANSWER,
        answers=lambda claim: claim.category != Category.SUGGESTION and claim.route == Route.DUTY_PERFORMANCE,
        answer_meets="D18",
        plain=_("这是对您的申请的答复。"),
        card=telling("answer"),
        family=Family.PLAIN, edition=2, series="访履", needs_approval=True, must_be_served=True,
        fields=(
            ANSWERED_CLAIMS, f.long_text("course", _("办理经过和查明的事实")), f.long_text("answer", _("答复意见")),
            f.text("legal_basis", _("法律依据")),
            f.choice("result", _("答复结果"), DutyResult, help=_("权利告知由它决定：是否应当先申请行政复议（《行政复议法》第二十三条）。")),
            f.text("first_law", _("规定先行复议的法律、行政法规"), required=False, help=_("只在选择最后一项时填写名称和条文。")), CONTACT,
        ),
        prefill=contact,
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
