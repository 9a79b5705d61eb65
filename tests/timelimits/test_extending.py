"""Extending: once, capped, until the legal day, from the nominal day."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.timelimits import (
    ExtensionNotAllowed,
    ExtensionTooLate,
    ExtensionTooLong,
    ImpossibleDay,
    SecondExtension,
    compute,
    extend,
    limit_for,
    recompute,
)

BEGUN = date(2025, 1, 2)
LEGAL = date(2025, 5, 6)


@pytest.fixture
def handling(calendar):
    return compute(limit_for("D5", on=BEGUN), trigger=date(2025, 3, 3), calendar=calendar)


def test_old_and_new_day_stand_side_by_side(handling):
    longer = extend(handling, days=20, decided_on=LEGAL)
    assert (handling.legal, longer.nominal, longer.legal) == (LEGAL, date(2025, 5, 22), date(2025, 5, 22))
    assert (handling.extension_days, longer.extension_days) == (0, 20)


def test_a_day_late_is_too_late(handling):
    with pytest.raises(ExtensionTooLate) as refused:
        extend(handling, days=20, decided_on=date(2025, 5, 7))
    assert str(refused.value) == "期限已于2025年5月6日（星期二）届满，2025年5月7日（星期三）不能再决定延长。"


def test_a_second_extension_is_refused_however_short_the_first(handling):
    longer = extend(handling, days=1, decided_on=date(2025, 4, 1))
    with pytest.raises(SecondExtension) as refused:
        extend(longer, days=1, decided_on=date(2025, 4, 2))
    assert str(refused.value) == "期限D5（办结信访事项）已经延长过1日，不得再次延长。"


@pytest.mark.parametrize(("days", "error"), [(31, ExtensionTooLong), (0, ExtensionNotAllowed)])
def test_too_many_days_or_none(handling, days, error):
    with pytest.raises(error):
        extend(handling, days=days, decided_on=LEGAL)


def test_the_decision_has_a_day(handling):
    with pytest.raises(ImpossibleDay):
        extend(handling, days=1, decided_on="2025-04-01")


def test_parties_may_go_on_with_mediation_as_often_as_they_agree(calendar):
    mediation = compute(limit_for("D12", on=BEGUN), trigger=date(2025, 3, 3), calendar=calendar)
    once = extend(mediation, days=45, decided_on=mediation.legal)
    twice = extend(once, days=30, decided_on=once.legal)
    assert twice.extension_days == 75
    assert (twice.nominal - mediation.nominal).days == 75


def test_what_was_left_out_stays_left_out(calendar):
    pair = (date(2025, 3, 10), date(2025, 3, 20))
    limit = limit_for("D12", on=BEGUN)
    mediation = compute(limit, trigger=date(2025, 3, 3), calendar=calendar, excluded=[pair])
    longer = extend(mediation, days=5, decided_on=date(2025, 3, 21))
    assert longer.excluded == mediation.excluded
    assert (longer.nominal - mediation.nominal).days == 5


def test_a_newer_calendar_keeps_what_moved_the_clock(calendar):
    pair = (date(2025, 3, 10), date(2025, 3, 20))
    limit = limit_for("D12", on=BEGUN)
    mediation = compute(limit, trigger=date(2025, 3, 3), calendar=calendar, extension_days=7, excluded=[pair])
    again = recompute(mediation, calendar=calendar)
    assert again == mediation
    assert (again.extension_days, again.excluded) == (7, mediation.excluded)


def test_a_day_that_stays_is_not_called_kept(calendar):
    right = compute(limit_for("D6", on=BEGUN), trigger=date(2025, 9, 8), calendar=calendar)
    assert recompute(right, calendar=calendar) == right
