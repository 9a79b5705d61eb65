"""A mistyped day is put right with all that followed from it: limits begun, limits met, days set in the same act."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Claim, ClockChange, Deadline, Dispatch, Event, Petition
from tests.factories.world import at
from tests.stages import staged
from tests.web.conftest import Desk

pytestmark = pytest.mark.django_db


@staged
def sent(world):
    """A petition received on 3 March 2025 and, as it was typed, passed on a day after D1 was over."""
    petition = world.petition(organ=world.office)
    return gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-19"), matter=petition.matter,
        kind="transfer", to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip


def record_of(dispatch):
    return Event.objects.get(object_type="dispatch", object_id=dispatch.pk, step="send")


def corrected(world, dispatch, right_day):
    return gateway.perform(
        Dispatch, dispatch.pk, "correct_day", by=world.handler, at=at("2025-03-20"),
        event=record_of(dispatch).version, right_day=date.fromisoformat(right_day), why="实际于前一日发出",
    )  # fmt: skip


def limit(code):
    return Deadline.objects.get(code=code)


def test_who_was_late_by_the_day_that_went_out_stays_late_and_both_days_are_told(world, sent):
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 19))
    corrected(world, sent, "2025-03-18")
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 18))
    told = Event.objects.of("deadline", limit("D1").pk).get(step="restate").facts["why"]
    assert "2025-03-19记为逾期" in told


def test_and_so_by_a_later_correction(world, sent):
    corrected(world, sent, "2025-03-18")
    corrected(world, sent, "2025-03-19")
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 19))


def test_what_was_timely_by_the_day_that_went_out_is_late_by_the_right_one(world):
    petition = world.petition(organ=world.office)
    sent = gateway.perform(
        Dispatch, None, "send", by=world.dispatcher, at=at("2025-03-18"), matter=petition.matter,
        kind="transfer", to_organ=world.bureau, claims=list(petition.claims.all()),
    )  # fmt: skip
    assert limit("D1").state == "met"
    corrected(world, sent, "2025-03-19")
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 19))


@pytest.mark.parametrize("right_day", ["2025-03-18", "2025-03-20"])
def test_the_receiver_keeps_the_days_of_the_letter_and_the_object_tells_the_right_one(world, sent, right_day):
    before = [(one.code, one.trigger_on, one.legal_on) for one in Deadline.objects.filter(organ=world.bureau)]
    assert {code for code, _begun, _over in before} == {"D2", "D3"}
    corrected(world, sent, right_day)
    sent.refresh_from_db()
    assert sent.sent_on == date.fromisoformat(right_day)
    assert [(one.code, one.trigger_on, one.legal_on) for one in Deadline.objects.filter(organ=world.bureau)] == before
    assert ClockChange.objects.filter(deadline__code="D3", why__contains="不因更正变动").exists()


def test_a_slip_that_nobody_was_told_of_moves_what_ran_from_it(world):
    petition = world.petition(on="2025-03-03")
    claim = gateway.perform(Claim, petition.claims.first().pk, "accept", by=world.handler, at=at("2025-03-05"))
    accepted = Event.objects.get(object_type="claim", object_id=claim.pk, step="accept")
    gateway.perform(
        Claim, claim.pk, "correct_day", by=world.handler, at=at("2025-03-06"), event=accepted.version,
        right_day=date(2025, 3, 6), why="次日才决定",
    )  # fmt: skip
    assert limit("D5").trigger_on == date(2025, 3, 6)


def test_a_limit_that_stayed_is_still_found_by_the_next_correction(world):
    petition = world.petition(on="2025-03-03")
    wrong = Event.objects.get(object_type="petition", step="register")
    for right_day, runs_from in ((date(2025, 3, 4), date(2025, 3, 3)), (date(2025, 2, 28), date(2025, 2, 28))):
        gateway.perform(
            Petition, petition.pk, "correct_day", by=world.handler, at=at("2025-03-05"), event=wrong.version,
            right_day=right_day, why="看错",
        )  # fmt: skip
        assert limit("D3").trigger_on == runs_from


def test_both_ways_of_ending_are_shown_before_it_is_done(world, sent):
    page = f"/desk/dispatch/{sent.pk}/correct_day/?event={record_of(sent).version}"
    facts = {"right_day": "2025-03-18", "why": "实际于前一日发出", "event": record_of(sent).version}
    said = Desk(world.handler).post(page, {**facts, "_version": sent.version}).content.decode()
    row = said[said.index("完成日期") :]
    assert row.count("逾期完成") == 2, "late by the day that went out, and late it stays"
    assert "机关的期限不推迟" in said
    assert "已经签发的文书不改" in said
    assert limit("D1").state == "met_late"
