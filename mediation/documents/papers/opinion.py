"""信访事项处理意见书, and the answers on route 5 and to suggestions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents import days, remedies
from mediation.documents.card import Answer, Body, Snapshot, given, telling
from mediation.documents.intake.claim import CONTACT, contact
from mediation.documents.papers import joint_issue
from mediation.documents.papers.correction import faults_under_review
from mediation.documents.papers.statutes import without_marks
from mediation.documents.registry import register
from mediation.documents.types import DocumentType, Family, Finding
from mediation.models import Claim, Deadline, Paper, Party
from mediation.vocabulary import Category, DutyResult, OpinionOutcome, PaperKind, RestOutcome, ReviewStage, Route
from mediation.workflows import facts as f
from mediation.workflows.intake.claim import ClaimState

ARTICLE = {
    OpinionOutcome.SUPPORTED: "《信访工作条例》第三十二条第一款第一项",
    OpinionOutcome.EXPLAINED: "《信访工作条例》第三十二条第一款第二项",
    OpinionOutcome.NOT_SUPPORTED: "《信访工作条例》第三十二条第一款第三项",
    OpinionOutcome.PARTLY_SUPPORTED: "《信访工作条例》第三十二条第一款",
}
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
        f.text("granted_part", _("支持的部分"), required=False), f.text("rest", _("其余部分"), required=False),
        f.choice("rest_as", _("其余部分的意见"), RestOutcome, required=False),
        help=_("部分支持的，写明支持哪一部分、其余部分是什么，并选择对其余部分的意见。"),
    ),
    f.table("attachments", _("附件"), f.text("name", _("名称")), required=False),
    joint_issue.CO_ISSUERS,
    CONTACT,
)  # fmt: skip


def decided_claims(paper: Paper) -> list[Claim]:
    """The claims that this opinion must decide: accepted on route 6, or those of the opinion it corrects."""
    if paper.corrects:
        return claims_answered(paper.corrects)
    own = paper.matter.petition.claims_of(paper.organ, paper.issued_on)
    return list(own.filter(state=ClaimState.ACCEPTED, route=Route.PETITION_PROCEDURE).order_by("no"))


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
    told, people = days.received(paper), paper.subject.pursuing()
    group = len(people) > len(paper.addressed())
    numbers = {row["claim"] for row in paper.content.get("opinions", [])}
    claims = {claim.no: claim for claim in _spoken_of(paper, numbers)}
    own = [claim for no, claim in claims.items() if no in numbers]
    rows = [_decided(row, claims, paper.content) for row in paper.content.get("opinions", [])]
    return {
        **told,
        **days.accepted(own),
        "redo": days.ordered_anew(own),
        "people": len(people),
        "claims": [{"no": c.no, "text": c.text} for c in claims.values()],
        "decided": rows,
        "otherwise": [
            {"no": c.no, "disposal": c.get_disposal_display(), "on": c.disposed_on}
            for c in claims.values()
            if c.no not in numbers and c.disposal
        ],
        "elsewhere": [
            {"no": c.no, "organ": c.acting_organ.name}
            for c in claims.values()
            if c.no not in numbers and not c.disposal and c.acting_organ.pk not in paper.organ.powers(_day(paper))
        ],
        "mediated": _ended_mediation(paper),
        "partly_settled": _partly_settled(paper, own),
        "cc": days.copies(told),
        "named": in_rows(people) if group else [],
        "remedy": _remedy(paper),
        "rights": _rights(paper),
        "attachments": [
            *(row["name"] for row in paper.content.get("attachments", [])),
            *(["信访人名单"] if group else []),
        ],
    }


def in_rows(people: list[Party], across: int = 4) -> list[list[str]]:
    """信访人名单: everybody who goes on with the matter, numbered, with who represents, some to a row."""
    named = [f"{no}. {p.name}{'（代表人）' if p.is_representative else ''}" for no, p in enumerate(people, start=1)]
    rows = [named[start : start + across] for start in range(0, len(named), across)]
    return [row + [""] * (across - len(row)) for row in rows]


def _spoken_of(paper: Paper, numbers: set[int]) -> list[Claim]:
    """The claims that the paper names: all but accusations; an organ that was sent an extract names those it was sent."""
    found = Claim.objects.filter(matter=paper.matter, accused_organ=None).order_by("no")
    sent = days.passed_on_to(paper)
    if sent is None or not sent.extract:
        return list(found)
    own = (
        set(paper.matter.petition.claims_of(paper.organ, _day(paper)).values_list("no", flat=True))
        if paper.matter.petition.parted
        else set()
    )
    return list(found.filter(no__in=numbers | own | set(sent.claims.values_list("no", flat=True))))


def _day(paper: Paper) -> date:
    day: date = paper.issued_on or paper.matter.opened_on
    return day


def _decided(row: dict[str, Any], claims: dict[int, Claim], content: dict[str, Any]) -> dict[str, Any]:
    no = row["claim"]
    outcome = row.get("outcome") or ""
    return {
        **row,
        "no": no,
        "claim_text": claims[no].text if no in claims else "",
        "label": str(OpinionOutcome(outcome).label) if outcome else "",
        "article": ARTICLE.get(outcome, ""),
        "parts": _parts(row),
        "may_lack_basis": outcome in MAY_LACK_BASIS,
        "findings": [r for r in content.get("findings", []) if r["claim"] == no],
        "bases": [
            {**r, "title": without_marks(r.get("title") or "")} for r in content.get("bases", []) if r["claim"] == no
        ],
    }


def _parts(row: dict[str, Any]) -> list[dict[str, str]]:
    """A claim that is supported in part: each part with its own item of 第三十二条第一款."""
    if row.get("outcome") != OpinionOutcome.PARTLY_SUPPORTED or not row.get("rest_as"):
        return []
    told = ((row.get("granted_part"), OpinionOutcome.SUPPORTED), (row.get("rest"), OpinionOutcome(row["rest_as"])))
    return [{"text": text or "", "label": str(one.label), "article": ARTICLE[one]} for text, one in told]


def _ended_mediation(paper: Paper) -> str:
    """Only that mediation failed; never what was offered in it."""
    return "经调解未达成协议。" if paper.matter.mediations.filter(state="terminated").exists() else ""


def _partly_settled(paper: Paper, claims: list[Claim]) -> list[dict[str, Any]]:
    """Who has settled his own part of a claim, so that the opinion is not about it."""
    found = []
    for claim in claims:
        bound = paper.matter.parties.filter(
            role="petitioner", agreements__claims=claim, agreements__state__in=("signed", "performing", "performed")
        )
        if names := [party.name for party in bound.order_by("pk").distinct()]:
            found.append({"no": claim.no, "names": names})
    return found


def _remedy(paper: Paper) -> list[str]:
    try:
        return remedies.after_opinion(paper.organ, _day(paper), matter=paper.matter, others=paper.co_issuers())
    except remedies.NotEntered:
        return []


def _rights(paper: Paper) -> list[dict[str, Any]]:
    try:
        right = remedies.contesting(
            paper.organ, ReviewStage.REVIEW, _day(paper), matter=paper.matter, others=paper.co_issuers()
        )
        return remedies.as_facts(right)
    except remedies.NotEntered:
        return []


def faults_of_opinion(paper: Paper) -> list[Finding]:
    """What was asked a review of is the review's to change; who signs jointly is named rightly."""
    return [*faults_under_review(paper), *joint_issue.faults(paper)]


