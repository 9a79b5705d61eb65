"""Reminders: at each level once, to those who owe and those whose right it is; nothing forgotten, nothing doubled."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.actions.clock.reminders import _tell, remind
from mediation.actions.clock.whom_to_remind import Known
from mediation.actions.sweeping import Unfinished, in_batches, one_by_one
from mediation.models import Appointment, Deadline, Deputyship, Message, Petition, Reminder, User
from mediation.vocabulary import Role
from tests.factories.mediation import alone, in_force
from tests.factories.opinions import ReviewCourse
from tests.factories.world import at
from tests.stages import staged

# D3 of a petition received on 2025-03-03 ends on 03-18: half of 15 days is used on the 11th, 3/4 on the 15th.
RECEIVED, AMBER, RED, LAST, OVERDUE = "2025-03-03", "2025-03-11", "2025-03-15", "2025-03-18", "2025-03-19"


@staged
def received(world):
    """A petition whose handler is there to be told."""
    assert world.handler
    return world.petition(on=RECEIVED)


@staged
def course(world):
    """An opinion served on both petitioners on 17 March: D6 ends on Wednesday 2025-04-16."""
    return ReviewCourse(world)


def sweep(day, clock="09:00"):
    run_clock(at(day, clock))
    return remind(at(day, clock))


def levels():
    return list(Reminder.objects.values_list("level", flat=True))


def told():
    return sorted((str(message.user or message.party), message.text[:8]) for message in Message.objects.all())


def test_a_level_is_told_on_its_first_day_and_not_before(world):
    assert world.handler != world.head
    world.petition(on=RECEIVED)
    assert sweep("2025-03-10", "23:59") == 0
    assert sweep(AMBER, "00:00") == 1
    assert told() == [("青农承办人", "期限提醒（临近）"), ("青农机关负责人", "期限提醒（临近）")]


def test_each_level_is_told_once_however_often_the_sweep_runs(world, received):
    for day in ("2025-03-04", AMBER, AMBER, "2025-03-14", RED, RED, LAST, OVERDUE, OVERDUE, "2025-04-01"):
        sweep(day)
    assert levels() == ["amber", "red", "overdue"]
    assert Message.objects.count() == 3


def test_after_days_without_a_sweep_the_present_level_is_told_at_once(world, received):
    assert sweep("2025-03-17") == 1
    assert levels() == ["red"]
    assert "还剩1日" in Message.objects.get().text


def test_a_sweep_missed_beyond_the_end_tells_what_is_overdue(world, received):
    sweep("2025-04-07")
    assert levels() == ["overdue"]
    assert (
        "“书面告知接收情况以及处理途径和程序”应当在2025年3月18日（星期二）前完成，已逾期20日。"
        in Message.objects.get().text
    )
    assert Deadline.objects.get(code="D3").state == "overdue"


def test_a_clock_that_jumps_back_and_forth_tells_nothing_twice(world, received):
    for day in (RED, "2025-03-05", AMBER, RED):
        sweep(day)
    assert levels() == ["red", "amber"]
    assert Message.objects.values("key").distinct().count() == 2


def test_what_is_met_is_not_told(world):
    petition = world.petition(on=RECEIVED)
    gateway.perform(
        Petition, petition.pk, "withdraw", by=world.handler, at=at("2025-03-04"),
        withdrawn_by=list(petition.matter.parties.all()), effect_told=True,
    )  # fmt: skip
    # To take the withdrawal back; nobody is pressed to.
    assert [limit.code for limit in Deadline.objects.running()] == ["D20"] * petition.matter.petitioners.count()
    assert [sweep(day) for day in ("2025-03-08", "2025-03-11", "2025-03-17")] == [0, 0, 0]


def test_the_named_handler_is_told_and_not_every_handler(world):
    named = world.staff(Role.HANDLER, world.bureau, "王一")
    assert world.handler
    petition = world.petition(on=RECEIVED)
    gateway.perform(Petition, petition.pk, "assign_handler", by=world.head, at=at("2025-03-04"), handler=named)
    sweep(AMBER)
    assert [str(message.user) for message in Message.objects.filter(text__startswith="期限提醒").order_by("pk")] == [
        "王一",
        "青农机关负责人",
    ]


def test_one_who_left_the_organ_is_not_told_but_the_others_are(world):
    named = world.staff(Role.HANDLER, world.bureau, "王一")
    assert world.handler
    petition = world.petition(on=RECEIVED)
    gateway.perform(Petition, petition.pk, "assign_handler", by=world.head, at=at("2025-03-04"), handler=named)
    Appointment.objects.filter(user=named).update(until="2025-03-09")
    sweep(AMBER)
    people = {str(message.user) for message in Message.objects.filter(text__startswith="期限提醒")}
    assert people == {"青农承办人", "青农机关负责人"}


def test_a_deputy_is_told_while_standing_in(world):
    deputy = User.objects.create_user("deputy", name="代理人")
    Deputyship.objects.create(
        appointment=world.head.appointments.get(), deputy=deputy, since="2025-03-10", until="2025-03-12"
    )
    world.petition(on=RECEIVED)
    sweep(AMBER)
    sweep(RED)
    assert told() == [
        ("代理人", "期限提醒（临近）"),
        ("青农机关负责人", "期限提醒（临近）"),
        ("青农机关负责人", "期限提醒（紧迫）"),
    ]


def test_a_partys_own_right_is_told_to_that_party_alone(course):
    mine = Deadline.objects.filter(code="D6").order_by("pk").first()
    Message.objects.all().delete()
    remind(at(mine.amber_on))
    said = Message.objects.filter(key__startswith=f"reminder:{mine.pk}:").get()
    assert (said.user, said.party) == (None, mine.party)
    assert said.text.startswith("您“请求复查”的最后一日是2025年")
    assert "《信访工作条例》第三十五条" in said.text


def test_a_right_that_lapsed_is_not_dwelt_on(course):
    mine = Deadline.objects.filter(code="D6").first()
    Message.objects.all().delete()
    sweep(mine.legal_on.replace(year=mine.legal_on.year + 1))
    assert Deadline.objects.get(pk=mine.pk).state == "lapsed"
    assert not Message.objects.filter(party__isnull=False).exists()


def test_a_right_that_the_parties_have_together_is_told_to_each(world):
    agreement = in_force(world, alone(world))
    together = Deadline.objects.get(code="D11")
    remind(at(together.amber_on))
    people = {m.party for m in Message.objects.filter(key__startswith=f"reminder:{together.pk}:")}
    assert people == set(agreement.matter.parties.all())


def test_a_limit_that_was_moved_is_told_with_its_new_day(world, received):
    sweep(RED)
    d3 = Deadline.objects.get(code="D3")
    event = d3.trigger_event
    gateway.perform(
        event.model, event.object_id, "correct_day", by=world.handler, at=at(RED, "10:00"),
        event=event.version, right_day=date(2025, 2, 28), why="笔误",
    )  # fmt: skip
    sweep(LAST)
    days = [(r.level, r.legal_on.isoformat()) for r in Reminder.objects.all()]
    assert days == [("red", "2025-03-18"), ("overdue", "2025-03-17")]


def test_the_database_itself_keeps_a_reminder_to_one(world):
    world.petition(on=RECEIVED)
    row = {"deadline": Deadline.objects.get(code="D3"), "level": "red", "legal_on": LAST, "sent_at": at(RED)}
    Reminder.objects.create(**row)
    with pytest.raises(IntegrityError, match="reminder_once"), transaction.atomic():
        Reminder.objects.create(**row)


def test_one_row_that_fails_holds_up_no_other(caplog):
    done = []

    def deal_with(row):
        if row == 2:
            raise LookupError("broken")
        done.append(row)
        return True

    with pytest.raises(Unfinished, match="1 rows failed"):
        one_by_one([1, 2, 3], deal_with)
    assert done == [1, 3]
    assert "sweep: 2 failed" in caplog.text


def test_a_batch_with_a_row_that_fails_is_dealt_with_row_by_row(caplog):
    done = []

    def deal_with(some):
        if 2 in some:
            raise LookupError("broken")
        done.append(some)
        return len(some)

    with pytest.raises(Unfinished, match="1 rows failed"):
        in_batches(iter([1, 2, 3, 4, 5]), deal_with, size=2)
    assert done == [[1], [3, 4], [5]]
    assert "sweep: 2 failed" in caplog.text


def test_a_batch_takes_as_many_statements_as_one_row(world):
    assert world.handler
    for _n in range(5):
        world.petition(on=RECEIVED)
    keys = list(Deadline.objects.to_remind(date.fromisoformat(AMBER)).values_list("pk", flat=True))

    def statements(some):
        with CaptureQueriesContext(connection) as asked:
            _tell(some, at(AMBER), date.fromisoformat(AMBER), Known(date.fromisoformat(AMBER)))
        return len(asked)

    assert len(keys) == 5
    one, rest = statements(keys[:1]), statements(keys[1:])
    assert (rest, Reminder.objects.count()) == (one, 5)


def test_two_claims_of_one_file_are_told_apart(world):
    assert world.handler
    world.accepted(on=RECEIVED)
    remind(at("2025-04-02"))
    told_apart = [message.text[:20] for message in Message.objects.filter(key__contains=":amber:").order_by("pk")]
    assert told_apart == ["期限提醒（临近）：“办结信访事项（诉求1", "期限提醒（临近）：“办结信访事项（诉求2"]
