"""What follows when a review takes more time, where a rule of the place allows it: D7 or D9 moves, the applicants are told why."""

from __future__ import annotations

from mediation.actions import paperwork
from mediation.actions.clock import deadlines
from mediation.actions.previewing import preview_of
from mediation.actions.registry import effect_of
from mediation.models import Review
from mediation.vocabulary import ClockGround, PaperKind
from mediation.workflows.base import Act


@preview_of(Review, "extend")
def would_extend(review: Review, act: Act) -> list[deadlines.Moving]:
    """Its limit with the days added."""
    period = review.period()
    if period is None or not act.days:
        return []
    return [deadlines.preview(period, extend_by=act.days, decided_on=act.on)]


@effect_of(Review, "extend", moves=("D7", "D9"), takes=("ClockChange.note",), drafts=(PaperKind.REVIEW_EXTENSION,))
def extend_the_review(review: Review, act: Act) -> None:
    """The limit runs on from its nominal day; a notice tells the old and the new one, why, and who approved."""
    period = review.period()
    if period is None:  # the guard has refused before
        return
    days, why = act.facts["days"], act.facts["why"]
    deadlines.move(act, period, ground=ClockGround.EXTENSION, why=why, extend_by=days, decided_on=act.on)
    paperwork.prepare(
        act, PaperKind.REVIEW_EXTENSION, organ=review.organ, subject=review,
        addressees=[request.party for request in review.applicants()],
        content={"days": days, "why": why, "approved_by": act.facts["approved_by"], "approved_on": act.on},
    )  # fmt: skip
