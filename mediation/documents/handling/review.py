"""Papers of review and re-examination."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.documents import remedies
from mediation.documents.card import Answer, Body, Snapshot, given, telling
from mediation.documents.papers.correction import faults_under_review
from mediation.documents.papers.snapshot import describe_party
from mediation.documents.registry import register
from mediation.documents.types import NOT_FOR_PARTIES, DocumentType, Family, Finding
from mediation.models import Paper, Review
from mediation.timelimits import chinese_day
from mediation.vocabulary import OpinionOutcome, PaperKind, RefusalGround, ReviewOutcome, ReviewStage
from mediation.workflows import facts as f

REVIEW_FIELDS = (
    f.long_text("original", _("被申请人的意见和依据")),
    f.long_text("facts", _("查明的事实"), help=_("是否调查、听取陈述、听证；证据名称。")),
    f.long_text("on_facts", _("对事实和证据的评述")),
    f.long_text("on_basis", _("对依据的评述")),
    f.long_text("on_procedure", _("对程序和权限的评述")),
    f.long_text("on_conclusion", _("对结论的评述")),
    f.choice("outcome", _("意见"), ReviewOutcome),
    f.long_text("new_conclusion", _("变更后的意见"), required=False),
    f.table(
        "changes",
        _("逐项变更结果"),
        f.number("claim", _("诉求序号"), of="Claim"),
        f.choice("outcome", _("变更为"), OpinionOutcome),
        required=False,
        help=_("变更的，逐项选择变更后的结果；没有列出的诉求维持原结果。一项也不列，则各项都以变更后的意见为准。"),
    ),
    f.number("redo_days", _("重新处理的期限（日）"), required=False, least=1, most=366),
    f.text("performer", _("变更后由谁履行"), required=False),
    f.text("what", _("履行的内容"), required=False),
    f.day("perform_by", _("何时履行完毕"), required=False),
)


REVOKING = (ReviewOutcome.REVOKED, ReviewOutcome.REVOKED_REDO)


def _stage(paper: Paper) -> str:
    return str(paper.subject.get_stage_display())


def of_the_review(paper: Paper) -> dict[str, Any]:
    """What every paper of a review says: who asks, against whom, which opinion is contested, and the days."""
    review: Review = paper.subject
    return {
        "stage": review.get_stage_display(),
        "applicants": [
            {
                "name": r.party.name,
                "on": r.requested_on,
                "late": r.late,
                "served_on": review.served_on(r.party),
                "good_cause": r.good_cause if r.late and r.admitted_on else "",
            }
            for r in review.applicants().select_related("party")
        ],
        "respondent": respondent(review),
        "contested": {"title": review.opinion.snapshot["title"], "number": review.opinion.number},
        "requested_on": review.requested_on,
        "received_on": review.received_on(),
        "accepted_on": review.accepted_on,
    }


def respondent(review: Review) -> str:
    """被申请人: every organ that signed the contested opinion, by the name of who acts for it on the day of the request."""
    on = review.decided_on or review.accepted_on or review.requested_on
    return "、".join(organ.as_named_on(on) if on else organ.name for organ in review.opinion.signing_organs())


def told_of_acceptance(paper: Paper) -> dict[str, Any]:
    """Date received and the day by which the opinion is due."""
    due = paper.matter.deadlines.filter(
        subject_type="review", subject_id=paper.subject_id, code__in=("D7", "D9")
    ).first()
    told = {"due_on": due.legal_on if due else None, "provisional": due is not None and due.provisional}
    return {**of_the_review(paper), **told, "good_cause": why_admitted(paper)}


def why_admitted(paper: Paper) -> str:
    """The good cause of the late requests of those to whom it goes, however they were admitted."""
    requests = paper.subject.applicants().filter(party__in=paper.addressed(), late=True).exclude(admitted_on=None)
    return "\n".join(dict.fromkeys(request.good_cause for request in requests if request.good_cause))


def contact(paper: Paper) -> str:
    """Whom the applicant may ask: the reviewer, or the organ."""
    reviewer = paper.subject.reviewer
    phone = (reviewer and reviewer.phone) or paper.organ.phone
    return "，".join(part for part in (str(reviewer or ""), phone) if part)


def told_of_refusal(paper: Paper) -> dict[str, Any]:
    """The reason, of the whole review or of one late request; no lawsuit clause."""
    review: Review = paper.subject
    late = review.requests.filter(party__in=paper.addressees.all()).exclude(turned_away_on=None).first()
    if late is None:
        told = {"ground": review.get_ground_display(), "explanation": review.explanation}
        return {**of_the_review(paper), **told, "contact": contact(paper)}
    own = {"requested_on": late.requested_on, "received_on": late.received_on, "explanation": late.explanation}
    return {
        **of_the_review(paper), **own, "ground": str(RefusalGround.REVIEW_NOT_ASKED.label), "contact": contact(paper),
    }  # fmt: skip


def what_is_asked(paper: Paper) -> dict[str, Any]:
    """One applicant's request: which opinion, when it came, what is asked and why."""
    review: Review = paper.subject
    request = review.requests.select_related("party").get(pk=paper.content["request"])
    return {
        **of_the_review(paper),
        "applicant": describe_party(request.party, paper.issued_on),
        "agent": paper.content.get("agent", ""),
        "served_on": review.served_on(request.party),
        "requested_on": request.requested_on,
        "received_on": request.received_on,
        "demand": review.demand,
        "grounds": request.grounds or review.grounds,
    }


