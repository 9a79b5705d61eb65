"""Filters for papers: days, amounts and numerals as a formal paper writes them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import cn2an
from django import template
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
NUMERALS = "零一二三四五六七八九十"


@register.filter
def cn_day(value: Any) -> str:
    """2025年4月3日: Arabic digits, full year, no leading zero (GB/T 9704-2012, 7.3.5.4)."""
    if not value:
        return ""
    day = value if isinstance(value, date) else datetime.fromisoformat(str(value))
    return f"{day.year}年{day.month}月{day.day}日"


@register.filter
def cn_moment(value: Any) -> str:
    """2025年4月3日9时30分."""
    if not value:
        return ""
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    minute = f"{moment.minute}分" if moment.minute else ""
    return f"{cn_day(moment)}{moment.hour}时{minute}"


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
    amount = Decimal(str(value))
    return f"{amount:.2f}元（大写：{cn2an.an2cn(str(amount), 'rmb')}）"


@register.filter
def grouped(code: str) -> str:
    """A code in groups of four, so that it can be read aloud."""
    return "-".join(code[i : i + 4] for i in range(0, len(code), 4))


@register.simple_tag
def qr(address: str) -> SafeString:
    """A square code as SVG, drawn in place."""
    import segno

    return mark_safe(segno.make(address, error="m", micro=False).svg_inline(scale=1, border=1, omitsize=True))  # noqa: S308
