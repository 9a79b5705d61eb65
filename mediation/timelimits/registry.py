"""Every limit that is declared, with its editions, by code."""

from __future__ import annotations

from typing import Final

from . import (
    civil_procedure,
    hearing_rules,
    labour_inspection,
    mediation_rules,
    petition_regulations,
    petition_regulations_2005,
    review_rules,
    satisfaction_rating,
)
from .limits import TimeLimit

ALL_LIMITS: Final[tuple[TimeLimit, ...]] = (
    *petition_regulations_2005.LIMITS,
    *petition_regulations.LIMITS,
    *review_rules.LIMITS,
    *satisfaction_rating.LIMITS,
    *hearing_rules.LIMITS,
    *mediation_rules.LIMITS,
    *civil_procedure.LIMITS,
    *labour_inspection.LIMITS,
)

EDITIONS: Final[dict[str, tuple[TimeLimit, ...]]] = {
    code: tuple(sorted((limit for limit in ALL_LIMITS if limit.code == code), key=lambda limit: limit.in_force_from))
    for code in dict.fromkeys(limit.code for limit in ALL_LIMITS)
}


def _in_order(code: str) -> tuple[int, str]:
    digits = "".join(sign for sign in code.partition("-")[0] if sign.isdigit())
    return int(digits), code


CODES: Final[tuple[str, ...]] = tuple(sorted(EDITIONS, key=_in_order))
