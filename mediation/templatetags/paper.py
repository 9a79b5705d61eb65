"""Filters for papers: days, amounts and numerals as a formal paper writes them."""

from __future__ import annotations

import re
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import segno
from django import template
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString, mark_safe

from mediation.written.amounts import in_capitals

register = template.Library()
NUMERALS = "零一二三四五六七八九十"
MOST_NAMES = 6
# In em of 15.79 points: 46 mm, and the four characters to the right of the date (7.3.5.1).
SEAL_COLUMN, DATE_INDENT = 8.26, 4
# Where a title may be broken without tearing a name or a word.
WORD_ENDS = (
    *("省", "市", "州", "县", "区", "旗", "镇", "乡", "街道", "政府", "局", "厅", "部门", "委员会", "院", "组织"),
    *("信访事项", "问题", "联席会议", "的", "和", "与"),
)


@register.filter
def cn_day(value: Any) -> str:
    """2025年4月3日: Arabic digits, full year, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    if not value:
        return ""
    day = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def no_later(value: Any) -> str:
    """最迟于2025年4月3日（含当日）: whether the day itself still counts is never left to the reader."""
    return f"最迟于{cn_day(value)}（含当日）"


@register.filter
def cn_moment(value: Any) -> str:
    """2025年4月3日9时30分."""
    if not value:
        return ""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    minute = f"{moment.minute}分" if moment.minute else ""
    return f"{cn_day(moment)}{moment.hour}时{minute}"


@register.simple_tag
def from_to(begins: Any, ends: Any) -> str:
    """2025年4月3日9时至10时30分; the second day only where it is another one."""
    first, last = cn_moment(begins), cn_moment(ends)
    same_day = first.partition("日")[0] == last.partition("日")[0]
    return f"{first}至{last.partition('日')[2] if same_day else last}"


@register.filter
def sentence(text: Any) -> str:
    """What was typed, with one full stop at its end, whether one was typed or not."""
    return f"{str(text).strip().rstrip('。．，,；;、')}。"


@register.filter
def numeral(value: Any) -> str:
    """1 → 一, 12 → 十二, 37 → 三十七."""
    place = int(value)
    tens, ones = divmod(place, 10)
    if place <= 10:
        return NUMERALS[place]
    head = "十" if tens == 1 else f"{NUMERALS[tens]}十"
    return head + (NUMERALS[ones] if ones else "")


@register.filter
def yuan(value: Any) -> str:
    """Figures and capitals: 12800.00元（大写：壹万贰仟捌佰元整）."""
    if value in (None, ""):
        return ""
    return in_capitals(Decimal(str(value)))


@register.filter
def with_amount(what: str, amount: Any) -> str:
    """What is owed with its sum in figures and capitals; figures that stand in the words are not written again."""
    if amount in (None, ""):
        return what
    told = yuan(amount)
    figures, capitals = told.split("元（", 1)
    plain = figures.removesuffix(".00")
    written = re.search(rf"(?<![\d.]){plain[:-3]},?{plain[-3:]}(?:\.00?)?元$", what)
    return f"{what}（{capitals}" if written else f"{what}，{told}"


@register.filter
def grouped(code: str) -> str:
    """A code in groups of four, so that it can be read aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.filter
def names(people: list[dict[str, str]]) -> str:
    """甲、乙、丙; of more than six people the first three, 等37人."""
    shown = people if len(people) <= MOST_NAMES else people[:3]
    return "、".join(person["name"] for person in shown) + (f"等{len(people)}人" if shown is not people else "")


@register.filter
def by_meaning(title: str, width: int) -> list[str]:
    """A title in lines of at most `width` characters, much alike in length, broken after a word if it can be."""
    wanted = -(-len(title) // width)
    if wanted < 2:
        return [title]
    middle = len(title) / wanted

    def badness(place: int) -> float:
        return abs(place - middle) - 5 * title[:place].endswith(WORD_ENDS)

    least = max(1, len(title) - width * (wanted - 1))
    cut = min(range(least, width + 1), key=badness)
    return [title[:cut], *by_meaning(title[cut:], width)]


@register.simple_tag
def joint(signing: list[str], issued_on: Any) -> dict[str, Any]:
    """Where the names of organs that sign jointly stand: rows from the right, the last name centred over the date.

    Up to three in a row, of 46 mm each, so that seals of 42 mm do not touch; fewer where names are long. All in em.
    """
    longest = max(len(name) for name in signing)
    across = 3 if longest <= 8 else 2 if longest <= 12 else 1
    column = max(SEAL_COLUMN, float(longest)) if across > 1 else max(SEAL_COLUMN, longest + 0.5)
    day = cn_day(issued_on) or "　" * 7
    middle = DATE_INDENT + sum(0.5 if char.isdigit() else 1 for char in day) / 2
    rows = [signing[n : n + across] for n in range(0, len(signing), across)]
    return {"rows": rows, "column": round(column, 2), "right": round(max(0.0, middle - column / 2), 2)}


@register.filter
def lines(text: str) -> SafeString:
    """Typed text inside a <p class="br">: each line of it a paragraph of its own, with its indent."""
    parts = [part.strip() for part in str(text).splitlines() if part.strip()]
    return mark_safe('</p><p class="br">'.join(escape(part) for part in parts))  # noqa: S308


@register.simple_tag
def qr(address: str) -> SafeString:
    """A square code that stands in the page itself."""
    code = segno.make(address, error="m", micro=False, boost_error=False, mask=2)
    return format_html('<img src="{}" alt="核验二维码">', code.png_data_uri(scale=1, border=2))
