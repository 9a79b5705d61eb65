"""举行情况: how each sitting ended is one field of the three kinds, and every day to which it was fixed has its own."""

from __future__ import annotations

import pytest

from mediation.models import JointConference, MediationSession
from mediation.queries.sittings.dates import dates_of
from tests.factories.conference import convened
from tests.factories.hearings import DAY, HearingCourse
from tests.factories.mediation import DAY as SESSION_DAY
from tests.factories.mediation import do, in_session, mediator_of, session
from tests.factories.world import at
from tests.stages import staged


@staged
def course(world):
    made = HearingCourse(world)
    made.scheduled()
    made.notify()
    return made


def told(sitting) -> list[tuple[str, str]]:
    fresh = type(sitting).objects.get(pk=sitting.pk)
    return [(f"{one.starts_at:%Y-%m-%d}", one.outcome) for one in dates_of(fresh)]


@pytest.mark.parametrize(
    ("on", "ground", "outcome"),
    [
        ("2025-10-13", "other", "postponed"),
        ("2025-10-13", "force_majeure", "postponed"),
        (DAY, "force_majeure", "party_absent"),
        (DAY, "notice_late", "postponed"),
        ("2025-10-13", "entered_in_error", "entered_in_error"),
    ],
)
def test_a_hearing_put_off_says_how_its_day_ended_and_the_next_day_is_open(course, on, ground, outcome):
    put_off = course.take("postpone", course.presider, on, ground=ground, why="住院")
    assert (put_off.sitting_outcome, put_off.outcome_label) == (outcome, str(put_off.get_sitting_outcome_display()))
    again = course.schedule(on, "2025-11-10")
    assert again.sitting_outcome == ""
    assert told(again) == [(DAY, outcome), ("2025-11-10", "")]


def test_broken_off_it_was_held_in_part_and_the_day_on_which_it_goes_on_counts_for_itself(course):
    course.attend()
    course.take("open", course.presider, DAY)
    broken = course.take("adjourn", course.presider, DAY, "10:00", ground="appraisal", why="重新过秤")
    assert broken.sitting_outcome == "part_held"
    going_on = course.take("resume", course.presider, "2025-10-27", told_how="电话告知")
    assert going_on.sitting_outcome == ""
    assert told(going_on) == [(DAY, "part_held"), ("2025-10-27", "")]
    ended = course.take("terminate", course.world.head, "2025-10-27", "11:00", end_ground="left", why="中途离场")
    assert ended.sitting_outcome == "part_held"


def test_held_to_the_end(world):
    course = HearingCourse(world)
    course.deliberating()
    course.vote(True, True, True)
    concluded = course.conclude()
    assert (concluded.sitting_outcome, told(concluded)) == ("held", [(DAY, "held")])


@pytest.mark.parametrize(("step", "outcome"), [("terminate", "called_off"), ("withdraw_request", "called_off")])
def test_ended_before_its_day_it_was_called_off(course, step, outcome):
    if step == "terminate":
        ended = course.take(step, course.world.head, "2025-10-15", end_ground="matter_ended", why="已经解决")
    else:
        ended = course.take(step, course.zhang, "2025-10-15")
    assert ended.sitting_outcome == outcome


def test_a_hearing_that_was_never_fixed_ended_no_day(world):
    course = HearingCourse(world)
    course.granted()
    ended = course.take("terminate", world.head, "2025-09-20", end_ground="matter_ended", why="已经解决")
    assert (ended.sitting_outcome, told(ended)) == ("", [])


def test_a_session_moved_twice_keeps_each_day_with_its_reason(world, ready_mediation):
    fixed, by = session(world, ready_mediation), mediator_of(world, world.bureau)
    moved = do(fixed, "postpone", by, SESSION_DAY, starts_at=at("2025-03-20", "14:30"), why="对方出差")
    assert moved.sitting_outcome == ""
    off = do(moved, "cancel", by, "2025-03-20", "15:00", sitting_outcome="party_absent", why="对方没有来")
    assert off.sitting_outcome == "party_absent"
    days = dates_of(MediationSession.objects.get(pk=off.pk))
    assert [(one.outcome, one.why) for one in days] == [("postponed", "对方出差"), ("party_absent", "对方没有来")]


def test_a_session_that_leaves_the_rest_to_another_was_held_in_part(world, ready_mediation):
    opened = in_session(world, ready_mediation)
    closed = do(
        opened, "close", mediator_of(world, world.bureau), "2025-03-17", "11:00",
        result="to_be_continued", recorder="记录员", outcome="各方回去商量",
    )  # fmt: skip
    assert closed.sitting_outcome == "part_held"


def test_a_conference_is_called_off_unless_something_else_is_said(world):
    called = convened(world)
    off = do(called, "cancel", world.dispatcher, "2025-03-06", why="道路结冰")
    assert off.sitting_outcome == "called_off"
    assert JointConference.objects.get(pk=off.pk).outcome_label == "取消，没有举行"
