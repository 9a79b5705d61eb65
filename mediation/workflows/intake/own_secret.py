"""办事密码: which digits are the party's own secret, and which anybody guesses who knows the party or its file."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext_lazy as _

SHORTEST, LONGEST = 6, 12
# What is tried first everywhere: walks over the keys, and what sounds like a wish.
USUAL = frozenset({
    "147258", "258369", "147369", "159357", "159753", "357159", "741852", "789456", "456123", "123789", "520131", "5201314",
    "1314520", "168168", "518518", "888168", "147258369", "789456123",
})  # fmt: skip
# At the end of each sentence: what to do.
CHOOSE = _("请换一串和生日、电话、证件、编号都无关的数字，例如小时候的门牌号，再加两个您喜欢的数字。")


def digits_of(typed: str) -> str:
    """What was typed without what does not matter: blanks, hyphens, full-width figures."""
    return "".join(ch for ch in unicodedata.normalize("NFKC", typed) if not ch.isspace() and ch != "-")


def fault_of(secret: str, known: Iterable[str], born_on: date | None = None) -> str:
    """What is wrong with a secret, in a sentence; empty where nothing is. `known` is what others know of the person."""
    if not (secret.isascii() and secret.isdecimal() and SHORTEST <= len(secret) <= LONGEST):
        return str(_("办事密码是6到12位数字，不要有字母和符号。"))
    if secret in USUAL or _goes_on(secret) or _repeats(secret):
        return str(_("连着的、重复的、键盘上一排的数字，别人一猜就中。")) + str(CHOOSE)
    if _is_a_day(secret) or (born_on is not None and _has_day(secret, born_on)):
        return str(_("这串数字看起来是生日，知道您的人会先试它。")) + str(CHOOSE)
    if any(_shares(secret, one) for one in known):
        return str(_("这串数字在您的电话、证件号码或者编号里有，工作人员也看得到。")) + str(CHOOSE)
    return ""


def _goes_on(secret: str) -> bool:
    """Upwards or downwards all along, singly (123456) or in pairs (112233)."""
    whole = [secret, *(secret[::2] for _once in (1,) if secret[::2] == secret[1::2])]
    return any(len({(int(b) - int(a)) % 10 for a, b in pairwise(one)}) == 1 for one in whole)


def _repeats(secret: str) -> bool:
    """One or two figures only, or a piece again and again: 111222, 121212, 123123."""
    pieces = (n for n in range(1, len(secret) // 2 + 1) if len(secret) % n == 0)
    return len(set(secret)) < 3 or any(secret == secret[:n] * (len(secret) // n) for n in pieces)


def _is_a_day(secret: str) -> bool:
    """A day of somebody's life, as it is mostly written: 19580312 or 580312."""
    years = {8: ("",), 6: ("19", "20")}.get(len(secret), ())
    return any(_reads_as_day(before + secret) for before in years)


def _reads_as_day(written: str) -> bool:
    try:
        return 1900 <= date(int(written[:4]), int(written[4:6]), int(written[6:])).year < 2100
    except ValueError:
        return False


def _has_day(secret: str, day: date) -> bool:
    """The person's own birthday, whichever way round it is written."""
    y, m, d = f"{day:%Y}", f"{day:%m}", f"{day:%d}"
    ways = (y + m + d, y[2:] + m + d, d + m + y, m + d + y, d + m + y[2:], m + d + y[2:], f"{y}{day.month}{day.day}")
    return any(way in secret or secret in way for way in ways)


def _shares(secret: str, known: str) -> bool:
    """Whether six figures on end are those of what others know."""
    figures = "".join(ch for ch in known if ch.isdecimal())
    return any(piece in figures for piece in _pieces(secret))


def _pieces(secret: str) -> Iterator[str]:
    return (secret[n : n + SHORTEST] for n in range(len(secret) - SHORTEST + 1))
