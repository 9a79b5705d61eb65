"""Claims go to organs, which take them, accept, extend, refuse."""

from __future__ import annotations

from datetime import timedelta

from mediation.models import Claim, Dispatch, Event, Extension
from mediation.vocabulary import Role
from tests.factories.generated.matter import Course
from tests.factories.world import LABOUR_LAW


class Intake(Course):
    """Acts up to the answer."""

    def send(self) -> None:
        """The petition office passes claims on."""
        numbers = self.some_claims(lambda no: self.law.lies[no] == self.world.office and no in self.law.open)
        if not numbers:
            return
        to = self.draw.choice(self.organs)
        claims = [self.claim(no) for no in numbers]
        sent = self.attempt(
            f"send {numbers} to {to}",
            lambda: self.take(
                Dispatch, None, "send", self.world.dispatcher, matter=self.petition.matter, kind="transfer",
                to_organ=to, claims=claims,
            ),
        )  # fmt: skip
        if sent is not None:
            self.law.send(self, sent, numbers, to)

    def answer_a_transfer(self) -> None:
        """The receiver takes it, or objects; the office insists or gives way."""
        fit = [one for one in self.petition.matter.dispatches.all() if one.state in ("sent", "objected")]
        sent = self.draw.choice([None, *(fit or self.petition.matter.dispatches.all())])
        if sent is None:
            return
        receiver = self.draw.choice([sent.to_organ, sent.to_organ, self.draw.choice(self.organs)])
        ways = ("insist", "give_way", "give_way") if sent.state == "objected" else ("take", "take", "object")
        step = self.draw.choice(ways if self.draw.random() < 0.9 else ("take", "object", "insist", "give_way"))
        by = self.world.dispatcher if step in ("insist", "give_way") else self.staff(Role.HANDLER, receiver)
        facts = {"object": {"objection": "不归我局。"}, "insist": {"why": "归你局。"}}.get(step, {})
        done = self.attempt(f"dispatch.{step} by {receiver}", lambda: self.take(Dispatch, sent, step, by, **facts))
        if done is not None:
            self.law.answer_transfer(self, sent, step, receiver)

    def accept(self) -> None:
        """An organ accepts a claim."""
        if not (
            numbers := self.some_claims(
                lambda no: self.law.lies[no] != self.world.office and no not in self.law.accepted
            )
        ):
            return
        no = numbers[0]
        claim, organ = self.claim(no), self.organ_for(no)
        if claim.route == "arbitration" and self.draw.random() < 0.8:
            return
        duty = claim.route == "duty_performance"
        step, facts = ("accept_duty", self.draw.choice((LABOUR_LAW, {}))) if duty else ("accept", {})
        by = self.staff(Role.HANDLER, organ)
        day, late = self.entered_late()
        done = self.attempt(f"{step} {no} by {organ} {day}", lambda: self.take(Claim, claim, step, by, **facts, **late))
        if done is not None:
            self.law.acted(self, [no], organ)
            self.law.accepted.setdefault(no, day)
        elif self.refused == "not_permitted" and no in self.law.taken and self.law.has(no, organ, self.on):
            raise self.fault(f"{organ}不能受理由它办理的诉求{no}")

    def correct_the_acceptance(self) -> None:
        """The day of an acceptance was mistyped; what is issued from now on tells the right one."""
        if not (numbers := self.some_claims(lambda no: no in self.law.open and no in self.law.accepted)):
            return
        no = numbers[0]
        claim, organ = self.claim(no), self.organ_for(no)
        entered = Event.objects.of("claim", claim.pk).filter(step__in=("accept", "accept_duty")).order_by("pk").first()
        if entered is None:
            return
        day, by = self.law.accepted[no] - timedelta(days=1), self.staff(Role.HANDLER, organ)
        done = self.attempt(
            f"correct_day of accept {no} to {day} by {organ}",
            lambda: self.take(Claim, claim, "correct_day", by, event=entered.version, right_day=day, why="录入有误"),
        )
        if done is not None:
            self.law.acted(self, [no], organ)
            self.law.accepted[no] = day

    def dispose_otherwise(self) -> None:
        """An organ refuses a claim, or guides it into another procedure."""
        if not (numbers := self.some_claims(lambda no: no in self.law.open and no not in self.law.accepted)):
            return
        no = numbers[0]
        organ = self.organ_for(no)
        claim, by = self.claim(no), self.staff(Role.HANDLER, organ)
        guided = claim.route == "arbitration" or self.draw.random() < 0.1
        step, facts = (
            ("guide", {"competent_organ": "青河县劳动人事争议仲裁委员会", "legal_basis": "《劳动争议调解仲裁法》第二条",
                       "time_limit": "一年"})
            if guided
            else ("refuse", {"ground": "not_competent", "explanation": "不属本机关职权。", "way_on": "青河县水利局"})
        )  # fmt: skip
        if self.attempt(f"{step} {no} by {organ}", lambda: self.take(Claim, claim, step, by, **facts)) is not None:
            self.law.acted(self, [no], organ)
            self.law.dispose(no, self.on)

    def extend(self) -> None:
        """An organ asks for more time for its claims, and its head approves."""
        numbers = self.some_claims(lambda no: no in self.law.open and no in self.law.accepted)
        if not numbers:
            return
        organ = self.organ_for(numbers[0])
        claims = [self.claim(no) for no in numbers] if self.draw.random() < 0.6 else []
        asked = self.attempt(
            f"extension.request {numbers if claims else 'all'} by {organ}",
            lambda: self.take(
                Extension, None, "request", self.staff(Role.HANDLER, organ), matter=self.petition.matter,
                claims=claims, days=self.draw.choice((10, 30)), why="情况复杂。",
            ),
        )  # fmt: skip
        if asked is None:
            return
        self.law.acted(self, [claim.no for claim in asked.claims.all()], organ)
        before = self.law.limits_of_others(self, organ)
        by = self.staff(Role.HEAD, organ)
        self.attempt(f"extension.approve by {organ}", lambda: self.take(Extension, asked, "approve", by))
        if self.law.limits_of_others(self, organ) != before:
            raise self.fault(f"{organ}的延期改动了别的机关的期限")
