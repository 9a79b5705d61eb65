"""A mediation, its agreement and its performance in any order of acts: what must hold holds, and from wherever it stands an end is reached."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import Agreement, Deadline, Mediation, MediationSession, Obligation
from mediation.workflows.base import Refused
from mediation.workflows.sittings.agreement import BINDING
from mediation.workflows.sittings.mediation_state import UNDER_WAY
from tests.factories.mediation import everyone, mediator_of, ready, terms
from tests.factories.world import at
from tests.slices import slice_of
from tests.stages import staged

FIRST = date(2025, 3, 10)
OVER = ("performed", "breached", "abandoned")
WHO = st.integers(0, 2)


@staged
def begun(world: Any, alone_mediation: Any) -> Mediation:
    """Everyone has consented and the mediator is chosen."""
    return ready(world, alone_mediation)


class AgreementMachine(RuleBasedStateMachine):
    """What the sides, their mediator and the clock do, in any order; each try is taken back at the end."""

    mediation: ClassVar[Any] = None
    world: ClassVar[Any] = None

    @initialize()
    def begin(self) -> None:
        self.day, self.minute = FIRST, 0
        self.by = mediator_of(self.world, self.mediation.organ)
        self.around = transaction.atomic()
        self.around._from_testcase = True
        self.around.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "around"):
            try:
                self.ends()
            finally:
                transaction.set_rollback(True)
                self.around.__exit__(None, None, None)

    def at(self) -> Any:
        self.minute += 1
        return at(f"{self.day}", f"{9 + self.minute // 60:02d}:{self.minute % 60:02d}")

    def tries(self, thing: Any, step: str, by: Any = None, **facts: Any) -> bool:
        opens = isinstance(thing, type)
        model, pk = (thing, None) if opens else (type(thing), thing.pk)
        try:
            with transaction.atomic():
                gateway.perform(
                    model,
                    pk,
                    step,
                    by=by or self.by,
                    at=self.at(),
                    matter=self.mediation.matter if opens else None,
                    **facts,
                )
        except Refused:
            return False
        return True

    # What there is

    def now(self) -> Mediation:
        return Mediation.objects.get(pk=self.mediation.pk)

    def agreement(self) -> Agreement | None:
        return Agreement.objects.filter(mediation=self.mediation).order_by("-pk").first()

    def session(self, state: str) -> MediationSession | None:
        return MediationSession.objects.filter(mediation=self.mediation, state=state).first()

    def owed(self, place: int) -> Obligation | None:
        found = list(Obligation.objects.filter(agreement__mediation=self.mediation))
        return found[place % len(found)] if found else None

    # What they do

    @rule(days=st.sampled_from((1, 9, 40)))
    def time_passes(self, days: int) -> None:
        self.day, self.minute = self.day + timedelta(days=days), 0
        run_clock(at(f"{self.day}", "08:00"))

    @rule(end=st.sampled_from(("agreed", "to_be_continued", "not_agreed")))
    def meet(self, end: str) -> None:
        self.day, self.minute = self.day + timedelta(days=1), 0
        self.tries(MediationSession, "schedule", mediation=self.now(), starts_at=self.at(), place="调解室")
        if (planned := self.session("scheduled")) is not None:
            self.tries(planned, "open", present=everyone(self.mediation))
        if (held := self.session("open")) is not None:
            self.tries(held, "close", result=end, outcome="分期付清" if end == "agreed" else "", recorder="华敏")

    @rule(ground=st.sampled_from(("appraisal", "suspected_sham")))
    def stand_still(self, ground: str) -> None:
        if not self.tries(self.now(), "resume"):
            self.tries(self.now(), "suspend", ground=ground)

    @rule(days=st.sampled_from((5, 60)))
    def agree_on_time(self, days: int) -> None:
        last = self.day + timedelta(days=days)
        self.tries(self.now(), "agree_end", who=everyone(self.mediation), end_on=last)
        self.tries(self.now(), "prolong", who=everyone(self.mediation), until=last)

    @rule(who=WHO)
    def leave(self, who: int) -> None:
        people = everyone(self.mediation)
        self.tries(self.now(), "give_up", by=people[who % len(people)])

    @rule(amounts=st.lists(st.sampled_from((100, 30000)), min_size=1, max_size=3), at_once=st.booleans())
    def draft(self, amounts: list[int], at_once: bool) -> None:
        people = list(self.mediation.parties.all())
        rows = [
            {"debtor": people[-1], "creditor": people[0], "what": "付款", "amount": Decimal(amount), "manner": "转账",
             "due_on": self.day + timedelta(days=10 * n), "done_at_once": at_once and n == 1}
            for n, amount in enumerate(amounts, start=1)
        ]  # fmt: skip
        stated = {**terms(people[-1], people[0]), "obligations": rows}
        draft = self.agreement()
        if draft is None or not self.tries(draft, "revise", **stated):
            self.tries(Agreement, "draft", kind="mediation", mediation=self.now(), **stated)

    @rule(who=WHO)
    def sign(self, who: int) -> None:
        if (draft := self.agreement()) is not None:
            people = list(draft.parties.all())
            self.tries(draft, "sign", by=people[who % len(people)])

    @rule()
    def come_to_performance(self) -> None:
        """The ordinary course, so that what lies behind it is tried as often as what lies before."""
        self.meet("agreed")
        self.draft([100, 30000], False)
        if (draft := self.agreement()) is not None:
            for party in draft.parties.all():
                self.tries(draft, "sign", by=party)
            self.tries(draft, "countersign")
            self.tries(draft, "take_effect")

    @rule(part=st.sampled_from((50, 100)), complains=st.booleans())
    def come_to_be_late(self, part: int, complains: bool) -> None:
        """What was agreed is paid in part, its day passes, and somebody says so."""
        self.come_to_performance()
        self.pay(0, part, "acknowledge")
        self.time_passes(40)
        if complains:
            self.complain()

    @rule()
    def not_signed(self) -> None:
        if (draft := self.agreement()) is not None:
            self.tries(draft, "abandon", why="不肯签")

    @rule(place=WHO, part=st.sampled_from((None, 50, 100, 40000)), says=st.sampled_from(("acknowledge", "deny", "")))
    def pay(self, place: int, part: int | None, says: str) -> None:
        if (owed := self.owed(place)) is None:
            return
        self.tries(owed, "show", by=owed.debtor, sum=None if part is None else Decimal(part))
        if says == "acknowledge":
            self.tries(owed, "acknowledge", by=owed.creditor)
        elif says == "deny":
            self.tries(owed, "deny", by=owed.creditor, denied_why="没有到账")

    @rule(place=WHO, how=st.sampled_from(("perform", "drop", "urge")))
    def decide(self, place: int, how: str) -> None:
        if (owed := self.owed(place)) is not None:
            facts = {"perform": {"proof": "收条"}, "drop": {"why": "书面放弃"}, "urge": {"how": "电话"}}[how]
            self.tries(owed, how, **facts)

    @rule()
    def complain(self) -> None:
        if (agreement := self.agreement()) is not None:
            self.tries(agreement, "report_breach", what_is_broken="分文未付")

    @rule(confirmed=st.sampled_from(("confirmed", "refused")))
    def go_to_court(self, confirmed: str) -> None:
        if (agreement := self.agreement()) is not None:
            self.tries(agreement, "ask_confirmation", applicants=list(agreement.parties.all()), court="青河县人民法院")
            self.tries(agreement, "record_confirmation", confirmation=confirmed, ruling="特1号")

    @rule(days=st.sampled_from((0, 20)))
    def visit(self, days: int) -> None:
        if (agreement := self.agreement()) is not None:
            ahead = self.day + timedelta(days=days) if days else None
            self.tries(
                agreement,
                "revisit",
                visited=agreement.parties.first(),
                manner="phone",
                performance="如实",
                next_on=ahead,
            )

    # What holds whatever they do

    @invariant()
    def what_binds_was_signed_by_all(self) -> None:
        if not hasattr(self, "around"):
            return
        for agreement in Agreement.objects.filter(mediation=self.mediation, state__in=BINDING):
            assert not agreement.unsigned()
            assert agreement.mediator_signed_on
            assert agreement.effective_on
        assert Agreement.objects.filter(mediation=self.mediation).exclude(state="abandoned").count() <= 1

    @invariant()
    def what_ended_leaves_nothing_open(self) -> None:
        if not hasattr(self, "around"):
            return
        mediation, agreement = self.now(), self.agreement()
        if mediation.state in ("terminated", "refused"):
            assert agreement is None or agreement.state == "abandoned"
            running = Deadline.objects.about(mediation).filter(code__in=("D12", "MEDIATED")).running()
            assert not running.exists()
        if agreement is not None and agreement.state == "performed":
            assert not agreement.obligations.outstanding().exists()
        if agreement is not None and agreement.state == "performing":
            assert agreement.obligations.outstanding().exists()

    @invariant()
    def nothing_counts_that_nobody_confirmed(self) -> None:
        if not hasattr(self, "around"):
            return
        for owed in Obligation.objects.filter(agreement__mediation=self.mediation).prefetch_related("performed"):
            came_in = sum(row.amount for row in owed.performed.all() if row.confirmed_on)
            assert came_in <= owed.amount
            assert came_in < owed.amount or owed.state == "performed" or owed.state == "dropped"
            watched = Deadline.objects.about(owed).filter(code="OWED", state__in=("running", "lapsed")).exists()
            assert watched is owed.is_outstanding

    # It comes to an end from wherever it stands

    def ends(self) -> None:
        if (held := self.session("open")) is not None:
            assert self.tries(held, "close", result="not_agreed", outcome="", recorder="华敏")
        agreement = self.agreement()
        if agreement is not None and agreement.state == "drafted":
            assert self.tries(agreement, "abandon", why="不肯签")
        if agreement is not None and agreement.state == "performing":
            for owed in agreement.obligations.outstanding():
                assert self.tries(owed, "perform", proof="收条")
        if self.now().state in (*UNDER_WAY, "agreed") and (agreement is None or self.agreement().state == "abandoned"):
            assert self.tries(self.now(), "terminate", termination_ground="no_agreement")
        last = self.agreement()
        assert last is None or last.state in OVER
        assert self.now().state in ("agreed", "terminated", "refused")
        if last is not None and last.state == "breached":
            for owed in last.obligations.outstanding():
                assert self.tries(owed, "perform", proof="收条")
            assert self.agreement().state == "performed"


def test_whatever_the_sides_do_it_stays_sound_and_comes_to_an_end(world, begun):
    AgreementMachine.mediation, AgreementMachine.world = begun, world
    tries = len(slice_of(list(range(100)), 2, what="courses of an agreement"))
    run_state_machine_as_test(
        AgreementMachine,
        settings=settings(
            max_examples=tries, stateful_step_count=18, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, phases=(Phase.generate,),
        ),
    )  # fmt: skip
