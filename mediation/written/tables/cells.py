"""What stands in a cell, and what of it cannot be read."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum

from mediation.written.hidden import HIDDEN
from mediation.written.phones import is_identity, is_phone, plain


class Why(StrEnum):
    """Why something of a table was not taken over."""

    TITLE = "title"
    HEAD = "head"
    TOTAL = "total"
    FILLER = "filler"
    EMPTY = "empty"
    TOO_NARROW = "too_narrow"
    SHORTENED = "shortened"
    FAULTY = "faulty"
    IDENTITY = "identity"
    NO_PHONE = "no_phone"
    NO_CHOICE = "no_choice"
    HIDDEN = "hidden"
    BEYOND = "beyond"


TOO_NARROW = re.compile(r"#{3,}")
SHORTENED = re.compile(r"[+-]?\d{1,20}(?:\.\d{1,20})?E\+?\d{1,3}", re.IGNORECASE | re.ASCII)
FAULTY = re.compile(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NUM!|NULL!)")
NOTHING = {"", "-", "—", "——", "/", "\\", "无", "无。", "空", "未填", "N/A", "n/a", "nan", "None", "NULL", "null"}
DITTO = {"同上", "同前", "〃", "″", "''", '"', "〞"}
YES = {"是", "√", "✓", "✔", "对", "有", "1", "y", "yes", "true", "v", "代表", "代表人", "同意"}
MAIL = re.compile(r"[^\s@]{1,64}@[^\s@]{1,255}")


def unreadable(cell: str) -> Why | None:
    """Why the program did not show what it holds: too narrow a column, a number cut short, a fault."""
    for pattern, why in ((TOO_NARROW, Why.TOO_NARROW), (SHORTENED, Why.SHORTENED), (FAULTY, Why.FAULTY)):
        if pattern.fullmatch(unicodedata.normalize("NFKC", cell).replace(" ", "")):
            return why
    return None


def without_hidden(cell: str) -> tuple[str, bool]:
    """The cell without what nobody sees, and whether there was any."""
    shown = HIDDEN.sub("", cell)
    return shown.strip(), shown != cell


def is_mail(cell: str) -> bool:
    """Whether it looks like an address of mail."""
    return bool(MAIL.fullmatch(unicodedata.normalize("NFKC", cell)))


def is_day(cell: str) -> bool:
    """Whether it is a day, which in a column of telephones is none."""
    return bool(re.fullmatch(r"(?:19|20)\d{2}[-./年]\d{1,2}[-./月]\d{1,2}日?", cell.strip(), re.ASCII))


def is_yes(cell: str) -> bool:
    """Whether the cell says yes, as lists do."""
    return unicodedata.normalize("NFKC", cell).strip().lower() in YES


__all__ = [
    "DITTO",
    "NOTHING",
    "Why",
    "is_day",
    "is_identity",
    "is_mail",
    "is_phone",
    "is_yes",
    "plain",
    "unreadable",
    "without_hidden",
]
