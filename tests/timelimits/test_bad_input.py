"""What is wrong is said in one clear sentence."""

from __future__ import annotations

from datetime import date, datetime

import pytest

from mediation.timelimits import (
    DayOutOfRange,
    EndBeforeStart,
    Excluded,
    ExclusionNotAllowed,
    ExtensionNotAllowed,
    ExtensionTooLong,
    Ground,
    ImpossibleDay,
    LengthNotFixed,
    OverlappingExclusion,
    TimeLimitError,
    compute,
    limit_for,
    local_rules,
    parse_day,
)

BEGUN = date(2025, 1, 2)
A, B, C = date(2025, 6, 10), date(2025, 6, 24), date(2025, 6, 28)


def limit(code):
    return limit_for(code, on=BEGUN)


@pytest.mark.parametrize("text", ["2025-03-03", " 2025-3-3 ", "2025-03-3"])
def test_a_day_is_read(text):
    assert parse_day(text) == date(2025, 3, 3)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("2025-02-29", "2025年2月29日不存在，请核对日期。"),
        ("2025-13-01", "2025年13月1日不存在，请核对日期。"),
        ("2025/03/03", "“2025/03/03”不是日期，请按“年-月-日”填写，例如2025-03-03。"),
        ("明天", "“明天”不是日期，请按“年-月-日”填写，例如2025-03-03。"),
        ("２０２５-03-03", "“２０２５-03-03”不是日期，请按“年-月-日”填写，例如2025-03-03。"),
        ("2025-03-03T09:00", "“2025-03-03T09:00”不是日期，请按“年-月-日”填写，例如2025-03-03。"),
    ],
)
def test_an_impossible_day(text, sentence):
    with pytest.raises(ImpossibleDay) as refused:
        parse_day(text)
    assert str(refused.value) == sentence


@pytest.mark.parametrize("text", ["2003-12-31", "2100-01-01", "0000-01-01"])
def test_a_year_that_is_not_computed(text):
    with pytest.raises(TimeLimitError):
        parse_day(text)
    assert parse_day("2004-01-01") == date(2004, 1, 1)
    assert parse_day("2099-12-31") == date(2099, 12, 31)


def test_the_sentence_for_a_year_out_of_range(calendar):
    sentence = "2003年12月31日不在可计算的范围内：只能计算2004年1月1日至2099年12月31日之间的期限。"
    with pytest.raises(DayOutOfRange) as refused:
        compute(limit("D5"), trigger=date(2003, 12, 31), calendar=calendar)
    assert str(refused.value) == sentence
    with pytest.raises(DayOutOfRange):
        limit_for("D5", on=date(2003, 12, 31))


@pytest.mark.parametrize("trigger", ["2025-03-03", None, 20250303, datetime(2025, 3, 3, 9, 0)])  # noqa: DTZ001
def test_a_trigger_is_a_day(calendar, trigger):
    with pytest.raises(ImpossibleDay, match="期限按日计算，请给出年、月、日，不带时刻。$"):
        compute(limit("D5"), trigger=trigger, calendar=calendar)


@pytest.mark.parametrize(
    ("code", "trigger"),
    [
        ("D5", date(2099, 12, 1)),
        ("D5", date(2099, 11, 1).replace(day=2)),
        ("D18", date(2099, 12, 1)),
        ("D16", date(2004, 1, 5)),
    ],
)
def test_a_result_out_of_range(calendar, code, trigger):
    with pytest.raises(DayOutOfRange, match="^计算结果不在可计算的范围内"):
        compute(limit(code).of_length(60), trigger=trigger, calendar=calendar)


def test_one_working_day_beyond_the_last(calendar):
    assert compute(limit("D2").of_length(1), trigger=date(2099, 12, 30), calendar=calendar).legal == date(2099, 12, 31)
    with pytest.raises(DayOutOfRange):
        compute(limit("D2").of_length(1), trigger=date(2099, 12, 31), calendar=calendar)


def test_the_last_day_of_all_is_computed(calendar):
    assert compute(limit("D5"), trigger=date(2099, 11, 1), calendar=calendar).legal == date(2099, 12, 31)


