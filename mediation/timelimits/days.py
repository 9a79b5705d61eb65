"""Days: reading, checking and writing them."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Final

from .errors import DayOutOfRange, ImpossibleDay

FIRST_DAY: Final = date(2004, 1, 1)
LAST_DAY: Final = date(2099, 12, 31)
FIRST_ORDINAL: Final = FIRST_DAY.toordinal()
LAST_ORDINAL: Final = LAST_DAY.toordinal()

_WRITTEN = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})", re.ASCII)


def chinese_day(day: date, *, weekday: bool = True) -> str:
    """Write a day as in a paper: 2025年10月9日（星期四）."""
    text = f"{day.year}年{day.month}月{day.day}日"
    return f"{text}（星期{'一二三四五六日'[day.weekday()]}）" if weekday else text


def parse_day(text: str) -> date:
    """Read a day written YYYY-MM-DD.

    Raises ImpossibleDay for another form or a day that does not exist, DayOutOfRange outside 2004–2099.
    """
    written = _WRITTEN.fullmatch(text.strip())
    if written is None:
        raise ImpossibleDay(f"“{text}”不是日期，请按“年-月-日”填写，例如2025-03-03。")
    year, month, day = (int(part) for part in written.groups())
    try:
        found = date(year, month, day)
    except ValueError:
        raise ImpossibleDay(f"{year}年{month}月{day}日不存在，请核对日期。") from None
    ordinal_of(found)
    return found


def days_of_months(start: date, months: int) -> int:
    """How many days so many months from a day are: to the day of the same number, or the last of its month (民法典 202)."""
    year, month = divmod(start.year * 12 + start.month - 1 + months, 12)
    following = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    last = date.fromordinal(following.toordinal() - 1).day
    return date(year, month + 1, min(start.day, last)).toordinal() - start.toordinal()


def ordinal_of(day: date) -> int:
    """Give the ordinal of a day that can be computed with.

    Raises ImpossibleDay for a datetime or anything else that is no date, DayOutOfRange outside 2004–2099.
    """
    if type(day) is not date and (isinstance(day, datetime) or not isinstance(day, date)):
        raise ImpossibleDay(f"“{day}”不是日期：期限按日计算，请给出年、月、日，不带时刻。")
    ordinal = day.toordinal()
    if not FIRST_ORDINAL <= ordinal <= LAST_ORDINAL:
        raise out_of_range(chinese_day(day, weekday=False))
    return ordinal


def out_of_range(what: str) -> DayOutOfRange:
    """Build the error for a day that lies outside what is computed."""
    return DayOutOfRange(f"{what}不在可计算的范围内：只能计算2004年1月1日至2099年12月31日之间的期限。")
