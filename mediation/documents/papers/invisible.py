"""Characters that nobody sees: pasted along from a web page or an office program, named, shown in place, taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from mediation.written.hidden import EITHER, HIDDEN

BESIDE = 8
NAMES = {
    "\u00a0": gettext_noop("不换行空格"),
    "\u00ad": gettext_noop("软连字符"),
    "\u200b": gettext_noop("零宽空格"),
    "\u200c": gettext_noop("零宽不连字"),
    "\u200d": gettext_noop("零宽连字"),
    "\u2060": gettext_noop("零宽不换行"),
    "\ufeff": gettext_noop("零宽不换行"),
}
DIRECTIONS = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def places(text: str, pattern: re.Pattern[str] = HIDDEN) -> Iterator[str]:
    """Where they stand: each run of them by name, between the words beside it."""
    for run in re.finditer(f"(?:{pattern.pattern})+", text):
        before = EITHER.sub("", text[: run.start()][-BESIDE * 2 :])[-BESIDE:]
        after = EITHER.sub("", text[run.end() :][: BESIDE * 2])[:BESIDE]
        named = _("、").join(_named(char) for char in dict.fromkeys(run.group()))
        yield f"{_line(before)}【{named}】{_line(after)}"


def _line(text: str) -> str:
    return " ".join(text.split())


def _named(char: str) -> str:
    code = f"U+{ord(char):04X}"
    if DIRECTIONS.match(char):
        return _("改变文字方向的标记") + f" {code}"
    if name := NAMES.get(char):
        return f"{_(name)} {code}"
    return (_("特殊空格") if unicodedata.category(char) == "Zs" else _("看不见的字符")) + f" {code}"
