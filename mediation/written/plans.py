"""One sentence of an agreement read as who owes what to whom, and a plan of instalments made from total, number and first day.

“绿源合作社欠张大山60000元，自2025年4月30日起分6期，每月付清一期，银行转账” names all that a plan needs. What a sentence leaves open
is left open: nothing is guessed.
"""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from mediation.written.amounts import Unreadable, amount_of

MOST = 240  # instalments: twenty years of months
WEEK, MONTH, QUARTER, YEAR = "week", "month", "quarter", "year"
MONTHS = {MONTH: 1, QUARTER: 3, YEAR: 12}
JOINT, SHARES = "joint", "shares"

NUMERAL = "[〇零一二两三四五六七八九十百]"
FIGURES = {char: n for n, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
INSTALMENTS = re.compile(rf"分(?:成|为|作)?(?P<n>\d{{1,3}}|{NUMERAL}{{1,5}})(?:期|次|个月|笔)")
AMOUNT = r"(?:人民币|￥|¥)?(?:(?<![\d,，])\d[\d,，]*+(?:\.\d{1,2})?[百千万]?元|[零壹贰叁肆伍陆柒捌玖拾佰仟万亿]{1,30}[元圆](?:[零壹贰叁肆伍陆柒捌玖]角)?(?:[零壹贰叁肆伍陆柒捌玖]分)?)整?"
EACH = re.compile(rf"(?:每|各)(?:一)?(?:期|次|个?月|周|个?季度|年)(?:应|各|支|给|偿|付|还|归)*(?P<sum>{AMOUNT})")
SUM = re.compile(AMOUNT)
DAY = re.compile(
    r"(?:(?P<y>\d{4})[年./-](?P<m>\d{1,2})[月./-](?P<d>\d{1,2})[日号]?|(?P<m0>\d{1,2})月(?P<d0>\d{1,2})[日号])"
)
PERIODS = (
    (WEEK, re.compile(r"每(?:一|个)*(?:周|星期|礼拜)|按周")),
    (QUARTER, re.compile(r"每(?:一|个)*季|按季")),
    (YEAR, re.compile(r"每(?:一|个)*年|按年")),
    (MONTH, re.compile(r"每(?:一|个)*月|按月|逐月|个月")),
)
MONTH_END = re.compile(r"每(?:一|个)*月(?:的)?(?:月底|月末|最后一[日天]|底前?|末)|月(?:底|末)")
MANNER = re.compile(
    r"银行转账|转账|汇款|现金|微信(?:支付|转账)?|支付宝(?:转账)?|存入[^，。；]{1,20}账户|打入[^，。；]{1,20}账户|扣款|抵扣"
)
TURN = re.compile(r"向|欠|赔偿给?|补偿给?|偿还给?|归还|返还|退还|补发给?|支付给?|付给|付|给")
WHOLE, SEVERAL = re.compile(r"连带"), re.compile(r"分别|各自|各付|按份|平均|均摊|各承担")


@dataclass(frozen=True, kw_only=True)
class Said:
    """What one sentence says; None and empty where it does not."""

    debtors: tuple[str, ...] = ()
    creditors: tuple[str, ...] = ()
    total: Decimal | None = None
    number: int | None = None
    first_on: date | None = None
    period: str = ""
    month_end: bool = False
    manner: str = ""
    how: str = ""  # several on a side: each for the whole, or each for a share
    doubts: tuple[str, ...] = field(default=())


def said_in(sentence: str, names: Iterable[str], on: date) -> Said:
    """Read a sentence in which the `names` of the parties may stand; a day without a year is the next one after `on`."""
    plain = plainly(sentence)
    before, after = _sides(plain, names)
    number = _number(plain)
    first = _first_day(plain, on)
    each = EACH.search(plain)
    rest = EACH.sub("", plain)
    total = _read(found[0]) if (found := SUM.search(rest)) else None
    doubts: tuple[str, ...] = ()
    if each and number and (one := _read(each["sum"])) is not None:
        total = one * number if total is None else total
        doubts = ("each",) if total != one * number else ()
    period = next((name for name, words in PERIODS if words.search(plain)), "")
    how = JOINT if WHOLE.search(plain) else SHARES if SEVERAL.search(plain) else ""
    manner = MANNER.search(plain)
    return Said(
        debtors=before, creditors=after, total=total, number=number, first_on=first, period=period,
        month_end=bool(MONTH_END.search(plain)), manner=manner[0] if manner else "", how=how, doubts=doubts,
    )  # fmt: skip


def plainly(words: str) -> str:
    """What was written, in plain figures and without spaces."""
    return "".join(unicodedata.normalize("NFKC", words).split())


def _sides(plain: str, names: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Who stands before the word that turns from who owes to whom it is owed, and who after it."""
    found: list[tuple[int, int, str]] = []
    for name in sorted({one for one in names if one}, key=len, reverse=True):
        at = plain.find(plainly(name))
        if at >= 0 and not any(start <= at < end for start, end, _name in found):
            found.append((at, at + len(plainly(name)), name))
    found.sort()
    blanked = plain
    for start, end, _name in found:
        blanked = blanked[:start] + "□" * (end - start) + blanked[end:]
    turns = [one.start() for one in TURN.finditer(blanked)]
    # The word between names, else the first.
    between = [at for at in turns if found and found[0][0] < at < found[-1][0]]
    turn = between[0] if between else turns[0] if turns else len(plain)
    return (
        tuple(name for start, _end, name in found if start < turn),
        tuple(name for start, _end, name in found if start > turn),
    )


def _number(plain: str) -> int | None:
    found = INSTALMENTS.search(plain)
    if found is None:
        return None
    words = found["n"]
    if words.isdecimal():
        return int(words)
    total, digit = 0, 0
    for char in words:
        if char in "十百":
            total, digit = total + (digit or 1) * (10 if char == "十" else 100), 0
        else:
            digit = FIGURES[char]
    return total + digit


def _first_day(plain: str, on: date) -> date | None:
    found = DAY.search(plain)
    if found is None:
        return None
    try:
        if found["y"]:
            return date(int(found["y"]), int(found["m"]), int(found["d"]))
        day = date(on.year, int(found["m0"]), int(found["d0"]))
        return day if day >= on else date(on.year + 1, day.month, day.day)
    except ValueError:
        return None


def _read(words: str) -> Decimal | None:
    try:
        return amount_of(words)
    except Unreadable:
        return None


def days_of(first: date, number: int, period: str, *, month_end: bool = False) -> list[date]:
    """The days of a plan: each period after the first; the 31st of a short month is its last day, and the 31st again after it.

    With `month_end` each falls on the last day of its month. No day is moved for a holiday: that is for those who agree.
    """
    if period == WEEK:
        return [first + timedelta(weeks=n) for n in range(number)]
    step = MONTHS[period or MONTH]
    return [_after_months(first, n * step, last=month_end) for n in range(number)]


def _after_months(first: date, months: int, *, last: bool) -> date:
    year, month = divmod(first.year * 12 + first.month - 1 + months, 12)
    length = monthrange(year, month + 1)[1]
    return date(year, month + 1, length if last else min(first.day, length))


def parts_of(total: Decimal, number: int) -> list[Decimal]:
    """The total in equal parts to the fen; the last takes what is left over."""
    part = (total * 100 // number) / 100
    return [*[part.quantize(Decimal("0.01"))] * (number - 1), (total - part * (number - 1)).quantize(Decimal("0.01"))]


def against(plan: Mapping[str, Any]) -> str:
    """Why no rows can be made of a plan, in a word; empty where they can."""
    several = len(plan["debtors"]) > 1 or len(plan["creditors"]) > 1
    if set(plan["debtors"]) & set(plan["creditors"]):
        return "both_sides"
    if plan["total"] is None and (plan["number"] > 1 or (several and plan["sharing"] == SHARES)):
        return "no_total"
    if plan["total"] is not None and plan["total"] * 100 < plan["number"]:
        return "too_small"
    return "how_several" if several and not plan["sharing"] else ""


def instalments(plan: Mapping[str, Any], numbered: str = "{what}（第{n}期）") -> list[dict[str, Any]]:
    """The rows of a plan that nothing stands against: who owes what to whom by when."""
    days = days_of(plan["first_on"], plan["number"], plan["period"], month_end=bool(plan["month_end"]))
    sums = parts_of(plan["total"], plan["number"]) if plan["total"] is not None else [None] * len(days)
    return [
        {
            "debtor": debtors[0], "creditor": creditors[0], "joint_debtors": debtors[1:], "joint_creditors": creditors[1:],
            "what": numbered.format(what=plan["what"], n=n) if len(days) > 1 else plan["what"], "amount": part, "due_on": day,
            "manner": plan["manner"], "third_payer": plan["third_payer"] or "",
        }
        for n, (day, amount) in enumerate(zip(days, sums, strict=True), start=1)
        for debtors, creditors, part in _among(plan, amount)
    ]  # fmt: skip


def _among(plan: Mapping[str, Any], amount: Decimal | None) -> list[tuple[list[Any], list[Any], Decimal | None]]:
    """Who pays what of one instalment to whom: all together the whole, or each his equal part."""
    debtors, creditors = list(plan["debtors"]), list(plan["creditors"])
    if plan["sharing"] != SHARES or amount is None:
        return [(debtors, creditors, amount)]
    pairs = [([debtor], [creditor]) for debtor in debtors for creditor in creditors]
    return [(*pair, part) for pair, part in zip(pairs, parts_of(amount, len(pairs)), strict=True)]
