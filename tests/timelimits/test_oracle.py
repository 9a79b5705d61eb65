"""Every day of 2004 to 2026, for every shape of limit, against a walk over the days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mediation.timelimits import compute, limit_for
from tests.timelimits.naive import COVERED_UNTIL, WORKED, naive

D5 = limit_for("D5", on=date(2025, 1, 2))
D18 = limit_for("D18", on=date(2025, 1, 2))
D16 = limit_for("D16", on=date(2025, 1, 2))
ALL_DAYS = sorted(WORKED)


def test_the_oracle_knows_enough_days():
    assert len(ALL_DAYS) == 8401
    assert ALL_DAYS[-1] == COVERED_UNTIL


@pytest.mark.parametrize("length", [1, 4, 15, 30, 60, 90])
def test_days(calendar, length):
    limit = D5.of_length(length)
    for day in ALL_DAYS:
        computed = compute(limit, trigger=day, calendar=calendar)
        assert (computed.nominal, computed.legal) == naive(day, length), day
        assert computed.provisional == (computed.legal > COVERED_UNTIL)


@pytest.mark.parametrize(("length", "stride"), [(1, 1), (3, 1), (5, 1), (60, 5)])
def test_working_days(calendar, length, stride):
    limit = D18.of_length(length)
    for day in ALL_DAYS[::stride]:
        computed = compute(limit, trigger=day, calendar=calendar)
        assert (computed.nominal, computed.legal) == naive(day, length, working_days=True), day
        assert computed.provisional == (computed.legal > COVERED_UNTIL)


@pytest.mark.parametrize("length", [1, 7, 10])
def test_working_days_backward(calendar, length):
    limit = D16.of_length(length)
    for day in ALL_DAYS[length * 3 :]:
        computed = compute(limit, trigger=day, calendar=calendar)
        assert (computed.nominal, computed.legal) == naive(day, length, working_days=True, backward=True), day
        assert not computed.provisional


def test_across_the_end_of_what_is_known(calendar):
    for day in (COVERED_UNTIL + timedelta(days=n) for n in range(-90, 400)):
        assert compute(D5, trigger=day, calendar=calendar).legal == naive(day, 60)[1]
