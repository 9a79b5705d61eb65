"""The one normal form in which names and numbers are compared and searched; what is printed stays as it was spelt."""

from __future__ import annotations

import re
import unicodedata

from mediation.written.hidden import EITHER

# The dots between the parts of a name, as keyboards and office programs have them: 买买提·阿卜杜拉.
DOTS = "·•・･‧∙⋅․.。｡"
APART = re.compile(rf"[\s{DOTS}]+")
DASHES = re.compile("[-‐‑‒–—―－_]+")
NO_DASH = re.compile(r"([A-Z]{1,30}\d{4})(\d{5})")


def name_form(name: str) -> str:
    """张　三, 张三 with a zero-width space and 张三 are one; so are the dots of a long name, and full and half width.

    `queries/office/search` compares by it and `Party.searched` is the same, worked out by the database.
    """
    return APART.sub("", unicodedata.normalize("NFKC", EITHER.sub("", name))).lower()


def text_form(text: str) -> str:
    """A text for searching: full-width signs plain, nothing hidden, small letters."""
    return unicodedata.normalize("NFKC", EITHER.sub("", text)).lower()


def digits_of(text: str) -> str:
    """Only the figures, full-width ones as plain ones: by this a telephone is known again."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", text) if ch.isascii() and ch.isdigit())


def number_form(typed: str) -> str:
    """The number of a file in plain letters and digits: full-width ones, spaces and long dashes do not matter."""
    plain = "".join(unicodedata.normalize("NFKC", EITHER.sub("", typed[:200])).split()).upper()
    plain = DASHES.sub("-", plain)
    if "-" in plain:
        return plain
    found = NO_DASH.fullmatch(plain)
    return f"{found[1]}-{found[2]}" if found else plain


# What people leave out of a number or put into it: 第, 年, 号, and brackets of every kind.
OF_NO_WEIGHT = str.maketrans("", "", "第年号")


def number_key(typed: str) -> str:
    """What two spellings of one number share, whatever stands between its letters and figures; only to compare, never to find."""
    plain = unicodedata.normalize("NFKC", EITHER.sub("", typed[:200])).upper()
    return "".join(ch for ch in plain if ch.isalnum()).translate(OF_NO_WEIGHT)


def spelt(typed: str) -> set[str]:
    """How a number may stand in the register: as it was typed, or in the form in which most are given out."""
    return {EITHER.sub("", typed[:60]), number_form(typed)}
