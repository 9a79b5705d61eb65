"""How far a period has run, and whether an act is in time."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest

from mediation.timelimits import (
    CHINA,
    ImpossibleDay,
    NaiveMoment,
    WarningLevel,
    compute,
    is_in_time,
    level_days_between,
    limit_for,
    share_used,
    warning_level,
)

BEGUN = date(2025, 1, 2)


def computed(code, trigger, calendar, **more):
    return compute(limit_for(code, on=BEGUN), trigger=trigger, calendar=calendar, **more)


@pytest.mark.parametrize(
    ("on", "share", "level"),
    [
        (date(2025, 3, 1), Fraction(0), "green"),
        (date(2025, 3, 3), Fraction(0), "green"),
        (date(2025, 4, 1), Fraction(29, 60), "green"),
        (date(2025, 4, 2), Fraction(1, 2), "amber"),
        (date(2025, 4, 16), Fraction(44, 60), "amber"),
        (date(2025, 4, 17), Fraction(3, 4), "red"),
        (date(2025, 5, 2), Fraction(1), "red"),
        (date(2025, 5, 6), Fraction(1), "red"),
        (date(2025, 5, 7), Fraction(1), "overdue"),
    ],
)
def test_sixty_days(calendar, on, share, level):
    handling = computed("D5", date(2025, 3, 3), calendar)
    assert share_used(handling, on=on) == share
    assert warning_level(handling, on=on) == level


def test_holidays_use_nothing_of_working_days(calendar):
    objection = computed("D2", date(2025, 9, 30), calendar)
    shares = [share_used(objection, on=date(2025, 10, day)) for day in (8, 9, 10, 11, 12, 13, 14, 15)]
    assert [share * 5 for share in shares] == [0, 1, 2, 3, 3, 4, 5, 5]
    assert warning_level(objection, on=date(2025, 10, 8)) is WarningLevel.GREEN


def test_a_hearing_uses_nothing_of_the_re_examination(calendar):
    pair = (date(2025, 6, 10), date(2025, 6, 24))
    running = computed("D9", date(2025, 6, 3), calendar, excluded=[pair])
    used = [share_used(running, on=day) * 30 for day in (date(2025, 6, 10), date(2025, 6, 17), date(2025, 6, 25))]
    assert used == [7, 7, 8]
    early = computed("D9", date(2025, 6, 3), calendar, excluded=[(date(2025, 5, 28), date(2025, 6, 5))])
    assert share_used(early, on=date(2025, 6, 6)) * 30 == 1


def test_a_backward_limit_is_as_long_as_itself(calendar):
    notice = computed("D16", date(2025, 10, 20), calendar)
    days = [date(2025, 9, 24), date(2025, 9, 25), date(2025, 9, 26), date(2025, 9, 29), date(2025, 10, 10)]
    assert [share_used(notice, on=day) * 7 for day in days] == [0, 1, 2, 4, 7]
    assert warning_level(notice, on=date(2025, 10, 10)) is WarningLevel.RED
    assert warning_level(notice, on=date(2025, 10, 11)) is WarningLevel.OVERDUE


def test_an_extension_makes_the_whole_longer(calendar):
    handling = computed("D5", date(2025, 3, 3), calendar, extension_days=30)
    assert share_used(handling, on=date(2025, 4, 17)) == Fraction(1, 2)


@pytest.mark.parametrize(
    ("last", "amber", "red"),
    [
        ("2025-03-13", "2025-03-08", "2025-03-11"),
        ("2025-03-04", "2025-03-04", "2025-03-04"),
        ("2025-03-03", "2025-03-03", "2025-03-03"),
        ("2025-03-01", "2025-03-01", "2025-03-01"),
    ],
)
def test_a_day_that_was_set_has_levels_too(last, amber, red):
    days = level_days_between(date(2025, 3, 3), date.fromisoformat(last))
    assert [day.isoformat() for day in days] == [amber, red]


def test_levels_have_chinese_names():
    assert [level.label for level in WarningLevel] == ["正常", "临近", "紧迫", "逾期"]


def test_the_last_day_counts_to_midnight_in_china(calendar):
    right = computed("D6", date(2025, 9, 8), calendar)
    midnight = datetime(2025, 10, 10, 0, 0, tzinfo=CHINA)
    assert is_in_time(right, at=midnight - timedelta(microseconds=1))
    assert not is_in_time(right, at=midnight)
    assert is_in_time(right, at=datetime(2025, 10, 9, 15, 59, 59, tzinfo=UTC))
    assert not is_in_time(right, at=datetime(2025, 10, 9, 16, 0, tzinfo=UTC))
    assert midnight.utcoffset() == timedelta(hours=8)


def test_a_moment_without_time_zone_is_refused(calendar):
    with pytest.raises(NaiveMoment, match=r"^时刻“2025-10-09 09:00:00”没有时区，无法判断是否在期限内。$"):
        is_in_time(computed("D6", date(2025, 9, 8), calendar), at=datetime(2025, 10, 9, 9, 0))  # noqa: DTZ001


def test_a_level_is_of_a_day(calendar):
    with pytest.raises(ImpossibleDay):
        warning_level(computed("D6", date(2025, 9, 8), calendar), on="2025-10-09")
