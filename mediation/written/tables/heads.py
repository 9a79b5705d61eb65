"""Which line is the head of a table, and which column holds what."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from mediation.written.hidden import EITHER
from mediation.written.tables.text import Line

LONGEST_HEAD = 16
AMONG_THE_FIRST = 25
SIGNS = re.compile(r"[\s:：*＊()（）\[\]【】、/·.。]+")
# Heads of columns that lists have and that nobody asked for.
OTHERS = (
    "序号", "编号", "序", "号", "性别", "年龄", "出生", "民族", "身份证", "证件", "备注", "户号", "户主", "人数", "人口", "组别", "村组", "关系", "面积",
    "亩数", "金额", "签名", "签字", "手印", "诉求", "职业", "学历", "文化", "日期", "时间", "工种", "部门", "岗位", "开户", "账号", "卡号", "银行", "no",
    "村", "组", "街道", "乡镇", "社区", "楼栋", "单元", "房号", "室",
)  # fmt: skip
COUNTS = ("序号", "编号", "序", "号", "no", "#")
IDENTITY = ("身份证", "证件号", "公民身份")


@dataclass(frozen=True)
class Head:
    """The head of a table: how many lines end with it, their texts by column, what each column means."""

    first: int
    last: int
    texts: tuple[str, ...]
    meaning: dict[int, str]


def squeezed(cell: str) -> str:
    """A head without blanks and signs: 姓　名（必填） is 姓名必填."""
    return SIGNS.sub("", unicodedata.normalize("NFKC", EITHER.sub("", cell))).lower()


def meaning_of(cell: str, words: dict[str, tuple[str, ...]]) -> str:
    """Which wanted column a head names; empty for none. The longest word that fits counts."""
    plain = squeezed(cell)
    if not plain or len(plain) > LONGEST_HEAD or any(word in plain for word in IDENTITY):
        return ""
    fits = [
        (len(word), -place, name)
        for place, (name, known) in enumerate(words.items())
        for word in known
        if word in plain
    ]
    return max(fits)[2] if fits else ""


def _is_head(cell: str, words: dict[str, tuple[str, ...]]) -> bool:
    plain = squeezed(cell)
    told = re.search(r"[:：].", cell) is not None
    return bool(plain) and not told and len(plain) <= LONGEST_HEAD and (bool(meaning_of(cell, words)) or any(
        plain == word or (len(word) > 1 and word in plain) for word in OTHERS
    ))  # fmt: skip


def find(lines: list[Line], words: dict[str, tuple[str, ...]]) -> Head | None:
    """The head among the first lines: the one that names most columns; a second line of it, above or below, is taken along."""
    best, named, others = 0, 0, 0
    for place, line in enumerate(lines[:AMONG_THE_FIRST]):
        known = {meaning_of(cell, words) for cell in line.filled if _is_head(cell, words)} - {""}
        heads = sum(_is_head(cell, words) for cell in line.filled)
        if heads * 2 > len(line.filled) and (len(known), heads) > (named, others):
            best, named, others = place, len(known), heads
    alone = named and len(lines[best].filled) == 1
    if named == 0 or named + others < (2 if alone else 3) or (alone and any(len(line.filled) > 1 for line in lines)):
        return None
    return _joined(lines, best, words)


def _joined(lines: list[Line], best: int, words: dict[str, tuple[str, ...]]) -> Head:
    first = last = best
    if best + 1 < len(lines) and _goes_along(lines[best], lines[best + 1], words):
        last = best + 1
    elif best and _goes_along(lines[best], lines[best - 1], words):
        first = best - 1
    upper, lower = lines[first], lines[last]
    width = max(len(upper.cells), len(lower.cells))
    texts = tuple(_both(upper, lower, place) if first != last else upper.at(place) for place in range(width))
    return Head(first, last, texts, _meanings(upper, lower, texts, words))


def _goes_along(one: Line, other: Line, words: dict[str, tuple[str, ...]]) -> bool:
    """Whether another line is a part of the head: nothing but heads, at least one of them in a column of its own."""
    return len(other.filled) > 1 and all(_is_head(cell, words) or cell in one.cells for cell in other.filled)


def _both(upper: Line, lower: Line, place: int) -> str:
    below = lower.at(place)
    above = next((upper.at(n) for n in range(place, -1, -1) if upper.at(n)), "") if below else upper.at(place)
    return above if above == below else f"{above}{below}"


def _meanings(upper: Line, lower: Line, texts: tuple[str, ...], words: dict[str, tuple[str, ...]]) -> dict[int, str]:
    """What each column holds; of two that fit, the one whose head is the better word for it (现住址 before 户籍地址)."""
    fits: dict[str, list[tuple[int, int]]] = {}
    for place, text in enumerate(texts):
        own = lower.at(place) or upper.at(place)
        name = meaning_of(own, words) or ("" if _is_head(own, words) else meaning_of(text, words))
        if name:
            plain = squeezed(own) + squeezed(text)
            fits.setdefault(name, []).append((next(n for n, word in enumerate(words[name]) if word in plain), place))
    return {
        place: name
        for name, found in fits.items()
        for _n, place in (sorted(found) if name == "phone" else [min(found)])
    }


def counts(text: str) -> bool:
    """Whether the column only numbers the rows."""
    return squeezed(text) in COUNTS
