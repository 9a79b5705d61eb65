"""A panel and its hearing in any order of acts: what must hold holds after each, and from wherever it stands an end is reached."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mediation.actions import gateway
from mediation.models import Event, MatterAccess, PanelNote, Recusal
from mediation.permissions import Actor
from mediation.queries.visibility import Sight, events_seen
from mediation.vocabulary import Role
from mediation.workflows.base import Refused
from tests.factories.hearings import DAY, PHASES, HearingCourse
from tests.factories.world import World, at
from tests.slices import slice_of
from tests.stages import staged

OVER = ("reported", "terminated", "refused", "waived")
SITTING = ("in_session", "deliberating", "concluded")
PRIVATE = ("discuss", "vote", "note")
WHO = st.sampled_from(("presider", "first", "second", "recorder"))
SPARE = ("丙委员", "丁委员", "戊委员")


@staged
def course(world: World) -> HearingCourse:
    """Granted, panel appointed, day fixed, everybody noticed; there are others to take their seats."""
    course = HearingCourse(world)
    course.scheduled()
    course.notify()
    course.spare = [world.staff(Role.PANELLIST, world.county, name) for name in SPARE]
    course.other_presider = world.staff(Role.PRESIDING_OFFICER, world.bureau, "另一主持")
    course.other_recorder = world.staff(Role.RECORDER, world.bureau, "另一记录")
    return course


class PanelMachine(RuleBasedStateMachine):
    """What the people of a hearing, its parties and its head do, in any order; each try is taken back at the end."""

    course: ClassVar[Any] = None

    @initialize()
    def begin(self) -> None:
        self.minute = 0
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

    # What they do

    def clock(self) -> str:
        self.minute += 1
        return f"{9 + self.minute // 60:02d}:{self.minute % 60:02d}"

    def tries(self, step: str, by: Any, **facts: Any) -> bool:
        try:
            with transaction.atomic():
                self.course.take(step, by, DAY, self.clock(), **facts)
        except Refused:
            return False
        return True

    def person(self, who: str) -> Any:
        hearing = self.course.hearing
        members = [one.user for one in hearing.sitting_members() if one.user_id != hearing.presider_id]
        return {
            "presider": hearing.presider, "recorder": hearing.recorder,
            "first": members[0] if members else None, "second": members[-1] if members else None,
        }[who]  # fmt: skip

    @rule(who=WHO)
    def affirm(self, who: str) -> None:
        if (person := self.person(who)) is not None:
            self.tries("affirm", person)

    @rule()
    def all_affirm(self) -> None:
        for person in self.course.hearing.undeclared():
            self.tries("affirm", person)

    @rule(who=WHO)
    def note(self, who: str) -> None:
        if (person := self.person(who)) is not None:
            self.tries("note", person, text="先问账")

    @rule()
    def open(self) -> None:
        rows = [{"party": party, "outcome": "present"} for party in (self.course.zhang, self.course.li)]
        self.tries("record_attendance", self.course.hearing.recorder, attendance=rows)
        self.tries("open", self.course.hearing.presider)

    @rule(upto=st.integers(1, len(PHASES)))
    def speak(self, upto: int) -> None:
        for phase in PHASES[:upto]:
            self.tries("record_statement", self.course.hearing.recorder, phase=phase, speaker="某人", text="……")

    @rule()
    def come_to_deliberate(self) -> None:
        """The ordinary course, so that what lies behind it is tried as often as what lies before."""
        self.all_affirm()
        self.open()
        self.resume()
        self.speak(len(PHASES))
        self.deliberate()

    @rule()
    def adjourn(self) -> None:
        self.tries("adjourn", self.course.hearing.presider, ground="other", why="……")

    @rule()
    def resume(self) -> None:
        self.tries("resume", self.course.hearing.presider, told_how="当庭")

    @rule()
    def deliberate(self) -> None:
        self.tries("deliberate", self.course.hearing.presider)

    @rule(who=WHO)
    def discuss(self, who: str) -> None:
        if (person := self.person(who)) is not None:
            self.tries("discuss", person, text="……")

    @rule(yes=st.lists(st.booleans(), min_size=3, max_size=3), without=st.booleans())
    def vote(self, yes: list[bool], without: bool) -> None:
        members = [one.user for one in self.course.hearing.sitting_members()][: 2 if without else 3]
        rows = [{"member": one, "agrees": ja, "view": "另有意见"} for one, ja in zip(members, yes, strict=False)]
        self.tries("vote", self.course.hearing.presider, conclusion="……", votes=rows)

    @rule(announced=st.booleans())
    def conclude(self, announced: bool) -> None:
        signed = [{"party": party, "signed": True} for party in (self.course.zhang, self.course.li)]
        self.tries("read_record", self.course.hearing.recorder, way="read_out")
        self.tries("conclude", self.course.hearing.presider, announced=announced, signatures=signed)

    @rule(who=WHO, learnt=st.booleans())
    def challenge(self, who: str, learnt: bool) -> None:
        if (person := self.person(who)) is None:
            return
        role = {"presider": "presider", "recorder": "recorder"}.get(who, "panellist")
        stated = {"person": person, "role": role, "hearing": self.course.hearing, "ground": "relative"}
        stated |= {"details": f"第{self.minute}项事实", "learnt": "刚刚得知" if learnt else ""}
        try:
            with transaction.atomic():
                gateway.perform(
                    Recusal, None, "ask", by=self.course.zhang, at=at(DAY, self.clock()), matter=self.course.matter,
                    **stated,
                )  # fmt: skip
        except Refused:
            pass

    @rule(granted=st.booleans(), by_head=st.booleans())
    def decide(self, granted: bool, by_head: bool) -> None:
        waiting = self.course.hearing.recusals_pending()
        if waiting:
            self.decides(waiting[0], granted, self.course.world.head if by_head else self.course.hearing.presider)

    def decides(self, recusal: Recusal, granted: bool, by: Any) -> bool:
        try:
            with transaction.atomic():
                gateway.perform(
                    Recusal, recusal.pk, "grant" if granted else "refuse", by=by, at=at(DAY, self.clock()),
                    decision_reason="经查",
                )  # fmt: skip
        except Refused:
            return False
        return True

    @rule(who=WHO, spare=st.integers(0, 2))
    def succeed(self, who: str, spare: int) -> None:
        course = self.course
        new = {"presider": course.other_presider, "recorder": course.other_recorder}.get(who, course.spare[spare])
        if (person := self.person(who)) is not None:
            self.tries("succeed", course.world.head, person=person, successor=new, why="生病")

    @rule(spare=st.integers(0, 2))
    def appoint(self, spare: int) -> None:
        course, hearing = self.course, self.course.hearing
        presider = hearing.presider or course.other_presider
        members = [one.user for one in hearing.sitting_members() if one.user_id != presider.pk]
        panel = [presider, *members, *course.spare[spare:], *course.spare[:spare]][:3]
        self.tries(
            "appoint_panel", course.world.head, presider=presider, panel=panel,
            recorder=hearing.recorder or course.other_recorder,
        )  # fmt: skip

    # What holds whatever they do

    @invariant()
    def whoever_sits_may_sit(self) -> None:
        if not hasattr(self, "around"):
            return
        hearing = self.course.hearing
        members = hearing.panel_ids()
        if hearing.state in SITTING:
            assert len(members) % 2 == 1
            assert len(members) >= 3
            assert hearing.presider_id in members
            assert hearing.recorder_id not in members
            assert not hearing.undeclared()
            assert not hearing.recusals_pending()
        if hearing.state == "concluded":
            assert set(hearing.sitting_members().values_list("agrees", flat=True)) <= {True, False}
            assert 2 * hearing.votes_for() > len(members)

    @invariant()
    def whoever_was_recused_sees_and_does_nothing_more(self) -> None:
        if not hasattr(self, "around"):
            return
        hearing = self.course.hearing
        gone = set(Recusal.objects.filter(matter=self.course.matter, state="granted").values_list("person", flat=True))
        assert not gone & {*hearing.panel_ids(), hearing.presider_id, hearing.recorder_id}
        rows = MatterAccess.objects.standing(at(DAY).date()).filter(matter=self.course.matter, user__in=gone)
        assert set(rows.values_list("part", flat=True)) <= {"barred"}

    @invariant()
    def nobody_else_learns_of_the_deliberation(self) -> None:
        if not hasattr(self, "around"):
            return
        actor = Actor(on=at(DAY).date(), user=self.course.world.handler)
        if Event.objects.filter(matter=self.course.matter, step__in=PRIVATE).exists():
            seen = events_seen(Sight(self.course.hearing.matter, actor))
            assert not seen.filter(step__in=PRIVATE).exists()
        assert not PanelNote.objects.visible_to(actor).exists()
        hearing = self.course.hearing
        assert hearing.announced or "conclusion" in hearing.kept_from(actor)

    # It comes to an end from wherever it stands

    def ends(self) -> None:
        self.decide_all()
        hearing = self.course.hearing
        if hearing.state == "concluded":
            said = {"petitioner_side": "…", "organ_side": "…", "facts_found": "…", "advice": "…"}
            assert self.tries("report", hearing.presider, **said)
        elif hearing.state not in OVER:
            assert self.tries("terminate", self.course.world.head, end_ground="other", why="……")
        self.decide_all()
        assert self.course.hearing.state in OVER
        assert not self.course.hearing.recusals_pending()

    def decide_all(self) -> None:
        """The head on the presider, then the presider on the others; where nobody presides any more, the head."""
        waiting = sorted(self.course.hearing.recusals_pending(), key=lambda one: one.role != "presider")
        for recusal in waiting:
            for by in (self.course.world.head, self.course.hearing.presider):
                if by is not None and self.decides(recusal, False, by):
                    break


def test_whatever_a_panel_does_it_stays_sound_and_comes_to_an_end(course):
    PanelMachine.course = course
    tries = len(slice_of(list(range(100)), 3, what="courses of a panel"))
    run_state_machine_as_test(
        PanelMachine,
        settings=settings(
            max_examples=tries, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, phases=(Phase.generate,),
        ),
    )  # fmt: skip
