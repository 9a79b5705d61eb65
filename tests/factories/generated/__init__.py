"""Matters nobody wrote: several claims, organs and petitioners, in which whoever may act acts in an order drawn by a seed.

Beside each is kept, by hand (`LawByHand`), what the law says of it. Attempts that the law forbids are made as well as those it
allows; whichever goes the other way is a `Fault`, told with everything that was done before.
"""

from __future__ import annotations

import random
from collections.abc import Callable

from tests.factories.generated.answers import Answers
from tests.factories.generated.days import papers_agree
from tests.factories.generated.intake import Intake
from tests.factories.generated.mediations import Mediations
from tests.factories.generated.notices import Notices
from tests.factories.generated.quarrels import Quarrels
from tests.factories.generated.reviews import Reviews

LONGEST_COURSE = 32


class GeneratedMatter(Intake, Answers, Reviews, Mediations, Quarrels, Notices):
    """A matter that lives as it was drawn."""

    def live(self) -> GeneratedMatter:
        """Act by act, some days apart, the clock behind each; what is said and what rights run is compared after each."""
        length = self.draw.randint(10, LONGEST_COURSE)
        for _n in range(2 * LONGEST_COURSE):
            before, moves = len(self.history), self.moves()
            self.draw.choices(list(moves), list(moves.values()))[0]()
            if len(self.history) > before:
                papers_agree(self.law, self.read, self)
                self.law.nobody_lost_a_right(self)
                self.nothing_confided_is_told()
                self.pass_days()
            if len(self.history) >= length:
                break
        return self

    def liking(self, what: str, most: float) -> float:
        """Some matters hold a hearing or a mediation to its end, others have none: as the seed has it."""
        return random.Random(f"{self.seed} {what}").choice((0.1, most / 12, most))

    def moves(self) -> dict[Callable[[], None], float]:
        """What may be tried, with how likely it is: mostly what leads on, now and then what should be refused."""
        law, office = self.law, self.world.office
        waiting = law.open - set(law.accepted)
        undecided = {opinion for opinion, _name in law.asked} - law.reviewed
        return {
            self.send: 4 if any(law.lies[no] == office for no in law.open) else 0.3,
            self.accept: 4 if any(law.lies[no] != office for no in waiting) else 0.3,
            self.answer: 5 if law.open & set(law.accepted) else 0.3,
            self.serve: 6,
            self.ask_for_review: 6 if law.served else 0.2,
            self.decide_review: 8 if undecided else 0.3,
            self.answer_a_transfer: 4 if set(law.sent) - law.taken else 0.2,
            self.dispose_otherwise: 1 if waiting else 0.1,
            self.extend: 1 if law.open & set(law.accepted) else 0.1,
            self.correct_the_acceptance: 0.3,
            self.annul_a_receipt: 0.4,
            self.withdraw: 0.2,
            self.hear: self.liking("hearing", 12) if law.accepted and law.open else 0.1,
            self.mediate: self.liking("mediation", 12) if self.opposed and law.open else 0.1,
            self.quarrel: self.liking("quarrel", 3) if law.open else 0.1,
            self.leave_in_place: 0.6,
            self.announce: 0.8,
        }
