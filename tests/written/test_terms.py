"""Totals in the words of an agreement against its rows, and what an agreement may not be tied to."""

from decimal import Decimal

import pytest

from mediation.written.terms import ties_of, totals_of, totals_without_rows

ROWS = [("厂", "罗", Decimal(2000)), ("厂", "向", Decimal(2000)), ("社", "谭", Decimal(1500))]


@pytest.mark.parametrize(
    ("text", "amounts"),
    [
        ("工资共60000元", ["60000"]),
        ("合计人民币1.2万元", ["12000"]),
        ("总计壹万贰仟元整", ["12000"]),
        ("共计支付5,500.00元，一共应付6000元", ["5500", "6000"]),
        ("共三人，各2000元", []),
        ("共同确认欠款2000元", []),
        ("", []),
    ],
)
def test_a_total_is_what_is_called_one(text, amounts):
    assert [amount for _words, amount in totals_of(text)] == [Decimal(one) for one in amounts]


@pytest.mark.parametrize(
    ("text", "astray"),
    [
        ("砖厂共付6000元。", ["共付6000元"]),
        ("各方共付5500元。", []),
        ("砖厂共付4000元，合作社付1500元。", []),
        ("谭小兰共得1500元，共3500元两笔。", []),
        ("合计5500元（大写：共伍仟伍佰元整）", []),
        ("总计0.55万元，共计5501元", ["共计5501元"]),
    ],
)
def test_a_total_is_that_of_all_rows_of_one_side_or_of_some(text, astray):
    assert totals_without_rows(text, ROWS) == astray


@pytest.mark.parametrize(
    "text",
    [
        "双方息诉罢访。",
        "张某收款后不再就此事到任何单位信访",
        "收到款项后不得上访",
        "甲方承诺不以任何理由进京走访",
        "乙方撤回信访事项后三日内支付",
        "在回访时评价为满意的，再付500元",
        "放弃信访的权利",
        "不 再 反映 此事",
        "甲方不再向任何机关投诉、举报",
        "付款以甲方撤回复查申请为条件",
        "给满意评价后付清",
        "停止越级上访的，一次付清",
    ],
)
def test_what_ties_money_to_silence_is_found(text):
    assert ties_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "双方就本纠纷无其他争议。",
        "甲方不再要求支付利息，双方不再追究。",
        "如不履行，可以向人民法院起诉或者信访。",
        "不按期履行的，甲方可以投诉。",
        "甲方对房屋质量表示满意。",
        "不因此影响信访人申请复查的权利。",
        "甲方可以继续反映其他问题。",
        "乙方不得擅自处分房屋，撤回对甲方的起诉。",
    ],
)
def test_what_settles_a_dispute_is_no_such_tie(text):
    assert not ties_of(text)
