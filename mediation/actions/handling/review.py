"""What follows a request for review: its limits, its papers, and what its outcome orders."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions import access, gateway, paperwork
from mediation.actions.clock import deadlines
from mediation.actions.handling.lateness import judged_anew, tell_how_it_is
from mediation.actions.registry import effect_of, guard_of
from mediation.actions.serving.service import starts_right
from mediation.documents.handling.review import ordered
from mediation.models import (
    Deadline,
    Event,
    Obligation,
    Paper,
    Party,
    Petition,
    Review,
    ReviewRequest,
)
from mediation.vocabulary import OPINION_DISPOSALS, AccessPart, ClockGround, PaperKind, ReviewOutcome, ReviewStage, Role
from mediation.workflows.base import Act, Refused
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.handling.review import ReviewState
from mediation.workflows.handling.review_guards import nobody_handled_it

OWN_LIMIT = {ReviewStage.REVIEW: "D7", ReviewStage.RE_EXAMINATION: "D9"}
OPINION = {
    ReviewStage.REVIEW: PaperKind.REVIEW_OPINION,
    ReviewStage.RE_EXAMINATION: PaperKind.RE_EXAMINATION_OPINION,
}


@effect_of(
    Review,
    "request",
    "join",
    meets=(
        "D6",
        "D8",
    ),
    issues=(PaperKind.REVIEW_REQUEST,),
)
def enter_requests(review: Review, act: Act) -> None:
    """Each petitioner's request by that petitioner's own period; a posted one counts from its postmark."""
    asking = review.asking(act)
    access.admit(
        act, review.matter, organ=review.organ, part=AccessPart.REVIEW, about=review, roles=("", Role.REVIEWER)
    )  # fmt: skip
    asked_on = act.facts.get("posted_on") or act.on
    for party in asking:
        right = review.right_of(party)
        late = right is not None and asked_on > right.legal_on
        grounds = act.facts.get("grounds") or act.facts.get("joining_grounds") or ""
        request = ReviewRequest.objects.create(
            review=review, party=party, requested_on=asked_on, received_on=act.on, late=late, grounds=grounds
        )
        if right is not None and right.state in ("running", "lapsed"):
            gateway.follow(act, right, "meet_late") if late else gateway.follow(act, right, "meet", met_on=asked_on)
        content = {"request": request.pk, "agent": agent_who_asked(party, act)}
        paperwork.issue_now(act, PaperKind.REVIEW_REQUEST, organ=review.organ, subject=review, content=content)


def agent_who_asked(party: Party, act: Act) -> str:
    """By whom a petitioner asked, at the portal or at the window; empty where it was the petitioner itself."""
    agent = act.facts.get("agent") or act.by.agent
    if agent is None or agent.principal_id != party.pk:
        return ""
    return _("、").join(filter(None, [agent.name, agent.get_kind_display(), agent.unit]))


@effect_of(Review, "accept", "admit_late", takes=("ClockChange.note",))
def admit_late_ones(review: Review, act: Act) -> None:
    """A good cause lets the late requests take part."""
    cause = act.facts.get("late_cause") or act.facts.get("good_cause")
    chosen = act.facts.get("late_parties")
    if not cause:
        return
    for request in review.undecided():
        if chosen is None or request.party in chosen:
            request.admitted_on, request.good_cause = act.on, cause
            request.save(update_fields=["admitted_on", "good_cause"])
            note_good_cause(review, request, act)


def note_good_cause(review: Review, request: ReviewRequest, act: Act) -> None:
    """That a late request takes part stands in the ledger of its period, whose day stays."""
    right = review.right_of(request.party)
    if right is not None:
        computed = deadlines.computation(right)
        deadlines.note_change(act, right, computed, ground=ClockGround.GOOD_CAUSE, why=request.good_cause)


@effect_of(
    Review,
    "correct_day",
    after="correct_day",
    moves=(
        "D5",
        "D6",
        "D7",
        "D8",
        "D9",
    ),
    takes=("ClockChange.note",),
    tells=(Role.HEAD,),
)
def ask_on_the_right_day(review: Review, act: Act) -> None:
    """The day of a request was mistyped: it stands from the right one, and D7 or D9 runs from it."""
    wrong = Event.objects.of(review.page_name, review.pk).get(version=act.facts["event"])
    old, right_day = wrong.day(before=act.event), act.facts["right_day"]
    if wrong.step == "receive_order":
        run_from(review, act, old=old, day=right_day, ground=ClockGround.CORRECTION)
    if wrong.step not in ("request", "join"):
        return
    named = [row["id"] for row in wrong.facts["petitioners"]]
    for request in review.requests.filter(party__in=named, received_on=old).select_related("party"):
        request.received_on = right_day
        if not wrong.facts["posted_on"]:
            request.requested_on = right_day
        request.save(update_fields=["received_on", "requested_on"])
        if judged_anew(request):
            restate_the_right(request, act)
            tell_how_it_is(request, act, _("请求日期更正后，%(who)s的请求属于%(how)s，请核对是否受理。"))
    own = Deadline.objects.about(review).filter(code__in=OWN_LIMIT.values())
    relied = deadlines.relied_on(wrong)
    for owed in own.filter(trigger_on__in=deadlines.days_told(wrong, last=old)).exclude(state=DeadlineState.ENDED):
        if (begun := review.received_on()) != owed.trigger_on:
            deadlines.correct_the_start(review, act, owed, right_day=begun, relied=relied)


def restate_the_right(request: ReviewRequest, act: Act) -> None:
    """The petitioner's own period was used in time by the right day."""
    right = request.review.right_of(request.party)
    if right is not None and right.state == DeadlineState.MET_LATE:
        gateway.follow(act, right, "find_in_time", changes={"met_on": request.requested_on})


