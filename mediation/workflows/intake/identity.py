"""What identifies a person or a unit: checked as it is typed, shown whole only where a paper needs it."""

from __future__ import annotations

import re
from datetime import date

ID_NUMBER = re.compile(r"\d{17}[\dX]")
CREDIT_CODE = re.compile(r"[0-9A-HJ-NPQRTUWXY]{18}")
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
ID_CHECKS = "10X98765432"
CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
CODE_WEIGHTS = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
OF_AGE = 18
SHOWN_FIRST, SHOWN_LAST = 3, 4


def is_id_number(number: str) -> bool:
    """Whether it can be the number of an identity card (GB 11643): a day of birth, and a check character that fits."""
    if not ID_NUMBER.fullmatch(number) or birth_of(number) is None:
        return False
    total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
    return ID_CHECKS[total % 11] == number[17]


def is_credit_code(code: str) -> bool:
    """Whether it can be a 统一社会信用代码 (GB 32100): its last character fits the others."""
    if not CREDIT_CODE.fullmatch(code):
        return False
    total = sum(CODE_ALPHABET.index(ch) * weight for ch, weight in zip(code, CODE_WEIGHTS, strict=False))
    return CODE_ALPHABET[(31 - total % 31) % 31] == code[17]


def birth_of(number: str) -> date | None:
    """The day of birth that an identity number tells; None where it tells none."""
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def sex_of(number: str) -> str:
    """The sex that an identity number tells."""
    return "male" if int(number[16]) % 2 else "female"


def masked(number: str) -> str:
    """A number as pages show it: its beginning and its end."""
    hidden = len(number) - SHOWN_FIRST - SHOWN_LAST
    return f"{number[:SHOWN_FIRST]}{'*' * hidden}{number[-SHOWN_LAST:]}" if hidden > 0 else "*" * len(number)


def age_on(born_on: date, day: date) -> int:
    """Completed years of life on a day."""
    return day.year - born_on.year - ((day.month, day.day) < (born_on.month, born_on.day))


def comes_of_age(born_on: date) -> date:
    """The eighteenth birthday: from that day on a person acts for himself (《民法典》第十七条)."""
    try:
        return born_on.replace(year=born_on.year + OF_AGE)
    except ValueError:  # born on the 29th of February
        return date(born_on.year + OF_AGE, 3, 1)
