"""Amounts as people write them; what may mean two things is refused."""

from __future__ import annotations

from decimal import Decimal

import pytest

from mediation.written.amounts import Unreadable, amount_of, whole_number

TWELVE = ("12,000.00", "１２，０００", "1.2万", "￥12000", "¥ 12,000", "12000元", "壹万贰仟元整", "一万二千元", "12000元整", "1.2万元",
          "人民币壹万贰仟元整", "人民币12000元", "1万2000元", "1万2千", "12 000", "12000.0", "RMB12000", "12千元", "人民币￥12,000.00元")  # fmt: skip
NONE = ("1e4", "1E4", "约1万", "-5", "12,00", "1,2000", "一万二元", "12.3.4", "万", "元", "", "  ", "1万2", "$12000", "0x10", "NaN",
        "Infinity", "1_000", "12000+", "١٢", "1" * 61, "壹万")  # fmt: skip


@pytest.mark.parametrize("typed", TWELVE)
def test_one_amount_in_every_form(typed):
    assert amount_of(typed) == Decimal(12000)


@pytest.mark.parametrize("typed", NONE)
def test_what_is_no_amount_is_not_guessed_at(typed):
    with pytest.raises(Unreadable):
        amount_of(typed)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("0", "0"), ("0.5", "0.5"), ("叁元伍角", "3.5"), ("1.25亿", "125000000"), ("一百零五元", "105"), ("十二元", "12"),
     ("捌佰元零伍分", "800.05"), ("3百元", "300"), ("8888.88", "8888.88")],
)  # fmt: skip
def test_others(typed, amount):
    assert amount_of(typed) == Decimal(amount)


@pytest.mark.parametrize(("typed", "number"), [("1,200", 1200), ("１２", 12), ("12.0", 12), (" 7 ", 7), ("-3", -3)])
def test_whole_numbers(typed, number):
    assert whole_number(typed) == number


@pytest.mark.parametrize("typed", ["1e4", "1.5", "12人", "", "9" * 70, "1,20"])
def test_no_whole_numbers(typed):
    with pytest.raises(Unreadable):
        whole_number(typed)
