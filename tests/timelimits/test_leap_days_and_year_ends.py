"""Leap days and year ends, counted by hand on a paper calendar."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from mediation.timelimits import compute, days_of_months, level_days, limit_for

BEGUN = date(2025, 1, 2)


def iso(*days):
    return [date.fromisoformat(day) for day in days]


@pytest.mark.parametrize(
    ("code", "trigger", "nominal", "legal"),
    [
        # January has 31 days, so the sixtieth day is the last of a leap February, or the day after a common one.
        pytest.param("D5", "2023-12-31", "2024-02-29", "2024-02-29", id="ends-on-the-leap-day"),
        pytest.param("D5", "2022-12-31", "2023-03-01", "2023-03-01", id="no-leap-day-to-end-on"),
        pytest.param("D1", "2024-02-29", "2024-03-15", "2024-03-15", id="begins-on-the-leap-day"),
        pytest.param("D1", "2004-02-14", "2004-02-29", "2004-03-01", id="the-leap-day-is-a-sunday"),
        pytest.param("D2", "2024-02-28", "2024-03-06", "2024-03-06", id="the-leap-day-is-worked"),
        pytest.param("D16", "2024-03-08", "2024-02-28", "2024-02-28", id="back-across-the-leap-day"),
        pytest.param("D6", "2024-12-02", "2025-01-01", "2025-01-02", id="ends-on-new-years-day"),
        pytest.param("D6", "2024-12-01", "2024-12-31", "2024-12-31", id="ends-on-the-last-day-of-the-year"),
        pytest.param("D2", "2024-12-31", "2025-01-08", "2025-01-08", id="new-years-day-does-not-count"),
        pytest.param("D16", "2025-01-08", "2024-12-27", "2024-12-27", id="back-across-the-year"),
        # By the notice of 2019 the 31st was off and Saturday 2018-12-29 was worked.
        pytest.param("D6", "2018-12-01", "2018-12-31", "2019-01-02", id="off-by-the-next-years-notice"),
        pytest.param("D2", "2018-12-27", "2019-01-04", "2019-01-04", id="made-up-for-before-the-year"),
    ],
)
def test_counted_by_hand(calendar, code, trigger, nominal, legal):
    computed = compute(limit_for(code, on=BEGUN), trigger=date.fromisoformat(trigger), calendar=calendar)
    assert [computed.nominal, computed.legal] == iso(nominal, legal)


def test_an_extension_across_the_leap_day(calendar):
    d5 = limit_for("D5", on=BEGUN)
    computed = compute(d5, trigger=date(2023, 12, 1), calendar=calendar, extension_days=30)
    assert [computed.nominal, computed.legal] == iso("2024-02-29", "2024-02-29")


def test_a_period_left_out_across_the_year(calendar):
    d9 = limit_for("D9", on=BEGUN)
    days = iso("2024-12-25", "2025-01-04")
    computed = compute(d9, trigger=date(2024, 12, 20), calendar=calendar, excluded=[tuple(days)])
    assert computed.nominal == date(2025, 1, 29)


@pytest.mark.parametrize(
    ("code", "trigger", "levels"),
    [
        ("D5", "2023-12-31", ("2024-01-30", "2024-02-14")),  # the 30th and the 45th day
        ("D1", "2024-02-20", ("2024-02-28", "2024-03-03")),  # the 8th and the 12th day
        ("D2", "2024-12-31", ("2025-01-06", "2025-01-07")),  # the 3rd and the 4th working day
        ("D16", "2025-01-08", ("2024-12-24", "2024-12-26")),  # 3 of 7 and 1 of 7 working days left
    ],
)
def test_levels_begin(calendar, code, trigger, levels):
    computed = compute(limit_for(code, on=BEGUN), trigger=date.fromisoformat(trigger), calendar=calendar)
    assert list(level_days(computed)) == iso(*levels)


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [
        (date(2025, 3, 3), 2, date(2025, 5, 3)),
        (date(2024, 12, 31), 2, date(2025, 2, 28)),
        (date(2023, 12, 29), 2, date(2024, 2, 29)),
        (date(2025, 10, 31), 1, date(2025, 11, 30)),
        (date(2025, 10, 15), 2, date(2025, 12, 15)),
        (date(2025, 11, 30), 2, date(2026, 1, 30)),
    ],
)
def test_months_end_on_the_day_of_the_same_number_or_the_last_one(start, months, end):
    assert start + timedelta(days=days_of_months(start, months)) == end
