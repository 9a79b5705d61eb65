"""The limit that holds: by its code, the day on which the matter began, and the region's own rules."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from .days import chinese_day, ordinal_of
from .errors import LimitNotInForce, LimitSwitchedOff, UnknownLimit
from .limits import TimeLimit
from .local_rules import LocalRules
from .registry import CODES, EDITIONS

# Limits that a rule of the place lets an organ extend: its length is the most, its authority what is cited.
EXTENDED_BY_RULE = {"D7": "D9x", "D9": "D9x"}


def limit_for(code: str, *, on: date, local: LocalRules | None = None) -> TimeLimit:
    """Give the limit with this code as it held on a day: the day the petition began, not today.

    A local rule in force on that day replaces what it names (length, unit, grounds, extension, authority).
    Raises UnknownLimit, LimitNotInForce (before the statute), LimitSwitchedOff (local law only, not switched
    on here), ImpossibleDay and DayOutOfRange.
    """
    ordinal_of(on)
    editions = EDITIONS.get(code)
    if editions is None:
        raise UnknownLimit(f"没有代码为“{code}”的期限，可用的代码是：{'、'.join(CODES)}。")
    national = next((limit for limit in editions if limit.in_force_on(on)), None)
    if national is None:
        first = editions[0]
        raise LimitNotInForce(
            f"期限{code}（{first.label}）自{chinese_day(first.in_force_from, weekday=False)}起才有规定"
            f"（{first.authority}），不适用于{chinese_day(on, weekday=False)}。"
        )
    limit = local.apply(national, on=on) if local is not None else national
    if local is not None and code in EXTENDED_BY_RULE and not limit.max_extension:
        limit = _extendable(limit, EXTENDED_BY_RULE[code], on=on, local=local)
    if limit.local_only:
        raise LimitSwitchedOff(f"期限{code}（{limit.label}）只见于地方规定，本地规则没有启用，不得适用。")
    return limit


def _extendable(limit: TimeLimit, rule: str, *, on: date, local: LocalRules) -> TimeLimit:
    """The limit with the extension that a rule of the place allows; as it is where the rule is not switched on."""
    try:
        extension = limit_for(rule, on=on, local=local)
    except LimitSwitchedOff:
        return limit
    return replace(limit, max_extension=extension.length, extension_by=extension.under)
