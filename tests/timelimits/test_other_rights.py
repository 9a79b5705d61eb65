"""Rights under other laws: their lengths, and their last day counted as the law says."""

from __future__ import annotations

from datetime import date

import pytest

from mediation.timelimits import LimitNotInForce, UnknownLimit, shipped_calendar
from mediation.timelimits.other_rights import RIGHTS, other_right

TODAY = date(2026, 3, 2)
ROWS = {
    "reconsideration": ("60日", "《行政复议法》第二十条第一款"),
    "suit": ("6个月", "《行政诉讼法》第四十六条第一款"),
    "suit_after_reconsideration": ("15日", "《行政诉讼法》第四十五条"),
    "suit_on_land": ("30日", "《土地管理法》第十四条第三款"),
    "labour_arbitration": ("1年", "《劳动争议调解仲裁法》第二十七条"),
    "labour_inspection": ("2年", "《劳动保障监察条例》第二十条"),
    "penalty": ("2年", "《行政处罚法》第三十六条"),
    "work_injury": ("1年", "《工伤保险条例》第十七条第二款"),
    "civil_claim": ("3年", "《民法典》第一百八十八条第一款"),
    "land_contract_arbitration": ("2年", "《农村土地承包经营纠纷调解仲裁法》第十八条"),
    "appeal": ("15日", "《民事诉讼法》第一百七十一条、《行政诉讼法》第八十五条"),
    "retrial": ("6个月", "《民事诉讼法》第二百一十六条"),
    "enforcement": ("2年", "《民事诉讼法》第二百五十条"),
}


def test_every_right_has_its_length_and_article():
    assert {right.code for right in RIGHTS} == set(ROWS)
    assert {code: (right.spelt, right.authority) for code in ROWS if (right := other_right(code, TODAY))} == ROWS


@pytest.mark.parametrize(
    ("code", "since", "last"),
    [
        ("reconsideration", date(2025, 3, 3), date(2025, 5, 6)),  # day 60 is 2 May, a holiday
        ("suit", date(2025, 8, 31), date(2026, 2, 28)),  # February has no 31st, and its last day was made a working day
        ("suit", date(2025, 4, 9), date(2025, 10, 9)),
        ("labour_arbitration", date(2024, 2, 29), date(2025, 2, 28)),
        ("work_injury", date(2024, 10, 2), date(2025, 10, 9)),
        ("civil_claim", date(2022, 6, 10), date(2025, 6, 10)),
    ],
)
def test_months_and_years_end_on_the_day_of_the_same_number(code, since, last):
    assert other_right(code, since).counted(since, shipped_calendar()).legal == last


def test_the_law_of_the_day_counts_and_what_is_unknown_is_named():
    assert other_right("reconsideration", date(2023, 12, 31)).authority == "《行政复议法》第九条第一款"
    with pytest.raises(LimitNotInForce, match="没有施行"):
        other_right("suit", date(2015, 4, 30))
    with pytest.raises(UnknownLimit, match="没有“appeals”这一权利"):
        other_right("appeals", TODAY)
