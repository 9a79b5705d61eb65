"""Petitioners ask for review, join, withdraw; the organs above decide."""

from __future__ import annotations

from typing import Any

from mediation.models import Paper, Party, Petition, Review
from mediation.vocabulary import PaperKind, Role
from tests.factories.generated.answers import STAGES
from tests.factories.generated.matter import Course
from tests.factories.opinions import approved
from tests.factories.papers import printed


class Reviews(Course):
    """What petitioners do by themselves, and what becomes of it."""

    def ask_for_review(self) -> None:
        """A petitioner asks for review or re-examination; where his right runs, some way is open to him."""
        contested = [p for p in self.petition.matter.papers.issued() if p.kind in STAGES and self.law.served.get(p.pk)]
        if not contested:
            return
        opinion, party = self.draw.choice(contested), self.person(self.draw.choice(sorted(self.law.people)))
        right = self.law.may_ask(self, opinion, party.name)
        stage = STAGES[opinion.kind]
        pending = Review.objects.filter(opinion=opinion, state__in=("requested", "accepted")).first()
        said = f"{'join' if pending else 'request'} {stage} of {opinion.number} by {party}"
        asked = self.attempt(said, lambda: self._asked(opinion, party, stage, pending))
        if asked is None and right:
            raise self.fault(f"{party}对{opinion}的请求期限到{right}，被拒绝")
        if asked is not None:
            self.law.asked[opinion.pk, party.name] = self.on

    def _asked(self, opinion: Paper, party: Party, stage: str, pending: Review | None) -> Review:
        if pending is not None:
            return self.take(Review, pending, "join", party)
        organ = self.draw.choice(sorted(opinion.review_organs(stage, self.on), key=lambda one: one.pk))
        return self.take(
            Review, None, "request", party, matter=self.petition.matter, stage=stage, opinion=opinion, organ=organ,
            demand="变更处理意见", grounds="有广播通知为证",
        )  # fmt: skip

    def decide_review(self) -> None:
        """The review organ accepts what waits, or decides."""
        pending = list(Review.objects.filter(matter=self.petition.matter, state__in=("requested", "accepted")))
        if not pending:
            return
        review = self.draw.choice(pending)
        reviewer = self.world.staff(Role.REVIEWER, review.organ)
        if review.state == "requested":
            facts = {"reviewer": reviewer, "good_cause": "未收到通知"}
            if (
                self.attempt("review.accept", lambda: self.take(Review, review, "accept", reviewer, **facts))
                is not None
            ):
                self.law.review_accepted[review.pk] = self.on
            return
        outcome = self.draw.choice(("upheld", "upheld", "revoked_redo"))
        if self.attempt(f"review.decide {outcome}", lambda: self._decided(review, reviewer, outcome)) is not None:
            self.law.reviewed.add(review.opinion_id)

    def _decided(self, review: Review, reviewer: Any, outcome: str) -> Paper:
        kind = PaperKind.REVIEW_OPINION if review.stage == "review" else PaperKind.RE_EXAMINATION_OPINION
        if late := [request.party for request in review.undecided()]:
            self.take(Review, review, "admit_late", reviewer, late_parties=late, late_cause="未收到通知")
        paper = review.matter.papers.of_kind(kind).filter(subject_id=review.pk).order_by("-pk").first()
        content = {
            "facts": "调取了广播录音。", "on_facts": "原意见未调取录音。", "on_basis": "依据适当。", "on_procedure": "程序合法。",
            "on_conclusion": "结论已经核对。", "outcome": outcome, **({"redo_days": 30} if outcome == "revoked_redo" else {}),
        }  # fmt: skip
        self.take(Paper, paper, "revise", reviewer, content=content)
        head = self.world.staff(Role.HEAD, review.organ)
        paper = approved(paper, drafter=reviewer, head=head, on=self.on.isoformat())
        return printed(self.take(Paper, paper, "issue", self.world.staff(Role.REGISTRAR, review.organ)))

    def withdraw(self) -> None:
        """A petitioner takes back his own part; the others' go on."""
        party = self.person(self.draw.choice(sorted(self.law.people)))
        before = self.law.open_of_others(self, party.name)
        done = self.attempt(
            f"withdraw {party}",
            lambda: self.take(Petition, self.petition, "withdraw", party, why="已解决", effect_told=True),
        )
        if done is not None:
            self.law.gone.add(party.name)
            self.law.done.setdefault("withdraw", set()).add(self.on)
            self.law.others_go_on(self, before)