def open_on_duty(paper: Paper) -> list[Claim]:
    """The claims on route 5 that the organ of an answer has accepted and not answered yet."""
    own = paper.matter.petition.claims_of(paper.organ, paper.issued_on).filter(
        accused_organ=None, state=ClaimState.ACCEPTED
    )
    return list(own.filter(route=Route.DUTY_PERFORMANCE).order_by("no"))


def answered_claims(paper: Paper) -> list[Claim]:
    """The claims that an answer on route 5 or a reply ends: those it names, else all that the same law governs.

    None where several laws govern them and the answer tells neither claim nor law of one of them.
    """
    if printed := (paper.snapshot or (paper.corrects and paper.corrects.snapshot)):
        numbers = [row["no"] for row in printed["claims"]]
        return list(Claim.objects.filter(matter=paper.matter, no__in=numbers).order_by("no"))
    if paper.kind == PaperKind.SUGGESTION_REPLY:
        own = paper.matter.petition.claims_of(paper.organ, paper.issued_on).filter(category=Category.SUGGESTION)
        return list(own.filter(state=ClaimState.ACCEPTED).order_by("no"))
    return _of_one_law(open_on_duty(paper), paper)


def _of_one_law(claims: list[Claim], paper: Paper) -> list[Claim]:
    if named := [row["claim"] for row in paper.content.get("claims") or []]:
        return [claim for claim in claims if claim.no in named]
    laws = Deadline.objects.laws_of(claims)
    if len(set(laws.values())) <= 1:
        return claims
    basis = without_marks(paper.content.get("legal_basis") or "")
    return [claim for claim in claims if basis and _speaks_of(laws.get(claim.pk, ""), basis)]


def _speaks_of(law: str, basis: str) -> bool:
    law = without_marks(law)
    return bool(law) and (law in basis or basis in law)


def claims_answered(paper: Paper) -> list[Claim]:
    """The claims that an issued opinion, answer or reply has decided or ended."""
    if paper.kind != PaperKind.HANDLING_OPINION:
        return answered_claims(paper)
    numbers = [row["claim"] for row in paper.content.get("opinions", [])]
    return list(Claim.objects.filter(matter=paper.matter, no__in=numbers).order_by("no"))


def printed_duty_answer(paper: Paper) -> dict[str, Any]:
    """Route 5: what was asked, what was done, and the remedy of administrative law."""
    told = days.received(paper)
    return {
        **told,
        "cc": days.copies(told),
        "claims": [{"no": c.no, "text": c.text} for c in answered_claims(paper)],
        **_remedy_of_duty(paper),
    }


def _result_of(content: dict[str, Any]) -> str:
    """What the answer comes to; drafts of before 0.2 told only whether reconsideration comes first."""
    told = content.get("result")
    return str(told or (DutyResult.REFUSED if content.get("reconsideration_first", True) else DutyResult.DONE))


def _remedy_of_duty(paper: Paper) -> dict[str, Any]:
    """The paragraphs and the rights; a draft has none while the organ to ask is not entered, and is not issued so."""
    organ, on, result = paper.organ, _day(paper), _result_of(paper.content)
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
    strange = {row["claim"] for row in paper.content.get("claims") or []} - {claim.no for claim in answered}
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
    return {**told, "cc": days.copies(told), "claims": [{"no": c.no, "text": c.text} for c in claims]}


ANSWERED_CLAIMS = f.table(
    "claims", _("答复的诉求"), f.number("claim", _("诉求序号"), of="Claim"), required=False,
    help=_("不填则为本机关已经受理、尚未答复、适用同一法律的全部诉求。"),
)  # fmt: skip
GRANTED = given("granted_part", "rest", "performer", "perform_by", "what", "reasons")


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
        family=Family.PLAIN, edition=2, series="访处", fields=OPINION_FIELDS, needs_approval=True,
        must_be_served=True, prefill=known_of_opinion, printed=printed_opinion, checks=faults_of_opinion,
    ),
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
