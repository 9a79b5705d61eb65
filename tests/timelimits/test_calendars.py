"""Calendars as versioned data."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mediation.timelimits import (
    Calendar,
    DayKind,
    DayOutOfRange,
    ImpossibleDay,
    WrongCalendar,
    changed_days,
    compute,
    limit_for,
    shipped_calendar,
)

NEW_YEAR = {date(2027, 1, 1): "元旦", date(2027, 1, 2): "元旦", date(2027, 1, 3): "元旦"}


@pytest.mark.parametrize(
    ("day", "kind", "name", "worked"),
    [
        (date(2025, 10, 9), DayKind.WORKING, "", True),
        (date(2025, 10, 12), DayKind.WEEKEND, "", False),
        (date(2025, 10, 8), DayKind.HOLIDAY, "国庆节", False),
        (date(2025, 10, 6), DayKind.HOLIDAY, "中秋节", False),
        (date(2025, 4, 4), DayKind.HOLIDAY, "清明节", False),
        (date(2025, 5, 31), DayKind.HOLIDAY, "端午节", False),
        (date(2025, 10, 11), DayKind.MAKE_UP, "国庆节", True),
        (date(2015, 9, 3), DayKind.HOLIDAY, "中国人民抗日战争暨世界反法西斯战争胜利70周年纪念日", False),
    ],
)
def test_what_kind_of_day(calendar, day, kind, name, worked):
    assert (calendar.kind(day), calendar.name(day), calendar.is_working_day(day)) == (kind, name, worked)


def test_the_shipped_calendar_covers_2004_to_2026(calendar):
    assert calendar.covered == set(range(2004, 2027))
    assert calendar.version.startswith("chinesecalendar-1.")
    assert calendar is shipped_calendar()
    assert calendar.covers(date(2004, 1, 1), date(2026, 12, 31))
    assert not calendar.covers(date(2026, 12, 31), date(2027, 1, 1))
    assert calendar.notice(2025) == "国务院办公厅关于2025年部分节假日安排的通知"
    assert calendar.notice(2027) == ""


def test_a_calendar_cannot_be_changed(calendar):
    with pytest.raises(TypeError):
        calendar.holidays[date(2025, 10, 9)] = "国庆节"


def test_working_days_are_found_from_any_day(calendar):
    monday = date(2025, 10, 13).toordinal()
    assert date.fromordinal(calendar.nth_after(monday, 1)) == date(2025, 10, 14)
    assert date.fromordinal(calendar.nth_before(monday, 1)) == date(2025, 10, 11)
    assert calendar.on_or_after(monday) == calendar.on_or_before(monday) == monday
    assert calendar.on_or_after(monday - 1) == monday
    assert calendar.on_or_before(monday - 1) == monday - 2
    assert calendar.working_days_between(monday - 2, monday + 1) == 2


def test_an_uncovered_year_knows_weekdays_only_and_says_so(calendar):
    limit = limit_for("D5", on=date(2026, 1, 5))
    assert compute(limit, trigger=date(2026, 11, 1), calendar=calendar).provisional is False
    over_new_year = compute(limit, trigger=date(2026, 11, 2), calendar=calendar)
    assert (over_new_year.legal, over_new_year.provisional) == (date(2027, 1, 1), True)


@pytest.mark.parametrize(
    ("code", "trigger", "provisional"),
    [
        ("D2", date(2026, 12, 23), False),
        ("D2", date(2026, 12, 25), True),
        ("D2", date(2026, 12, 31), True),
        ("D16", date(2027, 1, 1), False),
        ("D16", date(2027, 1, 2), True),
    ],
)
def test_provisional_is_what_rests_on_an_unknown_day(calendar, code, trigger, provisional):
    computed = compute(limit_for(code, on=date(2026, 1, 5)), trigger=trigger, calendar=calendar)
    assert computed.provisional is provisional


def test_a_new_notice_settles_the_year(calendar):
    newer = calendar.with_year(2027, holidays=NEW_YEAR, make_up_days={date(2027, 1, 9): "元旦"}, version="2027")
    assert (newer.version, newer.covered - calendar.covered) == ("2027", {2027})
    assert newer.notice(2027) == "国务院办公厅关于2027年部分节假日安排的通知"
    assert newer.kind(date(2027, 1, 9)) is DayKind.MAKE_UP
    assert changed_days(calendar, newer) == (date(2027, 1, 1), date(2027, 1, 9))
    limit = limit_for("D5", on=date(2026, 1, 5))
    computed = compute(limit, trigger=date(2026, 11, 2), calendar=newer)
    assert (computed.nominal, computed.legal) == (date(2027, 1, 1), date(2027, 1, 4))
    assert (computed.provisional, computed.calendar_version) == (False, "2027")
    assert compute(limit, trigger=date(2026, 11, 2), calendar=calendar).provisional is True


def test_single_days_change_under_the_notice_that_was_loaded(calendar):
    loaded = calendar.with_year(2027, holidays=NEW_YEAR, make_up_days={}, version="a", notice="国办发明电〔2026〕1号")
    later = loaded.with_changes(version="b", ordinary=[date(2027, 1, 1)])
    assert later.notice(2027) == "国办发明电〔2026〕1号"


def test_a_year_loaded_again_replaces_the_year(calendar):
    first = calendar.with_year(2027, holidays=NEW_YEAR, make_up_days={date(2027, 1, 9): "元旦"}, version="a")
    second = first.with_year(
        2027, holidays={date(2027, 1, 1): "元旦"}, make_up_days={}, version="b", notice="国办发明电〔2026〕1号"
    )
    assert second.notice(2027) == "国办发明电〔2026〕1号"
    assert changed_days(calendar, second) == (date(2027, 1, 1),)
    assert second.kind(date(2027, 1, 2)) is DayKind.WEEKEND


def test_a_notice_may_reach_into_the_neighbouring_months(calendar):
    newer = calendar.with_year(
        2027,
        holidays={date(2026, 12, 1): "元旦", date(2027, 1, 1): "元旦", date(2028, 1, 31): "春节"},
        make_up_days={date(2026, 12, 26): "元旦"},
        version="2027",
    )
    assert changed_days(calendar, newer) == (
        date(2026, 12, 1),
        date(2026, 12, 26),
        date(2027, 1, 1),
        date(2028, 1, 31),
    )


def test_single_days_change(calendar):
    newer = calendar.with_changes(
        version="2025-2",
        holidays={date(2025, 10, 9): "国庆节", date(2025, 10, 11): "国庆节"},
        make_up_days={date(2025, 10, 4): "国庆节"},
        ordinary=[date(2025, 10, 1), date(2025, 9, 28)],
    )
    assert newer.covered == calendar.covered
    assert (newer.version, newer.notice(2025)) == ("2025-2", calendar.notice(2025))
    kinds = [newer.kind(date(2025, *day)) for day in [(10, 9), (10, 11), (10, 4), (10, 1), (9, 28)]]
    assert kinds == [DayKind.HOLIDAY, DayKind.HOLIDAY, DayKind.MAKE_UP, DayKind.WORKING, DayKind.WEEKEND]
    assert changed_days(calendar, calendar.with_changes(version="same")) == ()


@pytest.mark.parametrize("day", [date(2026, 11, 30), date(2028, 2, 1)])
def test_a_notice_speaks_of_its_own_year(calendar, day):
    with pytest.raises(WrongCalendar, match="不属于2027年的放假安排"):
        calendar.with_year(2027, holidays={day: "元旦"}, make_up_days={}, version="x")


def test_a_day_cannot_be_off_and_worked(calendar):
    saturday = date(2027, 1, 9)
    with pytest.raises(WrongCalendar, match=r"^2027年1月9日（星期六）不能既放假又上班。$"):
        calendar.with_year(2027, holidays={saturday: "元旦"}, make_up_days={saturday: "元旦"}, version="x")


def test_a_weekday_needs_no_making_up(calendar):
    with pytest.raises(WrongCalendar, match=r"^2027年1月8日（星期五）不是周末，不能列为调休上班日。$"):
        calendar.with_changes(version="x", make_up_days={date(2027, 1, 8): "元旦"})


@pytest.mark.parametrize("year", [2003, 2100])
def test_a_year_out_of_range_is_refused(calendar, year):
    with pytest.raises(DayOutOfRange, match=f"^{year}年不在可计算的范围内"):
        calendar.with_year(year, holidays={}, make_up_days={}, version="x")
    with pytest.raises(DayOutOfRange):
        Calendar(version="x", holidays={}, make_up_days={}, covered=frozenset({year}))
    with pytest.raises(DayOutOfRange):
        calendar.with_changes(version="x", holidays={date(year, 1, 1): "元旦"})
    with pytest.raises(DayOutOfRange):
        calendar.kind(date(year, 1, 1))


def test_the_first_and_last_years_can_be_loaded(calendar):
    assert calendar.with_year(2004, holidays={}, make_up_days={}, version="x").covered == calendar.covered
    assert 2099 in calendar.with_year(2099, holidays={}, make_up_days={}, version="x").covered


def test_a_moment_is_no_day(calendar):
    with pytest.raises(ImpossibleDay):
        calendar.is_working_day(datetime(2025, 10, 9, 12, 0))  # noqa: DTZ001