@effect_of(Review, "turn_away_late", drafts=(PaperKind.REVIEW_REFUSAL,))
def turn_away(review: Review, act: Act) -> None:
    """Told in writing that the request is not accepted."""
    late = act.facts["late_parties"]
    review.applicants().filter(party__in=late).update(turned_away_on=act.on, explanation=act.facts["late_explanation"])
    paperwork.prepare(act, PaperKind.REVIEW_REFUSAL, organ=review.organ, subject=review, addressees=late)


@effect_of(Review, "hear_applicant")
def write_down_statement(review: Review, act: Act) -> None:
    """Each statement is kept with its day and the two who heard it."""
    who = "、".join(str(party) for party in act.facts["heard"])
    said = _("%(who)s于%(on)s陈述（%(one)s、%(two)s听取）：%(said)s") % {
        "who": who, "on": f"{act.on:%Y-%m-%d}", "one": act.by, "two": act.facts["second_person"], "said": act.facts["said"],
    }  # fmt: skip
    review.statements = "\n".join(part for part in (review.statements, said) if part)
    review.save(update_fields=["statements"])


@guard_of(
    Paper, "submit", "endorse", "approve", says=gettext_lazy("办理过本事项的人不起草、不审批复查（复核）的文书。")
)
def kept_apart(paper: Paper, act: Act) -> Refused | None:
    """Who handled the matter neither drafts nor approves what decides on its review."""
    kinds = (*OPINION.values(), PaperKind.REVIEW_ACCEPTANCE, PaperKind.REVIEW_REFUSAL)
    if paper.kind in kinds and act.by.user and paper.subject.took_part(act.by.user):
        return nobody_handled_it.refusal(paper.subject, act)
    return None


@effect_of(
    Review,
    "accept",
    after="admit_late_ones",
    starts=(
        "D7",
        "D9",
    ),
    drafts=(
        PaperKind.REVIEW_ACCEPTANCE,
        PaperKind.REVIEW_OPINION,
        PaperKind.RE_EXAMINATION_OPINION,
    ),
)
def begin_review(review: Review, act: Act) -> None:
    """D7 or D9 runs from the receipt; the applicants are told; the opinion is prepared for drafting."""
    deadlines.start(
        act, OWN_LIMIT[ReviewStage(review.stage)], subject=review, organ=review.organ, trigger_on=review.received_on()
    )
    applicants = [request.party for request in review.applicants()]
    paperwork.prepare(act, PaperKind.REVIEW_ACCEPTANCE, organ=review.organ, subject=review, addressees=applicants)
    paperwork.prepare(
        act, OPINION[ReviewStage(review.stage)], organ=review.organ, subject=review,
        addressees=review.matter.petition.addressees(act.on),
    )  # fmt: skip


@effect_of(Review, "refuse", after="end_with_the_review", drafts=(PaperKind.REVIEW_REFUSAL,))
def tell_refusal(review: Review, act: Act) -> None:
    """The refusal is told in writing."""
    applicants = [request.party for request in review.applicants()]
    paperwork.prepare(act, PaperKind.REVIEW_REFUSAL, organ=review.organ, subject=review, addressees=applicants)


