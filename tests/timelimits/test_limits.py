"""Every row of the table of periods, and which edition holds when."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace
from datetime import date
from itertools import pairwise

import pytest

from mediation.timelimits import (
    ALL_LIMITS,
    CODES,
    EDITIONS,
    Bound,
    Direction,
    Ground,
    LimitNotInForce,
    LimitSwitchedOff,
    Source,
    Unit,
    UnknownLimit,
    WrongLimit,
    limit_for,
    local_rules,
)

TODAY = date(2025, 3, 3)
D, W = Unit.CALENDAR_DAYS, Unit.WORKING_DAYS
LAW, LOCAL, DESIGN = Source.LAW, Source.LOCAL, Source.DESIGN
ROWS = [
    ("D1", 15, D, Bound.PETITION_OFFICE, LAW, "第二十二条", 0),
    ("D1a", 4, D, Bound.PETITION_OFFICE, DESIGN, "第六条", 0),
    ("D1a-city", 3, D, Bound.PETITION_OFFICE, DESIGN, "第六条", 0),
    ("D1a-province", 3, D, Bound.PETITION_OFFICE, DESIGN, "第六条", 0),
    ("D1a-national", 5, D, Bound.PETITION_OFFICE, DESIGN, "第六条", 0),
    ("D2", 5, W, Bound.ORGAN, LAW, "第二十三条第三款", 0),
    ("D3", 15, D, Bound.ORGAN, LAW, "第二十三条第二款", 0),
    ("D4", None, D, Bound.ORGAN, LAW, "第二十二条第一款第三项", 0),
    ("D5", 60, D, Bound.ORGAN, LAW, "第三十四条", 30),
    ("D5x", 30, D, Bound.ORGAN, LAW, "第三十四条", 0),
    ("D6", 30, D, Bound.PETITIONER, LAW, "第三十五条", 0),
    ("D7", 30, D, Bound.REVIEW_ORGAN, LAW, "第三十五条", 0),
    ("D7a", 3, W, Bound.REVIEW_ORGAN, LOCAL, "山东", 0),
    ("D8", 30, D, Bound.PETITIONER, LAW, "第三十六条第一款", 0),
    ("D9", 30, D, Bound.REEXAMINATION_ORGAN, LAW, "第三十六条", 0),
    ("D10", 30, D, Bound.ORGAN, DESIGN, "第四十条第四款", 0),
    ("D11", 30, D, Bound.PARTIES, LAW, "《人民调解法》第三十三条、《民事诉讼法》第二百零五条", 0),
    ("D12", 30, D, Bound.MEDIATOR, DESIGN, "第三十三条", None),
    ("D13", 30, D, Bound.PETITIONER, DESIGN, "满意度评价", 0),
    ("D14", 5, W, Bound.PETITIONER, DESIGN, "第六十四条第一项", 0),
    ("D15", 5, W, Bound.ORGAN, DESIGN, "安徽", 0),
    ("D16", 7, W, Bound.ORGAN, DESIGN, "第六十四条第二项", 0),
    ("D17", 30, D, Bound.ADDRESSEE, LAW, "《民事诉讼法》第九十五条", 0),
    ("D18", 60, W, Bound.LABOUR_INSPECTION, LAW, "《劳动保障监察条例》第十七条", 30),
    ("D22", 7, D, Bound.MEDIATOR, DESIGN, "《人民调解法》第三十一条", 0),
    ("D23", 30, D, Bound.MEDIATOR, DESIGN, "《人民调解法》第三十一条", 0),
]


@pytest.mark.parametrize(("code", "length", "unit", "bound", "source", "article", "extension"), ROWS)
def test_a_row_of_the_table(code, length, unit, bound, source, article, extension):
    limit = limit_for(code, on=TODAY)
    assert (limit.length, limit.unit, limit.bound, limit.source) == (length, unit, bound, source)
    assert article in limit.authority
    assert limit.max_extension == extension
    assert limit.direction is (Direction.BACKWARD if code == "D16" else Direction.FORWARD)
    assert limit.rolls
    assert limit.in_force_until is None


def test_the_table_is_whole():
    local_only = {"D9x"}
    beyond_the_table = {"D19", "D20", "D21"}
    assert set(CODES) == {row[0] for row in ROWS} | local_only | beyond_the_table, (
        "a new limit has its row in ROWS here"
    )
    assert CODES[:3] == ("D1", "D1a", "D1a-city")
    assert CODES.index("D9x") < CODES.index("D10") < CODES.index("D18")


@pytest.mark.parametrize("limit", ALL_LIMITS, ids=lambda limit: f"{limit.code}-{limit.in_force_from.year}")
def test_a_limit_says_what_it_is_in_chinese(limit):
    for text in (limit.label, limit.trigger, limit.authority, limit.bound.label, limit.unit.label, limit.source.label):
        assert text
        assert not text.isascii()
    assert limit.max_extension == 0 or limit.extension_by


@pytest.mark.parametrize("code", CODES)
def test_editions_follow_each_other_without_overlap(code):
    editions = EDITIONS[code]
    assert editions[-1].in_force_until is None
    for earlier, later in pairwise(editions):
        assert earlier.in_force_until is not None
        assert (later.in_force_from - earlier.in_force_until).days == 1


def test_what_may_be_left_out_and_by_whom_a_limit_is_owned():
    assert limit_for("D9", on=TODAY).excluded_grounds == (Ground.HEARING,)
    assert limit_for("D5", on=TODAY).excluded_grounds == ()
    assert limit_for("D7", on=TODAY).excluded_grounds == ()
    own = [code for code in CODES if EDITIONS[code][-1].is_partys_own]
    assert own == ["D6", "D8", "D11", "D13", "D14", "D20", "D21"], "a new right of a party is added here, to be seen"


def test_only_mediation_may_be_extended_more_than_once():
    assert [code for code in CODES if not EDITIONS[code][-1].extension_once] == ["D12"]


def test_a_hearing_notice_is_advised_earlier_than_it_is_owed():
    assert [code for code in CODES if EDITIONS[code][-1].warn] == ["D16"]
    assert limit_for("D16", on=TODAY).warn == 10


@pytest.mark.parametrize("code", ["D1", "D3", "D4", "D5", "D5x", "D6", "D7", "D8", "D9", "D10"])
def test_a_petition_begun_under_the_old_statute_keeps_it(code):
    old, new = limit_for(code, on=date(2022, 4, 30)), limit_for(code, on=date(2022, 5, 1))
    assert "《信访条例》（国务院令第431号）" in old.authority
    assert "《信访工作条例》" in new.authority
    assert (old.length, old.max_extension, old.excluded_grounds) == (
        new.length,
        new.max_extension,
        new.excluded_grounds,
    )


def test_the_old_statute_begins_in_2005():
    assert limit_for("D5", on=date(2005, 5, 1)).authority.endswith("第三十三条")
    with pytest.raises(
        LimitNotInForce, match=r"期限D5（办结信访事项）自2005年5月1日起才有规定.*不适用于2005年4月30日。$"
    ):
        limit_for("D5", on=date(2005, 4, 30))


def test_the_old_statute_knew_no_objection():
    with pytest.raises(LimitNotInForce, match="自2022年5月1日起"):
        limit_for("D2", on=date(2022, 4, 30))


@pytest.mark.parametrize(
    ("on", "length", "article"),
    [
        (date(2013, 1, 1), 60, "第九十二条"),
        (date(2021, 12, 31), 60, "第九十二条"),
        (date(2022, 1, 1), 30, "第九十五条"),
    ],
)
def test_public_notice_took_sixty_days_until_2021(on, length, article):
    limit = limit_for("D17", on=on)
    assert limit.length == length
    assert limit.authority.endswith(article)


@pytest.mark.parametrize(
    ("on", "article"),
    [
        (date(2011, 1, 1), "第三十三条"),
        (date(2022, 1, 1), "第二百零一条"),
        (date(2023, 12, 31), "第二百零一条"),
        (date(2024, 1, 1), "第二百零五条"),
    ],
)
def test_court_confirmation_cites_the_numbers_of_its_day(on, article):
    assert limit_for("D11", on=on).authority.endswith(article)


@pytest.mark.parametrize("code", ["D99", "d5", "", "D5X"])
def test_an_unknown_code_is_answered_with_the_known_ones(code):
    with pytest.raises(UnknownLimit, match=f"没有代码为“{code}”的期限，可用的代码是：D1、D1a"):
        limit_for(code, on=TODAY)


def test_extending_a_review_is_local_law():
    with pytest.raises(LimitSwitchedOff, match="期限D9x.*只见于地方规定"):
        limit_for("D9x", on=TODAY)
    assert limit_for("D9x", on=TODAY, local=local_rules("example")).length == 30


@pytest.mark.parametrize("code", ["D7", "D9"])
def test_a_review_is_extended_only_where_a_rule_of_the_place_says_so(code):
    with_rule = local_rules("example")
    without = replace(with_rule, changes={})
    assert limit_for(code, on=TODAY).max_extension == limit_for(code, on=TODAY, local=without).max_extension
    assert not limit_for(code, on=TODAY, local=without).max_extension
    assert limit_for(code, on=TODAY, local=with_rule).max_extension == 30
    assert limit_for(code, on=TODAY, local=with_rule).extension_by == limit_for("D9x", on=TODAY, local=with_rule).under


def test_an_organ_sets_the_length_of_a_report():
    limit = limit_for("D4", on=TODAY)
    assert limit.span == "日数由有关机关指定"
    assert limit.of_length(20).span == "20日"
    assert limit_for("D2", on=TODAY).span == "5个工作日"


def test_a_limit_cannot_be_changed_or_declared_with_impossible_figures():
    limit = limit_for("D5", on=TODAY)
    with pytest.raises(FrozenInstanceError):
        limit.length = 90
    assert limit.of_length(1).length == 1
    assert replace(limit, in_force_until=limit.in_force_from).in_force_on(limit.in_force_from)
    with pytest.raises(WrongLimit, match=r"^期限D5的日数应为正整数，不能是0。$"):
        limit.of_length(0)
    with pytest.raises(WrongLimit, match=r"^期限D5的最长延长日数不能是负数-1。$"):
        replace(limit, max_extension=-1)
    with pytest.raises(WrongLimit, match=r"^期限D5的失效日不能早于施行日。$"):
        replace(limit, in_force_until=date(2022, 4, 30))


@pytest.mark.parametrize(("days", "unit"), [(60, D), (20, W)])
def test_the_law_that_governs_a_duty_gives_its_period_and_its_name(days, unit):
    duty = limit_for("D18", on=TODAY).of_law(" 《行政诉讼法》第四十七条 ", days, unit is W)
    assert (duty.length, duty.unit, duty.authority) == (days, unit, "《行政诉讼法》第四十七条")
    assert (duty.bound, duty.trigger, duty.max_extension) == (Bound.ORGAN, "受理之日", None)
    assert duty.source.label == "法定，有关法律规定"
    assert duty.extension_by == "依《行政诉讼法》第四十七条的规定"
    assert duty.label == "依法履行职责并答复"


def test_labour_inspection_named_as_the_law_is_the_limit_that_ships():
    shipped = limit_for("D18", on=TODAY)
    assert shipped.of_law("《劳动保障监察条例》第十七条", 60, True) is shipped
    assert shipped.of_law("《劳动保障监察条例》第十七条", 60, False) is not shipped
