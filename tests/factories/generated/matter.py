"""One generated matter: who may act, on what, on which day is drawn; what became of it is remembered."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import Claim, Organ, Party, Petition
from mediation.workflows.base import NotAllowed, NotPossibleNow
from tests.factories.generated.law import Fault, LawByHand
from tests.factories.world import SHANGHAI, World

FIRST_DAY = date(2025, 3, 3)
PEOPLE = ("张大山", "李秀英", "王小川")
OPPOSITE = "陈老四"
ROUTES = ("petition_procedure", "petition_procedure", "petition_procedure", "duty_performance", "arbitration", "")


class Course:
    """One matter and its course; what was done and refused is counted."""

    def __init__(self, world: World, seed: int) -> None:
        self.world, self.seed = world, seed
        self.draw = random.Random(seed)
        self.on = FIRST_DAY
        self.law = LawByHand()
        self.history: list[str] = []
        self.read: set[int] = set()
        self.refused = ""
        self.counted: Counter[str] = Counter()
        self.organs = [world.bureau, world.other_bureau, world.ending_bureau]
        self.petition = self._registered()

    @property
    def now(self) -> datetime:
        """The moment, some minutes after the last act of the day."""
        return datetime.combine(self.on, time(9), tzinfo=SHANGHAI) + timedelta(minutes=len(self.history))

    def attempt(self, said: str, act: Callable[[], Any]) -> Any:
        """What came of the act; None where it was refused with a reason."""
        try:
            result = act()
        except (NotPossibleNow, NotAllowed) as refused:
            code = getattr(refused, "code", "not_permitted")
            self.history.append(f"{self.on} {said} —— {code}")
            self.counted[f"{said.split(' ')[0]}: {code}"] += 1
            self.refused = code
            return None
        self.history.append(f"{self.on} {said}")
        self.counted[said.split(" ")[0]] += 1
        return result

    def take(self, model: Any, obj: Any, step: str, by: Any, **facts: Any) -> Any:
        """A step of a stored or a new object, now."""
        return gateway.perform(model, obj.pk if obj is not None else None, step, by=by, at=self.now, **facts)

    def fault(self, what: str) -> Fault:
        """The fault with the whole course."""
        return Fault(f"{what}\nSEED of the matter: {self.seed}\n" + "\n".join(self.history))

    def staff(self, role: str, organ: Organ) -> Any:
        """Who holds the role in the organ, or in the one that has its powers today."""
        return self.world.staff(role, organ.competent_on(self.on))

    def pass_days(self) -> None:
        """Often none, sometimes weeks; what falls due meanwhile is done by the clock."""
        days = self.draw.choice((0, 0, 0, 0, 1, 1, 2, 4, 8, 16))
        if days:
            self.on += timedelta(days=days)
            run_clock(datetime.combine(self.on, time(6), tzinfo=SHANGHAI))
            self.look_at_the_clock()

    def look_at_the_clock(self) -> None:
        """What the passing of time has done that the law by hand has to know."""

    def _registered(self) -> Petition:
        self.at_office = self.draw.random() < 0.75
        where = self.world.office if self.at_office else self.world.bureau
        claims = []
        for no in range(1, self.draw.randint(1, 4) + 1):
            route = self.draw.choice(ROUTES)
            claims.append({"text": f"请求{no}", "category": "grievance" if route else "suggestion", "route": route})
        people = PEOPLE[: self.draw.randint(1, len(PEOPLE))]
        self.opposed = self.draw.random() < 0.6
        received = self.on - timedelta(days=self.draw.choice((0, 0, 1, 4)))
        petition = self.world.petition(
            on=self.on.isoformat(), organ=where, claims=claims, received_on=received,
            petitioners=[{"name": name, "address": "青河县柳树乡一村"} for name in people],
            opposite_parties=[{"name": OPPOSITE, "address": "青河县柳树乡三村"}] if self.opposed else [],
        )  # fmt: skip
        self.history.append(f"{self.on} register {where} {[c['route'] or 'suggestion' for c in claims]} {people}")
        self.law.register(where, received, len(claims), people)
        return petition

    def claim(self, no: int) -> Claim:
        """A claim as it is now."""
        return Claim.objects.get(petition=self.petition, no=no)

    def person(self, name: str) -> Party:
        """A petitioner as he is now."""
        return Party.objects.get(matter=self.petition.matter, name=name)

    def some_claims(self, likely: Callable[[int], bool] = lambda no: True) -> list[int]:
        """Some of the likely claims, or seldom of all; none where none is likely."""
        known = sorted(self.law.lies)
        if self.draw.random() < 0.9:
            known = [no for no in known if likely(no)]
        return sorted(self.draw.sample(known, self.draw.randint(1, len(known)))) if known else []

    def organ_for(self, no: int) -> Organ:
        """Mostly the organ that has the claim, now and then another."""
        return self.law.lies[no] if self.draw.random() < 0.75 else self.draw.choice(self.organs)

    def entered_late(self) -> tuple[date, dict[str, Any]]:
        """The day on which it was done, and what says so where it is entered afterwards."""
        day = self.on - timedelta(days=self.draw.choice((0, 0, 0, 2)))
        return day, {"done_on": day, "why_late": "次日录入"} if day < self.on else {}
