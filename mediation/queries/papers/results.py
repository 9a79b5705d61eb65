"""The result that is in force for a claim: its disposal, unless a review has changed it."""

from __future__ import annotations

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from datetime import date

from mediation.models import Claim, Matter, Organ, Paper, Review
from mediation.permissions import Actor
from mediation.vocabulary import OPINION_DISPOSALS, OpinionOutcome, PaperKind, ReviewOutcome, ReviewStage
from mediation.workflows.handling.review import ReviewState

OPINION_OF = {
    ReviewStage.REVIEW: PaperKind.REVIEW_OPINION, ReviewStage.RE_EXAMINATION: PaperKind.RE_EXAMINATION_OPINION,
}  # fmt: skip


@dataclass(frozen=True)
class Changed:
    """What stands instead of a claim's first disposal, by whose paper, since when.

    `outcome` is empty where the paper says it in words only; `paper` and `words` are kept from who may not read it.
    """

    organ: Organ
    stage: str
    on: date
    outcome: str = ""
    words: str = ""
    paper: Paper | None = None

    @property
    def label(self) -> str:
        """The result in a word, if it has one."""
        return str(OpinionOutcome(self.outcome).label) if self.outcome else ""


def changed_results(
    matter: Matter, claims: Iterable[Claim], actor: Actor, readable: AbstractSet[int] | None = None
) -> dict[int, Changed]:
    """For each claim that a review changed, by its key, what stands now; the latest opinion holds (第三十五、三十六条).

    `readable` are the papers that the person sees, where that is decided already.
    """
    decided = (one for one in matter.every("reviews") if one.state == ReviewState.DECIDED)
    changed = [review for review in decided if review.outcome == ReviewOutcome.CHANGED]
    if not changed:
        return {}
    reviews = sorted(changed, key=lambda one: (one.decided_on, one.pk))
    papers = {(p.subject_id, p.kind): p for p in _opinions(matter, {review.pk for review in reviews})}
    if readable is None:
        readable = set(Paper.objects.visible_to(actor).filter(matter=matter).values_list("pk", flat=True))
    found: dict[int, Changed] = {}
    for review in reviews:
        paper = papers.get((review.pk, OPINION_OF[review.stage]))
        if paper is not None:
            for claim in claims:
                if _about(claim, review) and (now := _changed(claim, review, paper, paper.pk in readable)):
                    found[claim.pk] = now
    return found


def _opinions(matter: Matter, reviews: set[int]) -> Iterable[Paper]:
    """The issued papers about the reviews; among those that a page has read of the file, if it has."""
    if (known := matter.held("papers")) is not None:
        return [p for p in known if p.subject_type == "review" and p.subject_id in reviews and p.state == "issued"]
    return Paper.objects.filter(subject_type="review", subject_id__in=reviews, state="issued").select_related("organ")


def _about(claim: Claim, review: Review) -> bool:
    """Whether the review looked at what the claim stands on still: not if it was decided anew since."""
    decided = claim.disposal in OPINION_DISPOSALS and claim.disposed_on and claim.disposed_on <= review.decided_on
    return bool(decided) and review.looks_at([claim])


def _changed(claim: Claim, review: Review, paper: Paper, readable: bool) -> Changed | None:
    rows = {row["claim"]: row["outcome"] for row in paper.content.get("changes") or []}
    if rows and (no := paper.no_of(claim)) not in rows:
        return None
    words = paper.content.get("new_conclusion", "") if readable else ""
    kept = paper if readable else None
    return Changed(review.organ, review.stage, review.decided_on, rows[no] if rows else "", words, kept)
