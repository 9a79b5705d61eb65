"""Telephones as they are written in lists, with whose they are; numbers of identity cards are none."""

from __future__ import annotations

import re
import unicodedata

from mediation.written.hidden import HIDDEN

WIDE = {ord("０") + n: str(n) for n in range(10)} | {ord("＋"): "+", ord("－"): "-", 0x3000: " "}
APART = re.compile(r"[\s\-—–]")
IDENTITY = re.compile(r"\d{17}[\dX]|\d{15}", re.IGNORECASE | re.ASCII)
NUMBER = re.compile(
    r"(?<![\d-])(?:(?:\+?86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|(?:\+?86[ -]?)?\(?0\d{2,3}\)?[ -]?\d{7,8}|[48]00[ -]?\d{3}[ -]?\d{4}"
    r"|[2-9]\d{2,3}[ -]?\d{4})(?![\d-])",
    re.ASCII,
)
# What stands beside a number: whose it is, an extension, the next number.
BESIDE = re.compile(r"\([^()]{0,12}\)|(?:转|分机|ext\.?)[ :]?\d{1,6}|[/、,;或 :]|[\u4e00-\u9fff]{1,6}", re.IGNORECASE)
DAY = re.compile(r"(?:19|20)\d{2}[-./年]?\d{1,2}[-./月]?\d{1,2}日?", re.ASCII)


def plain(written: str) -> str:
    """The words as they were, in plain figures and without what nobody sees."""
    return " ".join(HIDDEN.sub("", written).translate(WIDE).split())


def is_identity(written: str) -> bool:
    """Whether it is the number of an identity card, however it is spaced."""
    return bool(IDENTITY.fullmatch(APART.sub("", unicodedata.normalize("NFKC", written))))


def numbers_in(written: str) -> list[str]:
    """Every telephone number in it, as it is written."""
    return [found[0] for found in NUMBER.finditer(unicodedata.normalize("NFKC", written[:400]))]


def is_phone(written: str) -> bool:
    """Whether it is nothing but telephones, with their extensions and whose they are."""
    text = unicodedata.normalize("NFKC", plain(written))[:400]
    if is_identity(text) or DAY.fullmatch(text) or not NUMBER.search(text):
        return False
    return not BESIDE.sub("", NUMBER.sub("", text)).strip(" ()")