def known_of_review(paper: Paper) -> dict[str, Any]:
    """The opinion that is contested, claim by claim, or how the review ended, as a beginning."""
    contested = paper.subject.opinion.content
    labels = dict(OpinionOutcome.choices)
    rows = [f"诉求{r['claim']}：{labels.get(r['outcome'], '')}。{r['reasons']}" for r in contested.get("opinions", [])]
    if contested.get("outcome"):
        ended = dict(ReviewOutcome.choices)[contested["outcome"]]
        rows = [f"{ended}。{contested.get('new_conclusion') or contested.get('on_conclusion', '')}"]
    return {"original": "\n".join(str(row) for row in rows)}


def printed_review(paper: Paper) -> dict[str, Any]:
    """The whole opinion with its generated remedy."""
    review: Review = paper.subject
    outcome = paper.content.get("outcome") or ""
    return {
        **of_the_review(paper),
        "demand": review.demand,
        "grounds": review.grounds,
        "outcome_label": str(ReviewOutcome(outcome).label) if outcome else "",
        "said": review.statements,
        "hearings": _hearings(review),
        "first_opinion": _first(review),
        "remedy": _remedy(paper),
        "rights": _rights(paper),
        "cc": [organ.competent_on(review.accepted_on).name for organ in review.opinion.signing_organs()],
    }


def _first(review: Review) -> dict[str, str]:
    """At re-examination the organ that handled the matter and its opinion."""
    if review.stage != ReviewStage.RE_EXAMINATION:
        return {}
    first = review.opinion.subject.opinion
    return {
        "organ": "、".join(one.name for one in first.signing_organs()),
        "number": first.number,
        "title": first.snapshot["title"],
    }


def _hearings(review: Review) -> list[dict[str, Any]]:
    """Hearings at this stage, and the days that were not counted."""
    return [
        {"noticed_on": h.noticed_on(), "concluded_on": h.concluded_on, "held_on": h.held_on()}
        for h in review.matter.hearings.filter(stage=review.stage).concluded()
    ]


def _begins_anew(paper: Paper) -> bool:
    """Whether a new decision was ordered: then nothing has ended, and the new one has its own remedy."""
    return paper.content.get("outcome") == ReviewOutcome.REVOKED_REDO


def _remedy(paper: Paper) -> list[str]:
    if paper.kind == PaperKind.RE_EXAMINATION_OPINION:
        return remedies.after_ordered_anew() if _begins_anew(paper) else remedies.final()
    try:
        return remedies.after_review(paper.organ, paper.issued_on or paper.subject.accepted_on, matter=paper.matter)
    except remedies.NotEntered:
        return []


def _rights(paper: Paper) -> list[dict[str, Any]]:
    if paper.kind == PaperKind.RE_EXAMINATION_OPINION:
        return [] if _begins_anew(paper) else remedies.as_facts(remedies.Right(code="final"))
    try:
        on = paper.issued_on or paper.subject.accepted_on
        return remedies.as_facts(remedies.contesting(paper.organ, ReviewStage.RE_EXAMINATION, on, matter=paper.matter))
    except remedies.NotEntered:
        return []


def ordered(content: Mapping[str, Any]) -> tuple[str, int | None]:
    """What a review opinion orders: its outcome, and the days for a new decision."""
    return content.get("outcome") or "", content.get("redo_days") or None


def faults_of_correction(paper: Paper) -> list[Finding]:
    """What fell with a revoking opinion does not come back by a correction: its claims are in other hands since."""
    before = paper.corrects.content if paper.corrects else {}
    if before.get("outcome") not in REVOKING or ordered(paper.content) == ordered(before):
        return []
    return [
        Finding(
            code="revoked_already",
            field="outcome",
            sentence=gettext("原复查（复核）意见撤销的意见书已经失效，更正不能再改变意见和重新处理的期限。"),
            mend=gettext("请恢复原来的选择；其他文字可以更正。"),
        )
    ]


