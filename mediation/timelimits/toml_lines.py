"""Where a key of a TOML text stands, and in words what is wrong with a text that is no TOML."""

from __future__ import annotations

import re
from typing import Final

_PLACE: Final = re.compile(r"\(at line (\d+), column (\d+)\)")
# What the reader of the language says, by the beginning of its sentence.
_SAID: Final = (
    ("Invalid value", "等号后面的值写法不对：文字加英文双引号，数字和日期不加"),
    ("Unterminated string", "引号没有成对"),
    ("Illegal character", "引号没有成对，或者有不能用的字符"),
    ("Unescaped", "文字里有不能用的反斜杠"),
    ("Expected ']'", "方括号没有成对"),
    ("Unclosed array", "方括号没有成对"),
    ("Unclosed inline table", "花括号没有成对"),
    ("Expected '='", "缺少等号"),
    ("Expected newline", "这一行后面有多余的内容，或者值的写法不对"),
    ("Invalid statement", "应为“键 = 值”或者“[limits.期限代码]”，键用英文"),
    ("Cannot overwrite a value", "同一个键写了两次"),
    ("Cannot declare", "同一节写了两次"),
)


def line_of(key: str, text: str) -> int | None:
    """The line on which a key stands, or else the section that holds it; None where neither is written."""
    places = _places(text)
    parts = key.split(".")
    for length in range(len(parts), 0, -1):
        if (found := places.get(".".join(parts[:length]))) is not None:
            return found
    return None


def _places(text: str) -> dict[str, int]:
    places: dict[str, int] = {}
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        said = line.strip()
        if said.startswith("["):
            table = said[1:].partition("]")[0].strip()
            section = f"{table}."
            places.setdefault(table, number)
            places.setdefault(table.partition(".")[0], number)
        elif "=" in said:
            places.setdefault(f"{section}{said.partition('=')[0].strip()}", number)
    return places


def what_is_wrong(error: ValueError, text: str) -> tuple[str, int]:
    """What the reader of the language found, in Chinese, and the line of it: the last one where it met the end."""
    said, place = str(error), _PLACE.search(str(error))
    reason = next((words for beginning, words in _SAID if said.startswith(beginning)), "写法不对")
    if place is None:
        return f"到全文末尾：{reason}", max(1, len(text.splitlines()))
    return f"第{place[1]}行第{place[2]}个字：{reason}", int(place[1])
