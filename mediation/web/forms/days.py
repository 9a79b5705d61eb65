"""Days and moments as people write them: 2026-03-02, 20260302, 2026.3.2, 2026年3月2日, 3月2日, 三月二日.

A field of text with a calendar of our own beside it: a browser's own field for dates speaks the language of the
browser, whatever the page speaks, and takes none of these forms.
"""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.web.middleware import today

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = (
    r"(?:(?P<y>\d{4})\s*[年./-]\s*(?P<m>\d{1,2})\s*[月./-]\s*(?P<d>\d{1,2})\s*[日号]?"
    r"|(?P<y8>\d{4})(?P<m8>\d{2})(?P<d8>\d{2})|(?P<m0>\d{1,2})\s*月\s*(?P<d0>\d{1,2})\s*[日号]?|(?P<word>[今昨前明]天))"
)
CLOCK = (
    r"(?P<half>上午|早上|中午|下午|晚上)?\s*(?P<hour>\d{1,2})"
    r"(?:\s*:\s*(?P<minute>\d{2})(?::\d{2})?|\s*[点时]\s*(?:(?P<minutes>\d{1,2})\s*分?|(?P<thirty>半)|整)?)"
)
WRITTEN_DAY = re.compile(DAY, re.ASCII)
WRITTEN_MOMENT = re.compile(rf"{DAY}(?:\s*T\s*|\s+|(?<=[日号天])){CLOCK}", re.ASCII)
WORDS = {"前天": -2, "昨天": -1, "今天": 0, "明天": 1}
# What a spreadsheet program adds to a day when it is copied.
MIDNIGHT = re.compile(r"(?<=\d)(?: |T)0?0:00(?::00)?$")
NUMERAL = re.compile("[〇零一二三四五六七八九十]+")
DIGITS = str.maketrans("〇零一二三四五六七八九", "00123456789")


class Unreadable(ValueError):
    """No day or no time of the day can be read from the words."""


class NoSuchDay(ValueError):
    """The day is not in any calendar; the message names it."""


def day_of(typed: str) -> date:
    """The day that was written; without a year, that of this year. Raises Unreadable or NoSuchDay."""
    found = WRITTEN_DAY.fullmatch(MIDNIGHT.sub("", _plain(typed)))
    if found is None:
        raise Unreadable
    return _day(found)


def moment_of(typed: str) -> datetime:
    """The moment that was written, by the clocks of the place. Raises Unreadable or NoSuchDay."""
    found = WRITTEN_MOMENT.fullmatch(_plain(typed))
    if found is None:
        raise Unreadable
    hour, minute = int(found["hour"]), int(found["minute"] or found["minutes"] or (30 if found["thirty"] else 0))
    if (found["half"] in ("下午", "晚上") and hour < 12) or (found["half"] == "中午" and hour < 3):
        hour += 12
    try:
        return datetime.combine(_day(found), time(hour, minute), tzinfo=SHANGHAI)
    except NoSuchDay:
        raise
    except ValueError:
        raise Unreadable from None


def iso(typed: str) -> str:
    """The same day as 2026-03-02; what cannot be read stays as it was typed, for others to refuse."""
    try:
        return day_of(typed).isoformat()
    except ValueError:
        return typed


def _plain(typed: str) -> str:
    """Full-width signs become plain ones, Chinese numerals figures: 二〇二六年三月十二日 is 2026年3月12日."""
    return NUMERAL.sub(lambda run: _figures(run[0]), unicodedata.normalize("NFKC", typed).strip())


def _figures(run: str) -> str:
    tens, ten, units = run.translate(DIGITS).partition("十")
    return f"{tens or 1}{units or 0}" if ten else tens


def _day(found: re.Match[str]) -> date:
    if found["word"]:
        return today() + timedelta(days=WORDS[found["word"]])
    year = int(found["y"] or found["y8"] or today().year)
    month, day = int(found["m"] or found["m8"] or found["m0"]), int(found["d"] or found["d8"] or found["d0"])
    try:
        return date(year, month, day)
    except ValueError:
        raise NoSuchDay(_("%(y)d年%(m)d月%(d)d日") % {"y": year, "m": month, "d": day}) from None


class DayInput(forms.TextInput):
    """A line to type a day into, with a calendar to choose it from."""

    template_name = "parts/day_input.html"
    pattern = "%Y-%m-%d"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        kept = {"placeholder": gettext_lazy("年-月-日"), "autocomplete": "off", "data-day-in": "day", "size": 16}
        super().__init__({**kept, **(attrs or {})})

    def format_value(self, value: Any) -> str | None:
        """Days and moments in the one form in which they are also shown; what was typed stays as typed."""
        return value.strftime(self.pattern) if isinstance(value, date) else super().format_value(value)


class MomentInput(DayInput):
    """The same with the time of the day."""

    pattern = "%Y-%m-%d %H:%M"

    def __init__(self) -> None:
        super().__init__({"placeholder": gettext_lazy("年-月-日 时:分"), "data-day-in": "moment"})

    def format_value(self, value: Any) -> str | None:
        """By the clocks of the place."""
        aware = isinstance(value, datetime) and value.tzinfo is not None
        return super().format_value(value.astimezone(SHANGHAI) if aware else value)


class DayField(forms.Field):
    """A day, in any of the forms that people use."""

    widget = DayInput
    read = staticmethod(day_of)
    help = gettext_lazy("“%(label)s”看不出是哪一天，请写成2026-03-02的样子，也可以写20260302、2026年3月2日或者3月2日。")

    def to_python(self, value: Any) -> Any:
        """The day; a fault says what to write."""
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return self.read(str(value)[:60])
        except NoSuchDay as wrong:
            known = {"label": self.label, "day": wrong}
            raise ValidationError(_("“%(label)s”写的%(day)s不存在，请核对。") % known, code="invalid") from None
        except Unreadable:
            raise ValidationError(str(self.help) % {"label": self.label}, code="invalid") from None


class MomentField(DayField):
    """A day with the time of the day."""

    widget = MomentInput
    read = staticmethod(moment_of)
    help = gettext_lazy(
        "“%(label)s”看不出是哪天几点，请写成2026-03-02 09:30的样子，也可以写3月2日9点半、3月2日下午2点。"
    )
