"""Every limit that is declared, with its editions, by code."""

from __future__ import annotations

from typing import Final

from . import (
    civil_procedure,
    fixed,
    hearing_rules,
    labour_inspection,
    mediation_rules,
    petition_regulations,
    petition_regulations_2005,
    review_rules,
    satisfaction_rating,
    withdrawing,
)
from .errors import UnknownLimit, WrongLimit
from .limits import Stage, TimeLimit

ALL_LIMITS: Final[tuple[TimeLimit, ...]] = (
    *petition_regulations_2005.LIMITS,
    *petition_regulations.LIMITS,
    *review_rules.LIMITS,
    *satisfaction_rating.LIMITS,
    *hearing_rules.LIMITS,
    *mediation_rules.LIMITS,
    *civil_procedure.LIMITS,
    *labour_inspection.LIMITS,
    *withdrawing.LIMITS,
)

EDITIONS: Final[dict[str, tuple[TimeLimit, ...]]] = {
    code: tuple(sorted((limit for limit in ALL_LIMITS if limit.code == code), key=lambda limit: limit.in_force_from))
    for code in dict.fromkeys(limit.code for limit in ALL_LIMITS)
}


def _in_order(code: str) -> tuple[int, str]:
    digits = "".join(sign for sign in code.partition("-")[0] if sign.isdigit())
    return int(digits), code


CODES: Final[tuple[str, ...]] = tuple(sorted(EDITIONS, key=_in_order))


def _told() -> dict[str, str]:
    """What each code means to a party; WrongLimit where that was forgotten."""
    newest = [EDITIONS[code][-1] for code in CODES]
    for limit in newest:
        if limit.stage is None or not limit.name:
            raise WrongLimit(f"期限{limit.code}没有写明所属阶段（stage）和名称（name）。")
        if limit.is_partys_own and limit.inner:
            raise WrongLimit(f"期限{limit.code}是当事人自己的期限，应当写明白话说明（plain）。")
    every: list[TimeLimit | fixed.FixedLimit] = [*newest, *fixed.LIMITS]
    for one in every:
        if bool(one.plain) == one.inner:
            raise WrongLimit(f"期限{one.code}应当写明白话说明（plain），或者写明与当事人无关（inner）。")
    return {one.code: one.plain for one in every}


_PLAIN: Final[dict[str, str]] = _told()


def known_codes() -> frozenset[str]:
    """Every code of a limit, counted or fixed."""
    return frozenset(_PLAIN)


def plain_words(code: str) -> str:
    """What the last day of a limit means to a party, empty where no party waits for it. Raises UnknownLimit."""
    if code not in _PLAIN:
        raise UnknownLimit(f"没有“{code}”这一期限。")
    return _PLAIN[code]


def by_stage() -> list[tuple[Stage, list[TimeLimit]]]:
    """The newest edition of every counted limit, stage by stage."""
    newest = [EDITIONS[code][-1] for code in CODES]
    return [(stage, [limit for limit in newest if limit.stage is stage]) for stage in Stage]