def test_a_length_left_to_an_organ(calendar):
    sentence = r"^期限D4（反馈办理结果、提交办结报告）的日数由有关机关指定，请先给出指定的日数。$"
    with pytest.raises(LengthNotFixed, match=sentence):
        compute(limit("D4"), trigger=A, calendar=calendar)
    assert compute(limit("D4").of_length(14), trigger=A, calendar=calendar).legal == B


def test_an_end_before_its_start(calendar):
    with pytest.raises(EndBeforeStart, match=r"^扣除期间的终止日2025年6月10日早于起始日2025年6月24日。$"):
        compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[(B, A)])


def test_overlapping_exclusions(calendar):
    with pytest.raises(OverlappingExclusion) as refused:
        compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[(date(2025, 6, 23), C), (A, B)])
    assert str(refused.value) == (
        "两段扣除期间重叠：2025年6月10日至2025年6月24日，与2025年6月23日至2025年6月28日，请合并后再计算。"
    )


def test_exclusions_that_only_meet_do_not_overlap(calendar):
    def legal(*pairs):
        return compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=pairs).nominal

    assert legal((B, C), (A, B)) == legal((A, C))
    assert legal((A, A)) == legal()


@pytest.mark.parametrize("pair", [(date(2025, 5, 1), date(2025, 6, 3)), (date(2025, 7, 3), date(2025, 7, 9))])
def test_an_exclusion_outside_the_period_changes_nothing(calendar, pair):
    computed = compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[pair])
    assert computed.nominal == date(2025, 7, 3)


def test_an_exclusion_across_an_end_of_the_period_counts_inside_only(calendar):
    def nominal(after, through):
        pair = (after, through)
        return compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[pair]).nominal

    assert nominal(date(2025, 5, 1), date(2025, 6, 5)) == date(2025, 7, 5)
    assert nominal(date(2025, 7, 2), date(2025, 7, 9)) == date(2025, 7, 10)


@pytest.mark.parametrize(("code", "under"), [("D5", "依《信访"), ("D7", "依《信访"), ("D16", "参照《行政处罚法》")])
def test_a_clock_that_the_law_does_not_stop(calendar, code, under):
    with pytest.raises(ExclusionNotAllowed, match=f"^期限{code}（[^）]*）{under}.*不得扣除任何期间。$"):
        compute(limit(code), trigger=date(2025, 6, 3), calendar=calendar, excluded=[(A, B)])


def test_a_ground_that_does_not_stop_this_clock(calendar):
    appraisal = Excluded(A, B, Ground.APPRAISAL)
    with pytest.raises(ExclusionNotAllowed, match=r"不得扣除鉴定期间。$"):
        compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[appraisal])
    local = limit_for("D9", on=BEGUN, local=local_rules("example"))
    assert compute(local, trigger=date(2025, 6, 3), calendar=calendar, excluded=[appraisal]).nominal == date(
        2025, 7, 17
    )


@pytest.mark.parametrize("pair", [("2025-06-10", B), (A, datetime(2025, 6, 24, 9, 0))])  # noqa: DTZ001
def test_an_exclusion_is_of_days(calendar, pair):
    with pytest.raises(ImpossibleDay):
        compute(limit("D9"), trigger=date(2025, 6, 3), calendar=calendar, excluded=[pair])


@pytest.mark.parametrize(
    ("code", "days", "error", "sentence"),
    [
        ("D5", 31, ExtensionTooLong, "最多延长30日（《信访工作条例》第三十四条），不能延长31日。"),
        ("D18", 31, ExtensionTooLong, "最多延长30个工作日（《劳动保障监察条例》第十七条），不能延长31个工作日。"),
        ("D5", -1, ExtensionNotAllowed, "延长的日数应为正整数，不能是-1。"),
        ("D7", 1, ExtensionNotAllowed, "依《信访工作条例》第三十五条不得延长。"),
    ],
)
def test_an_extension_beyond_the_law(calendar, code, days, error, sentence):
    with pytest.raises(error) as refused:
        compute(limit(code), trigger=A, calendar=calendar, extension_days=days)
    assert str(refused.value).endswith(sentence)


def test_all_days_an_extension_may_have(calendar):
    computed = compute(limit("D18"), trigger=A, calendar=calendar, extension_days=30)
    assert computed.legal == compute(limit("D18").of_length(90), trigger=A, calendar=calendar).legal