@effect_of(
    Review,
    "withdraw_request",
    issues=(PaperKind.WITHDRAWAL,),
    starts=("D20",),
    moves=("D7", "D9"),
    takes=("Review.end_withdrawn", "ClockChange.note"),
)
def strike_out(review: Review, act: Act) -> None:
    """The last withdrawal ends the review; the period to ask does not restart."""
    review.applicants().filter(party__in=review.asking(act)).update(withdrawn_on=act.on)
    withdrawn = {
        "withdrawn_by": [{"name": party.name} for party in review.asking(act)], "effect_told": not act.by.following,
        "why": why_it_falls(act),
    }  # fmt: skip
    paperwork.issue_now(act, PaperKind.WITHDRAWAL, organ=review.organ, subject=review, content=withdrawn)
    for party in () if act.by.following else review.asking(act):
        deadlines.start(act, "D20", subject=review, party=party)
    if not review.applicants().exists():
        gateway.follow(act, review, "end_withdrawn")
    elif review.state == ReviewState.ACCEPTED:
        run_from_what_stands(review, act, _("撤回请求"))


def why_it_falls(act: Act) -> str:
    """A request that is not withdrawn by itself follows from an agreement, or from the withdrawal of the whole part."""
    if not act.by.following or act.cause is None:
        return ""
    whole = act.cause.object_type == "petition"
    return str(_("已撤回信访事项中自己的部分") if whole else _("已就所审查的诉求达成协议"))


@effect_of(
    Petition, "withdraw", after="serve_no_further", takes=("Review.withdraw_request",), moves=("D7", "D9"),
)  # fmt: skip
def strike_out_with_the_part(petition: Petition, act: Act) -> None:
    """Who takes back his part asks for no review of it either; the others' requests stand."""
    for review in petition.matter.reviews.pending():
        for request in review.applicants().filter(party__withdrawn_on__isnull=False).select_related("party"):
            gateway.follow(act, review, "withdraw_request", petitioners=[request.party])


def run_from_what_stands(review: Review, act: Act, why: str) -> None:
    """D7 or D9 runs from the first request that takes part, whoever it is of."""
    for owed in Deadline.objects.about(review).filter(code__in=OWN_LIMIT.values()).running():
        if (begun := review.received_on()) != owed.trigger_on:
            deadlines.move(act, owed, ground=ClockGround.REQUESTS, why=why, trigger_on=begun)


@effect_of(
    Review,
    "end_withdrawn",
    "refuse",
    after=("end_with_the_review", "tell_refusal"),
    ends=(
        "D7",
        "D9",
    ),
    takes=("Paper.void",),
)
def end_the_limit(review: Review, act: Act) -> None:
    """Nothing is owed any more."""
    deadlines.end(act, review, "D7", "D9", why=_("复查（复核）终结"))
    for paper in Paper.objects.filter(matter=review.matter, subject_type="review", subject_id=review.pk):
        if paper.kind in OPINION.values() and paper.state in ("drafted", "submitted", "approved"):
            gateway.follow(act, paper, "void", why=_("复查（复核）终结"))
    if review.state == ReviewState.WITHDRAWN:
        access.shut(act, review.matter, part=AccessPart.REVIEW, about=review)
        access.see_out(act, review.matter, AccessPart.REVIEW, review)


@effect_of(
    Paper,
    "issue",
    after="stop_for_the_hearing",
    takes=(
        "Review.decide",
        "Obligation.drop",
        "Obligation.undertake",
    ),
)
def decide_review(paper: Paper, act: Act) -> None:
    """The issue of the opinion decides the review, and the outcome takes effect; a correction decides what it changes."""
    if paper.kind not in OPINION.values():
        return
    before = paper.corrects.content if paper.corrects else {}
    if ordered(paper.content) != ordered(before):
        outcome, redo_days = ordered(paper.content)
        gateway.follow(act, paper.subject, "decide", outcome=outcome, redo_days=redo_days)
    if granted(paper.content) != granted(before):
        drop_what_was_granted(paper, before, act)
        if granted(paper.content):
            owe_what_was_changed(paper, act)


