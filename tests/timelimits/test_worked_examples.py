"""The worked examples: the holiday schedule of 2025."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.timelimits import compute, day_table, extend, limit_for

BEGUN = date(2025, 1, 2)


def day(month: int, number: int) -> date:
    return date(2025, month, number)


@pytest.mark.parametrize(
    ("code", "trigger", "nominal", "legal"),
    [
        pytest.param("D6", day(9, 8), day(10, 8), day(10, 9), id="review-right"),
        pytest.param("D5", day(3, 3), day(5, 2), day(5, 6), id="sixty-days"),
        pytest.param("D5x", day(5, 2), day(6, 1), day(6, 3), id="thirty-more-from-the-nominal-day"),
        pytest.param("D1", day(9, 20), day(10, 5), day(10, 9), id="registration"),
        pytest.param("D2", day(9, 30), day(10, 14), day(10, 14), id="objection"),
        pytest.param("D16", day(10, 20), day(10, 10), day(10, 10), id="hearing-notice"),
        pytest.param("D9", day(6, 3), day(7, 3), day(7, 3), id="re-examination"),
        pytest.param("D17", day(8, 11), day(9, 10), day(9, 10), id="public-notice"),
        pytest.param("D22", day(4, 30), day(5, 7), day(5, 7), id="visit-after-an-instalment"),
        pytest.param("D23", day(4, 30), day(5, 30), day(5, 30), id="visit-after-the-last"),
        pytest.param("D6", day(9, 10), day(10, 10), day(10, 10), id="review-right-after-public-notice"),
    ],
)
def test_example(calendar, code, trigger, nominal, legal):
    computed = compute(limit_for(code, on=BEGUN), trigger=trigger, calendar=calendar)
    assert (computed.nominal, computed.legal, computed.provisional) == (nominal, legal, False)


def test_thirty_more_days_run_from_the_nominal_day(calendar):
    first = compute(limit_for("D5", on=BEGUN), trigger=day(3, 3), calendar=calendar)
    longer = extend(first, days=30, decided_on=day(5, 6))
    assert (longer.nominal, longer.legal) == (day(6, 1), day(6, 3))


def test_a_hearing_notice_is_better_sent_ten_working_days_before(calendar):
    computed = compute(limit_for("D16", on=BEGUN), trigger=day(10, 20), calendar=calendar)
    assert computed.advised == day(9, 29)


def test_clear_days_want_one_working_day_more(calendar):
    limit = limit_for("D16", on=BEGUN)
    assert compute(limit.of_length(8), trigger=day(10, 20), calendar=calendar).legal == day(10, 9)
    assert compute(limit.of_length(11), trigger=day(10, 20), calendar=calendar).legal == day(9, 28)


def test_fourteen_days_of_hearing_are_not_counted(calendar):
    computed = compute(
        limit_for("D9", on=BEGUN), trigger=day(6, 3), calendar=calendar, excluded=[(day(6, 10), day(6, 24))]
    )
    assert (computed.nominal, computed.legal) == (day(7, 17), day(7, 17))


def test_the_day_of_the_objection_is_counted_as_written(calendar):
    table = day_table(compute(limit_for("D2", on=BEGUN), trigger=day(9, 30), calendar=calendar))
    counted = {line.counted: line.day for line in table if line.counted}
    assert counted == {1: day(10, 9), 2: day(10, 10), 3: day(10, 11), 4: day(10, 13), 5: day(10, 14)}
