"""A holiday notice loaded by two processes at once, and by one killed with -9: all of it once, or nothing."""

from __future__ import annotations

import signal

import pytest
from django.core.management import call_command

from mediation.actions.clock.calendars import load, proposed
from mediation.models import CalendarYear, ClockChange, Deadline, Event, Message
from tests.factories.world import World, at

pytestmark = pytest.mark.faults

NOTICE = "国务院办公厅关于2027年部分节假日安排的通知"
DAYS = {"holidays": {"2027-03-01": "春节", "2027-10-01": "国庆节"}, "make_up_days": {}}
PETITIONS = 12
LOAD = """
import os, signal, sys
from datetime import datetime
from mediation.actions import messages
from mediation.actions.clock import calendars
calendars.AT_ONCE = 5
die_at, parts = int(sys.argv[1]), []
tell_many = messages.tell_many
def telling(told):
    tell_many(told)
    parts.append(1)
    if len(parts) == die_at:
        os.kill(os.getpid(), signal.SIGKILL)
messages.tell_many = telling
sys.stdin.readline()
at = datetime.fromisoformat("2027-02-15T09:00:00+08:00")
days = {"holidays": {"2027-03-01": "春节", "2027-10-01": "国庆节"}, "make_up_days": {}}
done = calendars.load(calendars.proposed(2027, days, notice="国务院办公厅关于2027年部分节假日安排的通知", at=at), at=at)
print(int(done.row is not None), done.moved, done.settled)
"""


def county():
    """Petitions whose first limit ends on 2027-03-01, and as many that end before it."""
    world = World()
    for _n in range(PETITIONS):
        world.petition(on="2027-02-14", petitioners=[{"name": "张大山"}])
        world.petition(on="2027-02-09", petitioners=[{"name": "张大山"}])


def assert_loaded_once():
    assert CalendarYear.objects.filter(year=2027).count() == 1
    assert Event.objects.filter(object_type="deadline", step="recount").count() == PETITIONS
    assert ClockChange.objects.filter(state="to_sign").count() == PETITIONS
    assert Message.objects.filter(key__startswith="moved:").count() == PETITIONS
    assert not Deadline.objects.running().filter(provisional=True).exists()
    call_command("verify_ledger")


@pytest.mark.real_time
def test_two_loads_at_once_move_each_deadline_once(scratch):
    county()
    done, both = [], [scratch.fork(LOAD, "0"), scratch.fork(LOAD, "0")]
    for process in both:
        process.go()
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        done.append([int(n) for n in out.split()])
    assert sorted(done)[0] == [0, 0, 0]
    assert sorted(done)[1][:2] == [1, PETITIONS]
    assert_loaded_once()


@pytest.mark.real_time
def test_a_load_killed_in_the_middle_leaves_nothing_and_the_next_one_does_it_all(scratch):
    county()
    killed = scratch.fork(LOAD, "2")
    killed.go()
    killed.communicate(timeout=60)
    assert killed.returncode == -signal.SIGKILL
    assert not CalendarYear.objects.filter(year=2027).exists()
    assert not Event.objects.filter(step__in=["recount", "settle"]).exists()
    done = load(proposed(2027, DAYS, notice=NOTICE, at=at("2027-02-15")), at=at("2027-02-15"))
    assert done.moved == PETITIONS
    assert_loaded_once()
