"""Amounts in yuan as people write them: 12,000.00, ￥12000, 12000元, 1.2万, 壹万贰仟元整."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal
from itertools import pairwise

import cn2an

LONGEST = 60
BEFORE = re.compile(r"(?:人民币|RMB|CNY|¥){1,2}", re.IGNORECASE)
FIGURE = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?")
SCALES = {"": 1, "百": 100, "千": 1000, "万": 10_000, "百万": 1_000_000, "千万": 10_000_000, "亿": 100_000_000}
AFTER = re.compile(r"(百万|千万|[百千万亿])?(?:元|块|圆|人民币)?[整正]?")
BOTH = re.compile(r"(\d{1,8})万(?:(\d{4})|(\d)千)元?[整正]?")
CAPITAL = re.compile(
    r"[零〇一二三四五六七八九十百千壹贰叁肆伍陆柒捌玖拾佰仟万亿两]{1,40}[元圆圓](?:[零〇一二三四五六七八九壹贰叁肆伍陆柒捌玖]角)?"
    r"零?(?:[一二三四五六七八九壹贰叁肆伍陆柒捌玖]分)?[整正]?"
)
# 一万二元 is twelve thousand to one and ten thousand and two to another.
UNSURE = re.compile(r"[百千佰仟万亿][一二三四五六七八九壹贰叁肆伍陆柒捌玖两][元圆圓]")
DIGITS = {char: n for row in ("零壹贰叁肆伍陆柒捌玖", "〇一二三四五六七八九") for n, char in enumerate(row)} | {"两": 2}
TENS = {"拾": 10, "佰": 100, "仟": 1000, "十": 10, "百": 100, "千": 1000}


class Unreadable(ValueError):
    """No amount, or not one amount, can be read from the words."""


def amount_of(typed: str) -> Decimal:
    """The amount that was written. Raises Unreadable; what is no amount (1e4, 约1万, -5) is never guessed at."""
    plain = "".join(unicodedata.normalize("NFKC", typed[: LONGEST * 2]).split())
    if not plain or len(plain) > LONGEST:
        raise Unreadable
    sign = BEFORE.match(plain)
    plain = plain[sign.end() :] if sign else plain
    if CAPITAL.fullmatch(plain) and not UNSURE.search(plain):
        return in_figures(plain)
    if found := BOTH.fullmatch(plain):
        return Decimal(int(found[1]) * 10_000 + int(found[2] or int(found[3]) * 1000))
    figure = FIGURE.match(plain)
    rest = AFTER.fullmatch(plain, figure.end()) if figure else None
    if figure is None or rest is None or not figure[0].isascii():
        raise Unreadable
    return Decimal(figure[0].replace(",", "")) * SCALES[rest[1] or ""]


def whole_number(typed: str) -> int:
    """A whole number with or without commas and full-width figures. Raises Unreadable."""
    plain = "".join(unicodedata.normalize("NFKC", typed[: LONGEST * 2]).split())
    if len(plain) > LONGEST or not re.fullmatch(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.0{1,6})?", plain, re.ASCII):
        raise Unreadable
    return int(plain.replace(",", "").partition(".")[0])


def in_figures(words: str) -> Decimal:
    """壹万贰仟捌佰元伍角 as 12800.5."""
    yuan, _sign, rest = words.removeprefix("人民币").replace("圆", "元").replace("圓", "元").partition("元")
    total, section, digit = 0, 0, 0
    for char in yuan:
        if char in DIGITS:
            digit = DIGITS[char]
        elif char in TENS:
            section, digit = section + (digit or 1) * TENS[char], 0
        else:
            section += digit
            total, section, digit = (total + section) * (10_000 if char == "万" else 100_000_000), 0, 0
    parts = {unit: DIGITS[number] for number, unit in pairwise(rest) if number in DIGITS}
    return Decimal(total + section + digit) + Decimal(parts.get("角", 0) * 10 + parts.get("分", 0)) / 100


def in_capitals(amount: Decimal) -> str:
    """12800.5 as 12800.50元（大写：壹万贰仟捌佰元伍角）."""
    return f"{amount:.2f}元（大写：{cn2an.an2cn(str(amount), 'rmb')}）"