def granted(content: dict[str, Any]) -> list[str]:
    """By whom, what and by when a changed opinion is carried out; nothing where it grants nothing."""
    if content.get("outcome") != ReviewOutcome.CHANGED or not content.get("perform_by"):
        return []
    return [content["performer"], content["what"][:500], content["perform_by"]]


def drop_what_was_granted(paper: Paper, before: dict[str, Any], act: Act) -> None:
    """What the corrected opinion granted falls."""
    if not granted(before):
        return
    debtor, what, due_on = granted(before)
    owed = paper.matter.obligations.outstanding().filter(claim=None, agreement=None)
    for one in owed.filter(debtor_name=debtor, what=what, due_on=due_on):
        gateway.follow(act, one, "drop", why=_("意见书已更正"))


def owe_what_was_changed(paper: Paper, act: Act) -> None:
    """What the changed opinion grants is to be carried out by somebody, by a day; the first organ urges."""
    performer, what, perform_by = granted(paper.content)
    owed = Obligation(
        matter=paper.matter,
        organ=paper.subject.first_opinion.organ.competent_on(act.on),
        debtor_name=performer,
        what=what,
        due_on=date.fromisoformat(perform_by),
    )
    gateway.follow(act, owed, "undertake")


@effect_of(
    Review,
    "decide",
    takes=(
        "Paper.revoke",
        "Obligation.drop",
        "Petition.reopen",
        "Claim.reopen",
    ),
)
def carry_out(review: Review, act: Act) -> None:
    """A revoked opinion is out of force; an ordered new decision reopens its claims with its own day."""
    outcome, why = act.facts["outcome"], _("经%s撤销") % review.get_stage_display()
    if outcome in (ReviewOutcome.REVOKED_REDO, ReviewOutcome.REVOKED):
        for paper in _opinions_below(review):
            gateway.follow(act, paper, "revoke", why=why)
        fallen = review.claims().filter(disposal__in=OPINION_DISPOSALS)
        for owed in review.matter.obligations.outstanding().filter(claim__in=fallen):
            gateway.follow(act, owed, "drop", why=why)
    if outcome == ReviewOutcome.REVOKED_REDO:
        order_redo(review, act)


def _opinions_below(review: Review) -> list[Paper]:
    """What falls with the outcome: the contested opinion, and at re-examination the first one too."""
    contested = {review.opinion.latest().pk, review.first_opinion.latest().pk}
    return list(Paper.objects.filter(pk__in=contested, state="issued").order_by("pk"))


def order_redo(review: Review, act: Act) -> None:
    """The claims that were decided are in hand again; D5 runs as long as was ordered, until receipt from the issue."""
    petition = review.matter.petition
    why = _("%s责令重新处理") % review.get_stage_display()
    if petition.state in ("answered", "closed"):
        gateway.follow(act, petition, "reopen", why=why)
    for claim in review.claims().filter(disposal__in=OPINION_DISPOSALS):
        gateway.follow(act, claim, "reopen", why=why, days=act.facts["redo_days"])


@effect_of(Review, "receive_order", moves=("D5",), takes=("ClockChange.note",))
def count_from_receipt(review: Review, act: Act) -> None:
    """The days that were ordered run from the receipt, as the opinion says; until then they ran from its issue."""
    run_from(review, act, old=review.decided_on, day=act.on, ground=ClockGround.RECEIPT)


def run_from(review: Review, act: Act, *, old: date | None, day: date, ground: ClockGround) -> None:
    """The limits of the claims that were reopened by the order run from another day."""
    reopened = Deadline.objects.filter(matter=review.matter, code="D5", trigger_event__step="reopen").running()
    for deadline in reopened.filter(subject_type="claim", subject_id__in=review.claims().values("pk")):
        if deadline.trigger_on == old != day:
            deadlines.move(act, deadline, ground=ground, why=_("自收到意见书之日起计算"), trigger_on=day)


@starts_right(PaperKind.RE_EXAMINATION_OPINION)
def nothing_more(service: object, party: object, act: Act) -> None:
    """A re-examination is final: no right begins (第三十六条第三款)."""


@effect_of(Review, "publish", drafts=(PaperKind.PUBLICATION_COPY,))
def prepare_publication(review: Review, act: Act) -> None:
    """The 公示稿, redacted as far as the file knows what must go, waits to be read through and approved."""
    paperwork.prepare(act, PaperKind.PUBLICATION_COPY, organ=review.organ, subject=review)
