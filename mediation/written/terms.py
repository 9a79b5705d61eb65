"""What the words of an agreement say that its rows must say too, and what they may not say at all."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from itertools import combinations

from mediation.written.amounts import in_figures
from mediation.written.confided import closed

CAPITALS = r"[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,30}[元圆](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]分)?"
TOTAL = re.compile(
    r"(?:共计|总计|合计|累计|总共|一共|总额(?:为|是)?|总金额(?:为|是)?|共)\s*(?:应?(?:支付|给付|偿还|赔偿|补偿|补发|付)|(?:人民币|￥|¥))*\s*"
    rf"(?:(?P<figure>\d[\d,，]{{0,20}}(?:\.\d{{1,6}})?)\s*(?P<ten>万)?元|(?P<words>{CAPITALS}))"
)
# What goes before and after within one sentence.
NEAR = r"[^，。；！？\n]{0,16}"
BROUGHT = r"(?:信访|上访|走访|进京|越级|投诉|举报|检举|控告|申诉|复查|复核|反映(?:问题|情况|诉求|此事))"
TIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"息诉罢访|息访|罢访|息诉|停访",
        rf"(?:不再|不得|不能|不会|不予|不|停止|放弃|终止)(?:就|以|向|到|去|进行|提出|采取|继续){NEAR}{BROUGHT}",
        rf"(?:不再|不得|停止|放弃|终止){BROUGHT}",
        rf"(?:不再|不得|放弃)(?!追究){NEAR}?{BROUGHT}(?:的)?(?:权利|权|行为|活动)",
        rf"(?:撤回|撤销|撤诉){NEAR}?{BROUGHT}",
        r"(?:评价|评议|测评|回访|打分)[^。；！？\n]{0,10}(?:满意|好评|五星)",
        r"(?:作出|给予|给|打)[^，。；！？\n]{0,6}(?:满意评价|好评|满意)",
    )
)
MOST = 12


def totals_of(text: str) -> list[tuple[str, Decimal]]:
    """The sums that are called a total, with their words: 共6000元, 合计1.2万元, 总计壹万元."""
    found = []
    for one in TOTAL.finditer(text):
        if one["words"]:
            amount = in_figures(one["words"])
        else:
            amount = Decimal(re.sub("[,，]", "", one["figure"])) * (10_000 if one["ten"] else 1)
        found.append((one[0], amount))
    return found


def totals_without_rows(text: str, rows: Iterable[tuple[object, object, Decimal]]) -> list[str]:
    """The totals in the words that no rows add up to: neither all, nor those of one debtor or creditor, nor any few of them.

    A row is who owes, to whom, and how much.
    """
    rows = list(rows)
    sums = {sum((row[2] for row in rows), Decimal())}
    for place in (0, 1):
        for who in {row[place] for row in rows}:
            sums.add(sum((row[2] for row in rows if row[place] == who), Decimal()))
    amounts = [row[2] for row in rows]
    if len(amounts) <= MOST:
        sums |= {sum(few, Decimal()) for n in range(1, len(amounts)) for few in combinations(amounts, n)}
    return [words for words, amount in totals_of(text) if amount not in sums]


def ties_of(text: str) -> list[str]:
    """The words by which something is made to depend on not petitioning, on taking back, or on how one rates."""
    text = closed(text)
    return [found[0] for pattern in TIES for found in pattern.finditer(text)]


# What a court that is to enforce could not tell, by what is wrong with it.
NO_DAY = re.compile(
    r"尽快|尽早|尽量|及时|适时|择期|近期内?|日后|以后再|待定|另行(?:商定|约定|协商)|(?:有|具备)(?:能力|条件|钱)(?:时|后)|条件(?:成熟|允许)"
)
NO_SUM = re.compile(
    r"(?:适当|合理|酌情|酌量|相应|一定|部分|若干)(?:的)?(?:支付|给付|补偿|赔偿|补助|费用|金额|数额|经济)|按(?:实际|情况)(?:损失|需要)?"
)
CONDITION = re.compile(
    r"如果|倘若|假如|一旦|(?:若|如(?![下上期实数约果]))[^，。；]{1,20}(?:则|时|的)|(?:待(?!遇)|等到)[^，。；]{1,20}(?:后|时|再)|在[^，。；]{1,30}(?:的)?(?:情况|条件|前提)下|为(?:前提|条件)|除非"
)
PAYS = re.compile(r"支付|付清|付款|给付|偿还|还款|补发|退款|赔偿款|补偿款|工资|欠款|货款|租金|医药?费|\d\s*元")


def conditions_in(text: str) -> list[str]:
    """The words by which something is owed only if something else happens."""
    return [found[0] for found in CONDITION.finditer(text)]


def vague_in(text: str) -> tuple[list[str], list[str]]:
    """The words that name no day, and those that name no sum."""
    return [found[0] for found in NO_DAY.finditer(text)], [found[0] for found in NO_SUM.finditer(text)]


def pays(text: str) -> bool:
    """Whether money is to be paid by it."""
    return bool(PAYS.search(text))
