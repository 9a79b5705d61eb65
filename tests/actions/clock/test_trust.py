"""The clock believes the machine's time only where nothing speaks against it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from mediation.actions.clock import trust
from mediation.jobs import clock as jobs
from mediation.models import ClockRun, Deadline
from mediation.queries.office.site import site_standing
from mediation.vocabulary import ClockHalt
from mediation.workflows.clock.deadline import DeadlineState
from tests.factories.world import at

NOW = at("2025-03-20")


@pytest.fixture(autouse=True)
def database(monkeypatch):
    """The database's own time: that of the machine unless a test says otherwise."""
    told = {}
    monkeypatch.setattr(trust, "_of_the_database", lambda: told.get("now", datetime(2000, 1, 1, tzinfo=UTC)))
    return told


def run(now):
    jobs.run_clock(int(now.timestamp()))


def lapsed():
    return Deadline.objects.filter(state=DeadlineState.LAPSED).count()


def test_it_runs_on_a_new_site_and_notes_when(world):
    run(NOW)
    assert (ClockRun.standing().ran_at, ClockRun.standing().halt) == (NOW, "")


def test_four_hundred_days_ahead_nothing_lapses_until_an_administrator_has_looked(world):
    world.accepted(on="2025-03-10")
    run(NOW)
    ahead = NOW + timedelta(days=400)
    run(ahead)
    standing = ClockRun.standing()
    assert (lapsed(), standing.halt, standing.halted_at, standing.ran_at) == (0, ClockHalt.GAP, ahead, NOW)
    assert not trust.confirm(ClockHalt.BEFORE_EVENT, by=world.head, at=ahead)  # it stands for another reason
    assert trust.confirm(ClockHalt.GAP, by=world.head, at=ahead)
    run(ahead)
    assert (ClockRun.standing().halt, ClockRun.standing().ran_at) == ("", ahead)
    assert Deadline.objects.expired(ahead.date()).count() == 0


@pytest.mark.parametrize(("away", "halt"), [(timedelta(days=7), ""), (timedelta(days=7, seconds=1), ClockHalt.GAP)])
def test_a_week_without_a_run_is_the_longest(world, away, halt):
    run(NOW)
    run(NOW + away)
    assert ClockRun.standing().halt == halt


def test_three_days_back_nothing_runs_and_the_right_time_brings_it_back(world):
    world.accepted(on="2025-03-19")
    back = NOW - timedelta(days=3)
    run(back)
    assert ClockRun.standing().halt == ClockHalt.BEFORE_EVENT
    assert ClockRun.standing().ran_at is None
    run(NOW)
    assert (ClockRun.standing().halt, ClockRun.standing().ran_at) == ("", NOW)


@pytest.mark.parametrize(("seconds", "halt"), [(300, ""), (301, ClockHalt.BEFORE_EVENT)])
def test_five_minutes_before_the_last_record_are_let_pass(world, seconds, halt):
    matter = world.accepted(on="2025-03-19").matter
    last = matter.events.order_by("-pk").first().recorded_at
    assert trust.may_run(last - timedelta(seconds=seconds)) is not bool(halt)
    assert ClockRun.standing().halt == halt


def test_a_record_of_a_time_that_was_wrong_is_passed_over_once_confirmed_and_a_later_one_is_not(world):
    world.accepted(on="2025-03-19")
    back = NOW - timedelta(days=3)
    assert not trust.may_run(back)
    assert trust.confirm(ClockHalt.BEFORE_EVENT, by=world.head, at=back)
    assert trust.may_run(back)
    world.accepted(on="2025-03-19")
    assert not trust.may_run(back)


def test_before_the_databases_time_no_confirmation_helps_but_the_right_time_does(world, database):
    database["now"] = NOW + timedelta(minutes=5, seconds=1)
    assert not trust.may_run(NOW)
    assert not trust.confirm(ClockHalt.BEFORE_DATABASE, by=world.head, at=NOW)
    database["now"] = NOW + timedelta(minutes=5)
    assert trust.may_run(NOW)


def test_the_database_is_asked_for_its_own_time(db, monkeypatch):
    monkeypatch.undo()
    asked = trust._of_the_database()
    assert asked.tzinfo is not None
    assert asked > datetime(2026, 1, 1, tzinfo=UTC)  # of the machine, though the test's own time stands still


def test_reminders_stand_with_it(world, monkeypatch):
    sent = []
    monkeypatch.setattr(jobs.reminders, "remind", sent.append)
    run(NOW)
    jobs.send_reminders(int((NOW + timedelta(days=30)).timestamp()))
    assert sent == []
    jobs.send_reminders(int(NOW.timestamp()))
    assert sent == [NOW]


def test_the_administrator_is_told_why_it_stands_and_what_to_do(world):
    run(NOW)
    ahead = NOW + timedelta(days=8)
    run(ahead)
    told = {one.code: one for one in site_standing(at=ahead, on=ahead.date()).concerns()}["clock_halted"]
    assert told.sentence == "期限时钟已停下：距最近一次运行时间过长。停下期间没有期限届满，也不发提醒。"
    assert told.mend == "请核对服务器的时间，确认无误后在“系统状况”页恢复运行。"
