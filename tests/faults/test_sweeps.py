"""Sweeps doubled by two processes, and killed with -9 in the middle of a row: each level is told once, all are told."""

from __future__ import annotations

import signal

import pytest
from django.db.models import Count
from procrastinate.contrib.django.models import ProcrastinateJob

from mediation.actions.clock.reminders import remind
from mediation.models import Deadline, Event, Message, Reminder, User
from tests.factories.world import World, at

pytestmark = pytest.mark.faults

PETITIONS = 40
RECEIVED, RED, OVERDUE = "2025-03-03", "2025-03-15", "2025-03-19"

SWEEP = """
import os, signal, sys
from datetime import datetime
from mediation.actions import messages
from mediation.actions.clock import reminders
from mediation.actions.clock.deadlines import run_clock
die_at, sent, send = int(sys.argv[2]), [], messages.send_many
def die(told, **at):
    send(told, **at)
    sent.append(1)
    if len(sent) == die_at:
        os.kill(os.getpid(), signal.SIGKILL)
messages.send_many = die
reminders.AT_ONCE, remind = int(sys.argv[3]), reminders.remind
sys.stdin.readline()
at = datetime.fromisoformat(sys.argv[1])
print(run_clock(at), remind(at))
"""


def sweep(scratch, day, *, die_at=0, at_once=7):
    return scratch.fork(SWEEP, at(day).isoformat(), str(die_at), str(at_once))


def county(petitions):
    world = World()
    User.objects.filter(pk__in=[world.handler.pk, world.head.pk]).update(email="office@example.com")
    for _n in range(petitions):
        world.petition(on=RECEIVED, petitioners=[{"name": "张大山"}])
    return world


def assert_all_told_once(level, rows):
    assert Reminder.objects.filter(level=level).count() == rows
    told = Message.objects.filter(key__contains=f":{level}:")
    assert told.count() == 2 * rows
    assert not told.values("user", "key").annotate(n=Count("pk")).filter(n__gt=1).exists()
    mailed = ProcrastinateJob.objects.filter(task_name="pass_on_message").values_list("args__message_id", flat=True)
    assert sorted(mailed) == sorted(Message.objects.values_list("pk", flat=True))


@pytest.mark.real_time
def test_two_sweeps_at_once_tell_each_level_once_and_take_each_step_once(scratch):
    county(PETITIONS)
    taken, both = [], [sweep(scratch, OVERDUE), sweep(scratch, OVERDUE)]
    for process in both:
        process.go()
    for process in both:
        out, err = process.communicate(timeout=120)
        assert process.returncode == 0, err
        taken.append([int(n) for n in out.split()])
    assert [sum(column) for column in zip(*taken, strict=True)] == [PETITIONS, PETITIONS]
    assert Event.objects.filter(object_type="deadline", step="fall_due").count() == PETITIONS
    assert Deadline.objects.filter(state="overdue").count() == PETITIONS
    assert_all_told_once("overdue", PETITIONS)


@pytest.mark.real_time
def test_a_sweep_killed_in_the_middle_of_a_row_loses_and_doubles_nothing(scratch):
    county(6)
    for die_at in (1, 2, 2):  # after the messages of a batch: neither they nor their reminders are there
        killed = sweep(scratch, RED, die_at=die_at, at_once=2)
        killed.go()
        killed.communicate(timeout=60)
        assert killed.returncode == -signal.SIGKILL
        assert Message.objects.count() == 2 * Reminder.objects.count()
    told = Reminder.objects.count()
    assert 0 < told < 6, "the test must kill in the middle"
    assert remind(at(RED)) == 6 - told
    assert remind(at(RED)) == 0
    assert_all_told_once("red", 6)
