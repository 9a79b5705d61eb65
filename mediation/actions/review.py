"""What follows a request for review: its limits, its papers, and what its outcome orders."""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from mediation.actions import deadlines, gateway, papers
from mediation.actions.registry import effect_of
from mediation.actions.serving import starts_right
from mediation.models import Claim, Obligation, Paper, Review, ReviewRequest
from mediation.vocabulary import OPINION_DISPOSALS, PaperKind, ReviewOutcome, ReviewStage
from mediation.workflows.base import Act, NotPossibleNow

OWN_LIMIT = {ReviewStage.REVIEW: "D7", ReviewStage.RE_EXAMINATION: "D9"}
OPINION = {
    ReviewStage.REVIEW: PaperKind.REVIEW_OPINION,
    ReviewStage.RE_EXAMINATION: PaperKind.RE_EXAMINATION_OPINION,
}


@effect_of(Review, "request", "join")
def enter_requests(review: Review, act: Act) -> None:
    """Each petitioner's request by that petitioner's own period; a posted one counts from its postmark."""
    asking = review.asking(act)
    if not asking:
        raise NotPossibleNow("no_applicant", _("请选择请求人。"))
    review.matter.admit(organ=review.organ)
    asked_on = act.facts.get("posted_on") or act.on
    for party in asking:
        right = review.right_of(party)
        late = right is not None and asked_on > right.legal_on
        grounds = act.facts.get("grounds") or act.facts.get("joining_grounds") or ""
        ReviewRequest.objects.create(
            review=review, party=party, requested_on=asked_on, received_on=act.on, late=late, grounds=grounds
        )
        if right is not None and right.state in ("running", "lapsed"):
            gateway.follow(act, right, "meet" if not late and right.state == "running" else "meet_late")


@effect_of(Review, "accept")
def begin_review(review: Review, act: Act) -> None:
    """D7 or D9 runs from the receipt; the applicants are told; the opinion is prepared for drafting."""
    deadlines.start(
        act, OWN_LIMIT[ReviewStage(review.stage)], subject=review, organ=review.organ, trigger_on=review.received_on()
    )
    applicants = [request.party for request in review.applicants()]
    papers.prepare(act, PaperKind.REVIEW_ACCEPTANCE, organ=review.organ, subject=review, addressees=applicants)
    papers.prepare(
        act, OPINION[ReviewStage(review.stage)], organ=review.organ, subject=review,
        addressees=review.matter.petition.addressees(),
    )  # fmt: skip


@effect_of(Review, "refuse")
def tell_refusal(review: Review, act: Act) -> None:
    """The refusal is told in writing."""
    applicants = [request.party for request in review.applicants()]
    papers.prepare(act, PaperKind.REVIEW_REFUSAL, organ=review.organ, subject=review, addressees=applicants)


@effect_of(Review, "withdraw_request")
def strike_out(review: Review, act: Act) -> None:
    """The last withdrawal ends the review; the period to ask does not restart."""
    if not review.asking(act):
        raise NotPossibleNow("no_applicant", _("请选择撤回人。"))
    review.applicants().filter(party__in=review.asking(act)).update(withdrawn_on=act.on)
    if not review.applicants().exists():
        gateway.follow(act, review, "end_withdrawn")


@effect_of(Review, "end_withdrawn", "refuse")
def end_the_limit(review: Review, act: Act) -> None:
    """Nothing is owed any more."""
    deadlines.end(act, review, "D7", "D9", why=_("复查（复核）终结"))
    for paper in Paper.objects.filter(matter=review.matter, subject_type="review", subject_id=review.pk):
        if paper.kind in OPINION.values() and paper.state in ("drafted", "submitted", "approved"):
            gateway.follow(act, paper, "void", why=_("复查（复核）终结"))


@effect_of(Paper, "issue")
def decide_review(paper: Paper, act: Act) -> None:
    """The issue of the opinion decides the review, and the outcome takes effect."""
    if paper.kind not in OPINION.values():
        return
    outcome = paper.content["outcome"]
    redo_days = paper.content.get("redo_days") or None
    gateway.follow(act, paper.subject, "decide", outcome=outcome, redo_days=redo_days)
    if outcome == ReviewOutcome.CHANGED and paper.content.get("perform_by"):
        owe_what_was_changed(paper, act)


def owe_what_was_changed(paper: Paper, act: Act) -> None:
    """What the changed opinion grants is to be carried out by somebody, by a day; the first organ urges."""
    owed = Obligation(
        matter=paper.matter,
        organ=paper.matter.petition.acting_organ,
        debtor_name=paper.content["performer"],
        what=paper.content["what"][:500],
        due_on=date.fromisoformat(paper.content["perform_by"]),
    )
    gateway.follow(act, owed, "undertake")


@effect_of(Review, "decide")
def carry_out(review: Review, act: Act) -> None:
    """A revoked opinion is out of force; an ordered new decision reopens its claims with its own day."""
    outcome = act.facts["outcome"]
    if outcome in (ReviewOutcome.REVOKED_REDO, ReviewOutcome.REVOKED):
        for paper in _opinions_below(review):
            gateway.follow(act, paper, "revoke", why=_("经%s撤销") % review.get_stage_display())
    if outcome == ReviewOutcome.REVOKED_REDO:
        order_redo(review, act)


def _opinions_below(review: Review) -> list[Paper]:
    """What falls with the outcome: the contested opinion, and at re-examination the first one too."""
    kinds = [PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION]
    found = Paper.objects.filter(matter=review.matter, kind__in=kinds, state="issued")
    return list(found if review.stage == ReviewStage.RE_EXAMINATION else found.filter(pk=review.opinion_id))


def order_redo(review: Review, act: Act) -> None:
    """The claims that were decided are in hand again; D5 runs from now, or as long as was ordered."""
    petition = review.matter.petition
    why = _("%s责令重新处理") % review.get_stage_display()
    if petition.state in ("answered", "closed"):
        gateway.follow(act, petition, "reopen", why=why)
    for claim in Claim.objects.filter(petition=petition, disposal__in=OPINION_DISPOSALS):
        gateway.follow(act, claim, "reopen", why=why)
        if act.facts["redo_days"]:
            deadlines.end(act, claim, "D5", why=why)
            deadlines.start(
                act, "D5", subject=claim, organ=claim.acting_organ, days=act.facts["redo_days"], trigger=why
            )
    for obligation in review.matter.obligations.outstanding().filter(claim__petition=petition):
        gateway.follow(act, obligation, "drop", why=why)


@starts_right(PaperKind.RE_EXAMINATION_OPINION)
def nothing_more(service: object, party: object, act: Act) -> None:
    """A re-examination is final: no right begins (第三十六条第三款)."""
