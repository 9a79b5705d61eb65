"""A hearing, a session and a conference that share rooms and people, in any order of acts: nothing is held twice, and all come to an end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from mediation.actions import gateway
from mediation.actions.sittings.leave import enter_leave, withdraw_leave
from mediation.models import (
    Appointment,
    Hearing,
    Hindrance,
    JointConference,
    Mediation,
    MediationSession,
    Resolution,
    Room,
    RoomBooking,
    StaffBooking,
    StaffLeave,
)
from mediation.permissions import Actor
from mediation.queries.sittings.dates import dates_of
from mediation.vocabulary import Role
from mediation.workflows.base import Refused
from tests.factories.hearings import HearingCourse
from tests.factories.mediation import disputed, everyone
from tests.factories.papers import served
from tests.factories.world import World, at
from tests.slices import slice_of
from tests.stages import staged

BEGUN = "2025-09-22"
DAYS = ("2025-10-20", "2025-10-21", "2025-11-10", "2025-11-11", "2025-12-01")
CLOCKS = ("09:00", "10:00", "14:30")
WHEN = st.tuples(st.sampled_from(DAYS), st.sampled_from(CLOCKS))
ROOMS = st.sampled_from((0, 1, None))
# Its time is fixed, or it is going on: it holds what it needs.
HOLDS = {
    "hearing": ("scheduled", "in_session", "adjourned", "deliberating"), "mediationsession": ("scheduled", "open"),
    "jointconference": ("convened", "held"),
}  # fmt: skip
GIVEN_UP = {
    "hearing": ("granted", "terminated"), "mediationsession": ("cancelled", "closed"), "jointconference": ("cancelled",)
}  # fmt: skip


@staged
def house(world: World) -> HearingCourse:
    """A hearing to be scheduled, a mediation whose mediator records the hearing, and two rooms."""
    course = HearingCourse(world)
    course.granted()
    mediator = course.recorder
    Appointment.objects.create(user=mediator, organ=world.bureau, role=Role.MEDIATOR)
    course.appoint()
    course.affirm()
    course.rooms = [Room.objects.create(organ=world.bureau, name=name, capacity=40) for name in ("一号", "二号")]
    petition = disputed(world)
    take = lambda step, pk, clock, **facts: gateway.perform(  # noqa: E731
        Mediation, pk, step, by=facts.pop("by", mediator), at=at(BEGUN, clock), **facts
    )
    mediation = take(
        "propose",
        None,
        "09:00",
        by=world.handler,
        matter=petition.matter,
        claims=list(petition.claims.all()),
        dispute="差价",
    )
    take("tell_rights", mediation.pk, "09:10")
    take("consent", mediation.pk, "09:20", who=everyone(mediation))
    take("name_mediators", mediation.pk, "09:30", mediators=[mediator], chosen_by_parties=True)
    course.mediation = take("affirm", mediation.pk, "09:40")
    return course


class SittingMachine(RuleBasedStateMachine):
    """What those do who fix, move, hold and end them; each try is taken back at the end."""

    house: ClassVar[Any] = None

    @initialize(together=st.booleans(), room=ROOMS)
    def begin(self, together: bool, room: int | None) -> None:
        """Half of the time three sittings wait for the same day, told to all in time."""
        self.now = at(BEGUN, "10:00")
        self.around = transaction.atomic()
        self.around._from_testcase = True
        self.around.__enter__()
        if together:
            self.fix_the_hearing((DAYS[0], "09:00"), room, despite=False)
            self.fix_a_session((DAYS[0], "14:30"), room, despite=False)
            self.call_a_conference((DAYS[0], "16:00"), room)
            self.serve_the_notices()

    def teardown(self) -> None:
        if hasattr(self, "around"):
            try:
                self.ends()
            finally:
                transaction.set_rollback(True)
                self.around.__exit__(None, None, None)

    def later(self) -> datetime:
        self.now += timedelta(minutes=1)
        return self.now

    def tries(self, model: Any, pk: int | None, step: str, by: Any, **facts: Any) -> bool:
        try:
            with transaction.atomic():
                gateway.perform(model, pk, step, by=by, at=self.later(), **facts)
        except Refused:
            return False
        return True

    @property
    def hearing(self) -> Hearing:
        return self.house.hearing

    def takes(self, step: str, by: Any, **facts: Any) -> bool:
        return self.tries(Hearing, self.house.pk, step, by, **facts)

    def sittings(self) -> list[Any]:
        return [self.hearing, *MediationSession.objects.order_by("pk"), *JointConference.objects.order_by("pk")]

    def where(self, room: int | None) -> dict[str, Any]:
        return {"room": None, "place": "村委会"} if room is None else {"room": self.house.rooms[room], "place": ""}

    # What they do

    @rule()
    def the_next_day_comes(self) -> None:
        coming = [at(day, "08:00") for day in DAYS if at(day, "08:00") > self.now]
        self.now = coming[0] if coming else self.now

    @rule()
    def serve_the_notices(self) -> None:
        for one in self.hearing.invited.filter(notice__state="drafted").select_related("notice"):
            served(one.notice, by=self.house.world.registrar, on=f"{self.later():%Y-%m-%d}")

    @rule(when=WHEN, room=ROOMS, despite=st.booleans())
    def fix_the_hearing(self, when: Any, room: int | None, despite: bool) -> None:
        self.takes(
            "schedule",
            self.house.presider,
            starts_at=at(*when),
            minutes=90,
            despite="确需" if despite else "",
            **self.where(room),
        )

    @rule(ground=st.sampled_from(("other", "force_majeure", "entered_in_error")))
    def put_the_hearing_off(self, ground: str) -> None:
        self.takes("postpone", self.house.presider, ground=ground, why="……")

    @rule()
    def hold_the_hearing(self) -> None:
        self.now = max(self.now, self.hearing.starts_at or self.now)
        rows = [{"party": party, "outcome": "present"} for party in (self.house.zhang, self.house.li)]
        self.takes("record_attendance", self.house.recorder, attendance=rows)
        self.takes("open", self.house.presider)

    @rule()
    def break_off_and_go_on(self) -> None:
        if not self.takes("adjourn", self.house.presider, ground="other", why="……"):
            self.takes("resume", self.house.presider, told_how="当庭")

    @rule(when=WHEN, room=ROOMS, despite=st.booleans())
    def fix_a_session(self, when: Any, room: int | None, despite: bool) -> None:
        if MediationSession.objects.filter(state__in=HOLDS["mediationsession"]).count() < 2:
            self.tries(
                MediationSession, None, "schedule", self.house.recorder, matter=self.house.mediation.matter,
                mediation=self.house.mediation, starts_at=at(*when), minutes=60, despite="确需" if despite else "", **self.where(room),
            )  # fmt: skip

    @rule(when=WHEN, room=ROOMS, which=st.integers(0, 3))
    def move_one(self, when: Any, room: int | None, which: int) -> None:
        waiting = [one for one in self.sittings()[1:] if one.state in ("scheduled", "convened")]
        for one in waiting[which : which + 1]:
            by = self.house.recorder if isinstance(one, MediationSession) else self.house.world.dispatcher
            self.tries(type(one), one.pk, "postpone", by, starts_at=at(*when), why="……", **self.where(room))

    @rule(outcome=st.sampled_from(("", "party_absent", "entered_in_error")), which=st.integers(0, 3))
    def call_one_off(self, outcome: str, which: int) -> None:
        waiting = [one for one in self.sittings()[1:] if one.state in ("scheduled", "convened")]
        for one in waiting[which : which + 1]:
            by = self.house.recorder if isinstance(one, MediationSession) else self.house.world.dispatcher
            self.tries(type(one), one.pk, "cancel", by, sitting_outcome=outcome, why="……")

    @rule(result=st.sampled_from(("to_be_continued", "not_agreed", None)))
    def hold_a_session(self, result: str | None) -> None:
        for one in MediationSession.objects.filter(state="scheduled")[:1]:
            self.now = max(self.now, one.starts_at)
            self.tries(MediationSession, one.pk, "open", self.house.recorder, present=everyone(self.house.mediation))
        for one in MediationSession.objects.filter(state="open") if result else ():
            self.tries(
                MediationSession, one.pk, "close", self.house.recorder, result=result, outcome="……", recorder="文书"
            )

    @rule(when=WHEN, room=ROOMS)
    def call_a_conference(self, when: Any, room: int | None) -> None:
        world = self.house.world
        if JointConference.objects.filter(state__in=HOLDS["jointconference"]).count() < 2:
            self.tries(
                JointConference, None, "convene", world.dispatcher, matter=self.conference_file().matter, organ=world.office,
                convenor="副县长", chair="局长", starts_at=at(*when), minutes=60, agenda=[{"topic": "收购点"}],
                members=[world.bureau, world.other_bureau], urgent_reason="急", **self.where(room),
            )  # fmt: skip

    def conference_file(self) -> Any:
        found = JointConference.objects.order_by("pk").first()
        return found or self.house.world.petition(organ=self.house.world.office)

    @rule()
    def hold_a_conference(self) -> None:
        for one in JointConference.objects.filter(state="convened")[:1]:
            self.now = max(self.now, one.starts_at)
            said = {"present": one.member_organs(), "discussions": [{"no": 1, "discussion": "同意。"}]}
            self.tries(JointConference, one.pk, "hold", self.house.world.dispatcher, **said)

    @rule(which=st.integers(0, 3), minutes=st.integers(5, 60))
    def tell_those_who_wait(self, which: int, minutes: int) -> None:
        going_on = [one for one in self.sittings() if one.state in ("in_session", "open", "held")]
        for one in going_on[which : which + 1]:
            before = [(row.subject_id, row.during) for row in RoomBooking.objects.order_by("pk")]
            by = self.house.world.dispatcher if isinstance(one, JointConference) else self.house.recorder
            self.tries(type(one), one.pk, "tell_those_waiting", by, late_by=minutes)
            assert before == [(row.subject_id, row.during) for row in RoomBooking.objects.order_by("pk")]

    @rule(day=st.sampled_from(DAYS))
    def the_recorder_is_away(self, day: str) -> None:
        by = Actor(on=self.now.date(), user=self.house.recorder)
        there = StaffLeave.objects.standing().first()
        if there is not None:
            withdraw_leave(by=by, leave=there, at=self.later())
            return
        try:
            with transaction.atomic():
                gone = date.fromisoformat(day)
                enter_leave(by=by, person=by.user, first_on=gone, last_on=gone, why="", at=self.later())
        except Refused:
            pass

    @rule(day=st.sampled_from(DAYS), granted=st.booleans())
    def a_party_cannot_come(self, day: str, granted: bool) -> None:
        gone = date.fromisoformat(day)
        if Hindrance.objects.count() > 1:
            return
        facts = {"first_on": gone, "last_on": gone, "reason": "住院", "matter": self.house.matter}
        if self.tries(Hindrance, None, "hand_in", self.house.zhang, **facts):
            asked = Hindrance.objects.latest("pk")
            step = "grant" if granted else "refuse"
            self.tries(Hindrance, asked.pk, step, self.house.presider, decision_reason="经查")

    # What holds whatever they do

    @invariant()
    def each_holds_its_room_and_its_people_and_no_other_does(self) -> None:
        if not hasattr(self, "around"):
            return
        for one in self.sittings():
            key = {"subject_type": one.page_name, "subject_id": one.pk}
            rooms, staff = RoomBooking.objects.filter(**key), StaffBooking.objects.filter(**key)
            if one.state in GIVEN_UP[one.page_name]:
                assert not rooms.exists()
                assert not staff.exists()
            elif one.state in HOLDS[one.page_name]:
                assert [row.room_id for row in rooms] == ([one.room_id] if one.room_id else [])
                assert {row.during.lower for row in (*rooms, *staff)} <= {one.starts_at}
                assert {row.person_id for row in staff} == set(one.booked_people())

    @invariant()
    def nobody_and_no_room_is_held_twice(self) -> None:
        if not hasattr(self, "around"):
            return
        rows = [("room", row.room_id, row.during) for row in RoomBooking.objects.all()]
        rows += [("person", row.person_id, row.during) for row in StaffBooking.objects.all()]
        for place, (kind, key, during) in enumerate(rows):
            for other_kind, other, span in rows[place + 1 :]:
                meets = during.lower < span.upper and span.lower < during.upper
                assert (kind, key) != (other_kind, other) or not meets

    @invariant()
    def how_it_ended_says_what_became_of_its_days(self) -> None:
        if not hasattr(self, "around"):
            return
        for one in self.sittings():
            fixed = [day for day in dates_of(one) if not day.outcome]
            waits = one.state in HOLDS[one.page_name] and one.state != "adjourned"
            assert len(fixed) == waits, (one, one.state, dates_of(one))
            assert bool(one.sitting_outcome) != waits or one.state == "granted", (one.state, one.sitting_outcome)
            if one.sitting_outcome:
                assert dates_of(one)[-1].outcome == one.sitting_outcome

    # They come to an end from wherever they stand

    def ends(self) -> None:
        world = self.house.world
        if self.hearing.state != "terminated":
            assert self.takes("terminate", world.head, end_ground="other", why="……")
        for one in MediationSession.objects.exclude(state__in=("closed", "cancelled")):
            step = "close" if one.state == "open" else "cancel"
            facts = {"result": "not_agreed", "outcome": "……", "recorder": "文书"} if step == "close" else {"why": "……"}
            assert self.tries(MediationSession, one.pk, step, self.house.recorder, **facts)
        for one in JointConference.objects.exclude(state__in=("concluded", "cancelled")):
            if one.state == "convened":
                assert self.tries(JointConference, one.pk, "cancel", world.dispatcher, why="……")
                continue
            stated = {
                "conference": one, "text": "设点。", "responsible_organ": world.bureau, "due_on": date(2025, 12, 31),
                "cooperating": [world.other_bureau], "matter": one.matter,
            }  # fmt: skip
            assert self.tries(Resolution, None, "adopt", world.dispatcher, **stated)
            assert self.tries(JointConference, one.pk, "issue_minutes", world.dispatcher)
        assert not StaffBooking.objects.exists()
        assert not RoomBooking.objects.exists()


def test_whatever_is_fixed_moved_and_held_nothing_is_held_twice_and_all_come_to_an_end(house):
    SittingMachine.house = house
    tries = len(slice_of(list(range(100)), 2, what="courses of sittings"))
    run_state_machine_as_test(
        SittingMachine,
        settings=settings(
            max_examples=tries, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck),
            database=None, phases=(Phase.generate,),
        ),
    )  # fmt: skip
