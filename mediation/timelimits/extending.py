"""Extending a running period."""

from __future__ import annotations

from datetime import date

from .computing import Computation, check_extension, compute
from .days import chinese_day, ordinal_of
from .errors import ExtensionTooLate, SecondExtension


def extend(computation: Computation, *, days: int, decided_on: date) -> Computation:
    """Extend a period and give the new computation beside the old one; days are in the limit's own unit.

    The days run on from the nominal day, never from the day a holiday moved it to. The decision must fall on
    the legal day at the latest; where the law allows one extension, a second is refused, however short the first.

    Raises SecondExtension, ExtensionTooLate, ExtensionTooLong, ExtensionNotAllowed, ImpossibleDay, DayOutOfRange.
    """
    limit = computation.limit
    ordinal_of(decided_on)
    check_extension(limit, days)
    if computation.extension_days and limit.extension_once:
        raise SecondExtension(
            f"期限{limit.code}（{limit.label}）已经延长过{computation.extension_days}{limit.unit.label}，不得再次延长。"
        )
    if decided_on > computation.legal:
        raise ExtensionTooLate(
            f"期限已于{chinese_day(computation.legal)}届满，{chinese_day(decided_on)}不能再决定延长。"
        )
    return compute(
        limit,
        trigger=computation.trigger,
        calendar=computation.calendar,
        extension_days=computation.extension_days + days,
        excluded=computation.excluded,
    )
