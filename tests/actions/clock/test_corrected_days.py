"""A mistyped day is put right with all that followed from it: limits begun, limits met, days set in the same act."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.actions import gateway
from mediation.models import Deadline, Dispatch, Event
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


def test_a_limit_that_was_met_with_the_record_is_in_time_by_the_right_day(world, sent):
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 19))
    corrected(world, sent, "2025-03-18")
    assert (limit("D1").state, limit("D1").met_on) == ("met", date(2025, 3, 18))


def test_and_late_again_by_a_later_correction(world, sent):
    corrected(world, sent, "2025-03-18")
    corrected(world, sent, "2025-03-19")
    assert (limit("D1").state, limit("D1").met_on) == ("met_late", date(2025, 3, 19))


def test_the_limits_that_ran_from_it_and_the_day_of_the_object_move_too(world, sent):
    before = limit("D2").legal_on
    corrected(world, sent, "2025-03-18")
    sent.refresh_from_db()
    assert sent.sent_on == date(2025, 3, 18)
    assert limit("D2").trigger_on == date(2025, 3, 18)
    assert limit("D2").legal_on < before


def test_both_ways_of_ending_are_shown_before_it_is_done(world, sent):
    page = f"/desk/dispatch/{sent.pk}/correct_day/?event={record_of(sent).version}"
    facts = {"right_day": "2025-03-18", "why": "实际于前一日发出", "event": record_of(sent).version}
    said = Desk(world.handler).post(page, {**facts, "_version": sent.version}).content.decode()
    assert "逾期完成" in said
    assert "已按期完成" in said
    assert "已经签发的文书不改" in said
    assert limit("D1").state == "met_late"
