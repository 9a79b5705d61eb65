"""Organs differ about who is competent; the organ above them, or they themselves, say who it is (第二十四条)."""

from __future__ import annotations

from mediation.models import JurisdictionDispute
from mediation.vocabulary import Role
from tests.factories.generated.matter import Course


class Quarrels(Course):
    """A dispute about competence, from its beginning to its end."""

    def quarrel(self) -> None:
        """The next thing that is done of it, or one is begun."""
        found = JurisdictionDispute.objects.filter(matter=self.petition.matter).order_by("-pk").first()
        if found is None or found.state in ("agreed", "decided"):
            self._begin_quarrel()
        elif found.state == "with_superior":
            self._settle(found, "decide", self.world.staff(Role.HEAD, found.superior))
        elif self.draw.random() < 0.5:
            by = self.world.dispatcher
            self.attempt(
                "dispute.refer", lambda: self.take(JurisdictionDispute, found, "refer_to_superior", by, why="协商不成")
            )
        else:
            self._settle(found, "agree", self.world.dispatcher)

    def _begin_quarrel(self) -> None:
        numbers = self.some_claims(lambda no: no in self.law.open)
        if not numbers:
            return
        two = self.draw.sample(self.organs, 2)
        self.attempt(
            f"dispute.bring_up {numbers} between {two[0]} {two[1]}",
            lambda: self.take(
                JurisdictionDispute, None, "bring_up", self.world.dispatcher, matter=self.petition.matter, organs=two,
                claims=[self.claim(no) for no in numbers], quarrel="both_refuse", account="都认为不归自己",
            ),
        )  # fmt: skip

    def _settle(self, dispute: JurisdictionDispute, step: str, by: object) -> None:
        """Who was found competent has the claims from now on: it may act, and the others may not."""
        organ = self.draw.choice(sorted(dispute.organs.all(), key=lambda one: one.pk))
        numbers = [claim.no for claim in dispute.claims.order_by("no") if claim.no in self.law.open]
        done = self.attempt(
            f"dispute.{step} {numbers} for {organ} by {by}",
            lambda: self.take(JurisdictionDispute, dispute, step, by, responsible_organ=organ, terms="由该机关办理"),
        )
        if done is not None:
            self.law.found_competent(self, numbers, organ)