def faults_of_review(paper: Paper) -> list[Finding]:
    """A change says what stands instead; an ordered new decision says by when; a remedy is there."""
    content, found = paper.content, [*faults_under_review(paper), *faults_of_correction(paper)]
    if content.get("outcome") == ReviewOutcome.CHANGED and not content.get("new_conclusion"):
        found.append(
            Finding(
                code="new_conclusion_missing", field="new_conclusion", sentence=gettext("变更的，请写明变更后的意见。")
            )
        )
    contested = set(paper.subject.claim_numbers())
    strange = [str(row["claim"]) for row in content.get("changes") or [] if row["claim"] not in contested]
    if strange and content.get("outcome") == ReviewOutcome.CHANGED:
        sentence = gettext("原意见没有诉求%(no)s，请核对“逐项变更结果”。") % {"no": "、".join(strange)}
        found.append(Finding(code="change_of_no_claim", field="changes", sentence=sentence))
    granted = [bool(content.get(name)) for name in ("performer", "what", "perform_by")]
    if any(granted) and not all(granted):
        found.append(
            Finding(
                code="performance_unclear", field="performer", sentence=gettext("请写明由谁、做什么、何时履行完毕。")
            )
        )
    if content.get("outcome") == ReviewOutcome.REVOKED_REDO and not content.get("redo_days"):
        found.append(
            Finding(code="redo_days_missing", field="redo_days", sentence=gettext("责令重新处理的，请写明期限。"))
        )
    found += rights_still_running(paper)
    if not _remedy(paper):
        found.append(
            Finding(
                code="review_organ_missing",
                sentence=gettext("没有登记复核机关，无法生成权利告知。请管理员在机关资料中补充。"),
            )
        )
    return found


def rights_still_running(paper: Paper) -> list[Finding]:
    """Each petitioner who may still ask for the same review is named: one waits, or says why not."""
    if paper.corrects:
        return []
    stage = _stage(paper)
    mend = gettext("请等待期限届满；先行作出意见的，请写明理由。以后按期提出的请求，另行审查。")
    said = []
    for party, last in paper.subject.rights_left():
        if last is None:
            sentence = gettext("意见书还没有送达%(who)s，其请求%(stage)s的期限尚未起算。") % {
                "who": party, "stage": stage,
            }  # fmt: skip
        else:
            sentence = gettext("%(who)s请求%(stage)s的期限到%(day)s才届满。") % {
                "who": party, "stage": stage, "day": chinese_day(last),
            }  # fmt: skip
        said.append(Finding(code="right_running", sentence=sentence, mend=mend, blocks=False))
    return said


CHANGED = given("new_conclusion", "performer", "perform_by", "what")
REDO = given("redo_days")


def what_the_review_says(printed: Snapshot) -> Body:
    """The result of the whole, and what is granted or ordered by it."""
    outcome = printed.get("outcome") or ""
    changed = outcome == ReviewOutcome.CHANGED
    rows = printed.get("changes") or [] if changed else []
    said = CHANGED(printed) if changed else REDO(printed) if outcome == ReviewOutcome.REVOKED_REDO else ()
    return Body(tuple(Answer(no=row["claim"], text="", result=row["outcome"]) for row in rows), outcome, said)


register(__name__,
    DocumentType(
        kind=PaperKind.REVIEW_REQUEST,
        plain=NOT_FOR_PARTIES,
        family=Family.FORM, fields=(f.number("request", _("请求的序号")), f.text("agent", _("代理人"), required=False)),
        printed=what_is_asked, title=lambda paper: f"信访事项{_stage(paper)}申请书",
    ),
    DocumentType(
        kind=PaperKind.REVIEW_ACCEPTANCE,
        plain=_("您的请求已经受理，这里写着最迟哪天答复。"),
        card=telling("accepted_on", "answer_by:due_on", "provisional"),
        edition=2, family=Family.PLAIN, series="访审受", needs_approval=True, must_be_served=True,
        printed=told_of_acceptance, title=lambda paper: f"信访事项{_stage(paper)}受理告知书",
    ),
    DocumentType(
        kind=PaperKind.REVIEW_REFUSAL,
        plain=_("您的请求没有受理，这里写着为什么。"),
        card=telling("reason:ground", "explanation"),
        edition=2, family=Family.PLAIN, series="访审不受", needs_approval=True, must_be_served=True,
        printed=told_of_refusal, title=lambda paper: f"信访事项{_stage(paper)}不予受理告知书",
    ),
    DocumentType(
        kind=PaperKind.REVIEW_OPINION,
        plain=_("这是上一级机关看过以后的意见。"),
        card=what_the_review_says,
        edition=2, family=Family.PLAIN, series="访复查", fields=REVIEW_FIELDS, needs_approval=True,
        must_be_served=True, meets=("D7",), prefill=known_of_review, printed=printed_review, checks=faults_of_review,
        title=lambda paper: "信访事项复查意见书",
    ),
    DocumentType(
        kind=PaperKind.RE_EXAMINATION_OPINION,
        plain=_("这是最后一次看过以后的意见。"),
        card=what_the_review_says,
        edition=2, family=Family.PLAIN, series="访复核", fields=REVIEW_FIELDS,
        needs_approval=True, must_be_served=True, meets=("D9",), prefill=known_of_review, printed=printed_review,
        checks=faults_of_review, title=lambda paper: "信访事项复核意见书",
    ),
)  # fmt: skip
