"""Characters that nobody sees: pasted along from a web page or an office program, named, shown in place, taken out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

CONTROLS = "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f"
FORMATS = (
    "\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e007f"
)
LINE_ENDS = "\u2028\u2029"
BLANKS = "\u115f\u1160\u2800\u3164\uffa0"
# A space that prints as one, but another than is typed; U+3000 is the Chinese one.
ODD_SPACES = "\u00a0\u1680\u2000-\u200a\u202f\u205f"
HIDDEN = re.compile(f"[{CONTROLS}{FORMATS}{LINE_ENDS}{BLANKS}]")
ODD = re.compile(f"[{ODD_SPACES}]")
EITHER = re.compile(f"[{CONTROLS}{FORMATS}{LINE_ENDS}{BLANKS}{ODD_SPACES}]")
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


def is_hidden(char: str) -> bool:
    """Whether the character leaves no ink and no room, or tells a printer something that is not a word."""
    return bool(HIDDEN.match(char))


def without_hidden(text: str) -> tuple[str, int]:
    """The text as it is seen, and how many characters were taken out or set right: odd spaces become plain ones."""
    shown, ends = re.subn(f"[{LINE_ENDS}]", "\n", text)
    shown, odd = ODD.subn(" ", shown)
    shown, hidden = HIDDEN.subn("", shown)
    return shown, ends + odd + hidden


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
