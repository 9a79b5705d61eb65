"""Visits planned with the signatures, made, missed and named anew; the day on which a mediation ends, agreed, passed and agreed anew."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.actions.clock.deadlines import run_clock
from mediation.models import Agreement, Deadline, MediationSession, Message, Paper
from mediation.permissions import Actor
from mediation.queries.office.desk import owed_by
from mediation.vocabulary import PaperKind
from tests.factories.mediation import committee, do, everyone, in_force, mediator_of, party, ready
from tests.factories.world import at
from tests.refusals import refused
from tests.stages import staged


@staged
def agreement(world, alone_agreed):
    """Two instalments, in force since 17 March."""
    return in_force(world, alone_agreed, "2025-04-30", "2025-05-30")


def by(world):
    return mediator_of(world, committee(world))


def visit(world, agreement, on, **facts):
    stated = {"visited": party(agreement, "钱小梅"), "manner": "phone", "performance": "已付一期", **facts}
    return do(agreement, "revisit", by(world), on, **stated)


def planned(agreement):
    found = Deadline.objects.filter(matter=agreement.matter, code__in=("D22", "D23", "VISIT")).order_by(
        "code", "legal_on"
    )
    return [(one.code, f"{one.legal_on}", one.state) for one in found]


def test_a_visit_is_planned_after_each_day_and_once_more_after_the_last(agreement):
    assert planned(agreement) == [
        ("D22", "2025-05-07", "running"), ("D22", "2025-06-06", "running"), ("D23", "2025-06-30", "running"),
    ]  # fmt: skip


def test_rows_of_one_day_are_visited_once(world, alone_agreed):
    agreement = in_force(world, alone_agreed, "2025-04-30", "2025-04-30")
    assert [code for code, _day, _state in planned(agreement)] == ["D22", "D23"]


def test_a_visit_meets_what_has_passed_and_the_last_is_one_of_its_own(world, agreement):
    visit(world, agreement, "2025-05-06")
    assert [state for *_, state in planned(agreement)] == ["met", "running", "running"]
    visit(world, agreement, "2025-06-03")
    assert [state for *_, state in planned(agreement)] == ["met", "met", "running"]
    visit(world, agreement, "2025-06-25")
    assert [state for *_, state in planned(agreement)] == ["met", "met", "met"]


def test_a_missed_one_stands_on_the_first_page(world, agreement):
    run_clock(at("2025-05-08"))
    actor = Actor(on=date(2025, 5, 8), user=by(world))
    first = owed_by(actor).first()
    assert (first.code, first.state) == ("D22", "overdue")
    visit(world, agreement, "2025-05-09")
    assert not owed_by(actor).filter(code="D22", state="overdue").exists()


def test_the_next_day_is_waited_for_and_told_on_the_paper(world, agreement):
    with refused("next_visit_past"):
        visit(world, agreement, "2025-05-06", next_on=date(2025, 5, 6))
    visit(world, agreement, "2025-05-06", next_on=date(2025, 5, 20), purpose="看第二期的准备")
    assert ("VISIT", "2025-05-20", "running") in planned(agreement)
    paper = Paper.objects.of_kind(PaperKind.REVISIT_RECORD).get()
    assert (paper.snapshot["manner"], paper.snapshot["next_on"]) == ("电话", "2025-05-20")
    visit(world, agreement, "2025-05-20", next_on=date(2025, 6, 10))
    assert [state for code, _day, state in planned(agreement) if code == "VISIT"] == ["met", "running"]


def test_what_is_handled_anew_is_visited_no_more(agreement_in_force):
    petitioner = party(agreement_in_force, "张大山")
    do(agreement_in_force, "report_breach", petitioner, "2025-05-06", what_is_broken="分文未付", asks_reopening=True)
    assert {state for *_, state in planned(agreement_in_force)} == {"ended"}


def test_nothing_grades_a_person():
    names = {field.name for field in Agreement._meta.get_field("revisits").related_model._meta.fields}
    assert not names & {"satisfaction", "rating", "score", "level", "risk", "mood"}


# The day on which a mediation ends


@staged
def mediation(world, alone_mediation):
    """Accepted on 3 March: its month ends on 2 April."""
    return ready(world, alone_mediation)


def ends(world, mediation, day, on="2025-03-10", who=None):
    stated = {"who": everyone(mediation) if who is None else who, "end_on": date.fromisoformat(day)}
    return do(mediation, "agree_end", by(world), on, **stated)


def fixed(world, mediation):
    """A session, arranged on the day after the end."""
    stated = {"mediation": mediation, "starts_at": at("2025-03-17"), "place": "乡调解室"}
    when = at("2025-03-15", "10:00")
    return gateway.perform(MediationSession, None, "schedule", by=by(world), at=when, matter=mediation.matter, **stated)


def test_the_sides_agree_on_a_day_and_may_agree_on_another(world, mediation):
    ends(world, mediation, "2025-03-20")
    ends(world, mediation, "2025-03-25")
    found = Deadline.objects.filter(code="MEDIATED").order_by("pk")
    assert [(f"{one.legal_on}", one.state) for one in found] == [("2025-03-20", "ended"), ("2025-03-25", "running")]


@pytest.mark.parametrize(("day", "code"), [("2025-03-10", "end_day_past"), ("2025-12-31", "end_beyond_period")])
def test_a_day_lies_ahead_and_within_the_period(world, mediation, day, code):
    with refused(code):
        ends(world, mediation, day)


def test_nobody_agrees_alone(world, mediation):
    with refused("not_all_agree"):
        ends(world, mediation, "2025-03-20", who=everyone(mediation)[:1])


def test_when_it_passes_all_are_asked_and_no_session_is_fixed_until_they_have_agreed_anew(world, mediation):
    ends(world, mediation, "2025-03-14")
    run_clock(at("2025-03-15"))
    told = {m.party for m in Message.objects.filter(text__contains="期限已经届满", party__isnull=False)}
    assert told == set(everyone(mediation))
    assert Message.objects.filter(user=by(world), text__contains="是否同意继续").exists()
    with refused("mediation_period_over"):
        fixed(world, mediation)
    ends(world, mediation, "2025-03-20", on="2025-03-15")
    assert fixed(world, mediation).state == "scheduled"


def test_the_end_of_the_month_asks_the_same(world, mediation):
    run_clock(at("2025-05-10"))
    assert Message.objects.filter(text__contains="期限已经届满", party__isnull=False).exists()
    do(mediation, "terminate", by(world), "2025-05-10", termination_ground="time_over")


def test_going_on_by_agreement_replaces_the_earlier_day(world, mediation):
    ends(world, mediation, "2025-03-20")
    do(mediation, "prolong", by(world), "2025-03-12", who=everyone(mediation), until=date(2025, 5, 30))
    assert Deadline.objects.get(code="MEDIATED").state == "ended"
