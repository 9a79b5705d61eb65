"""A sentence of an agreement read as a plan, the days of a plan, and its parts."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mediation.written.plans import days_of, parts_of, said_in

ON = date(2025, 3, 17)
NAMES = ["绿源合作社", "张大山", "李秀英"]


def test_one_sentence_says_all_that_a_plan_needs():
    said = said_in("绿源合作社欠张大山60000元，自2025年4月30日起分6期，每月付清一期，银行转账。", NAMES, ON)
    assert (said.debtors, said.creditors) == (("绿源合作社",), ("张大山",))
    assert (said.total, said.number, said.first_on) == (Decimal(60000), 6, date(2025, 4, 30))
    assert (said.period, said.month_end, said.manner) == ("month", False, "银行转账")


@pytest.mark.parametrize(
    ("sentence", "what", "value"),
    [
        ("由绿源合作社向张大山、李秀英支付壹万贰仟元整", "creditors", ("张大山", "李秀英")),
        ("由绿源合作社向张大山、李秀英支付壹万贰仟元整", "total", Decimal(12000)),
        ("绿源合作社、李秀英连带偿还张大山1.2万元", "how", "joint"),
        ("绿源合作社、李秀英连带偿还张大山1.2万元", "debtors", ("绿源合作社", "李秀英")),
        ("绿源合作社、李秀英各自偿还张大山一半，共1.2万元", "how", "shares"),
        ("分十二期，每期1000元", "number", 12),
        ("分十二期，每期1000元", "total", Decimal(12000)),
        ("共欠12000元，分十二期，每期1000元", "doubts", ()),
        ("共欠13000元，分十二期，每期1000元", "doubts", ("each",)),
        ("4月30日起分3期", "first_on", date(2025, 4, 30)),
        ("1月31日起分3期", "first_on", date(2026, 1, 31)),
        ("2025年2月30日起", "first_on", None),
        ("分4期，每周一期", "period", "week"),
        ("每月月底付一期", "month_end", True),
        ("用现金付", "manner", "现金"),
        ("把围墙拆掉", "total", None),
        ("", "debtors", ()),
    ],
)
def test_what_is_said_is_read_and_what_is_not_is_left_open(sentence, what, value):
    assert getattr(said_in(sentence, NAMES, ON), what) == value


def test_the_last_day_of_a_short_month_is_not_kept_for_the_next():
    days = days_of(date(2025, 1, 31), 4, "month")
    assert [f"{day:%m-%d}" for day in days] == ["01-31", "02-28", "03-31", "04-30"]


def test_month_ends_are_month_ends():
    days = days_of(date(2025, 4, 30), 3, "month", month_end=True)
    assert [f"{day:%m-%d}" for day in days] == ["04-30", "05-31", "06-30"]


@pytest.mark.parametrize(
    ("period", "second"),
    [("week", date(2024, 3, 7)), ("quarter", date(2024, 5, 29)), ("year", date(2025, 2, 28))],
)
def test_each_period_has_its_step(period, second):
    assert days_of(date(2024, 2, 29), 2, period)[1] == second


@given(
    st.decimals(min_value="2.40", max_value="99999999.99", places=2), st.integers(min_value=1, max_value=240),
)  # fmt: skip
def test_the_parts_come_to_the_total_and_only_the_last_differs(total, number):
    parts = parts_of(total, number)
    assert sum(parts) == total
    assert len(parts) == number
    assert len(set(parts[:-1])) <= 1
    assert 0 <= parts[-1] - parts[0] < Decimal("0.01") * number
