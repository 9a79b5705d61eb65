"""What became of an opinion that somebody asked to have looked at again (《信访工作条例》第三十五条、第三十六条)."""

from __future__ import annotations

from dataclasses import dataclass, field

from mediation.models import Paper, Review
from mediation.vocabulary import PaperKind, ReviewOutcome, ReviewStage
from mediation.workflows.handling.review import ReviewState
from mediation.workflows.papers.paper import PaperState

ANSWERS = (PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION)
LOOKED_AT = (PaperKind.HANDLING_OPINION, PaperKind.REVIEW_OPINION)


@dataclass(frozen=True)
class Contest:
    """How an opinion came out of review and re-examination so far.

    `pending` is the stage that is not decided yet; `changed_by` the newest opinion that put another result in its place;
    `upheld_by` those that left it as it is, in their order; `final` says that re-examination has ended, after which there
    is none (第三十六条第三款).
    """

    pending: str = ""
    changed_by: Paper | None = None
    upheld_by: list[Paper] = field(default_factory=list)
    final: bool = False


def contest_of(paper: Paper) -> Contest:
    """The reviews of an issued opinion, and for the first one the re-examination of what reviewed it."""
    if paper.kind == PaperKind.RE_EXAMINATION_OPINION:
        return Contest(final=True)
    if paper.kind not in LOOKED_AT:
        return Contest()
    every = Review.objects.filter(matter=paper.matter_id).order_by("pk")
    kept = list(every.exclude(state__in=(ReviewState.NOT_ACCEPTED, ReviewState.WITHDRAWN)))
    answers = Paper.objects.issued().of_kind(*ANSWERS).select_related("organ", "replacement")
    by_review: dict[int, list[Paper]] = {}
    for answer in answers.filter(subject_type="review", subject_id__in=[one.pk for one in kept]).order_by("pk"):
        by_review.setdefault(answer.subject_id, []).append(answer)
    return _told([(one, by_review.get(one.pk, [])) for one in _about(paper, kept, by_review)])


def _about(paper: Paper, reviews: list[Review], by_review: dict[int, list[Paper]]) -> list[Review]:
    """Those of the opinion or of what it corrects, then those of their answers."""
    opinions = {one.pk for one in paper.line()}
    found = []
    for review in reviews:  # an answer is contested after it was given
        if review.opinion_id in opinions:
            found.append(review)
            opinions |= {answer.pk for answer in by_review.get(review.pk, [])}
    return found


def _told(reviews: list[tuple[Review, list[Paper]]]) -> Contest:
    pending = [review.stage for review, _answers in reviews if review.is_pending]
    decided = [
        (review, answer)
        for review, answers in reviews
        for answer in answers
        if answer.state == PaperState.ISSUED and not review.is_pending
    ]
    changes = [answer for review, answer in decided if review.outcome == ReviewOutcome.CHANGED]
    return Contest(
        pending=pending[-1] if pending else "",
        changed_by=changes[-1] if changes else None,
        upheld_by=[answer for review, answer in decided if review.outcome == ReviewOutcome.UPHELD],
        final=any(review.stage == ReviewStage.RE_EXAMINATION for review, _answer in decided),
    )
