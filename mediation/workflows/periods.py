"""How long a period is, in words. Each number of days that is told or printed comes through here, from the limit in force."""

from __future__ import annotations

from typing import Any

from django.utils.translation import ngettext

from mediation.timelimits import TimeLimit, Unit


def in_words(limit: TimeLimit) -> str:
    """The length of a limit: 30日, 5个工作日. A limit whose length an organ sets has none to be told."""
    if limit.length is None:
        raise ValueError(f"{limit.code} has no length of its own")
    return days_in_words(limit.length, working=limit.unit is Unit.WORKING_DAYS)


def advised_in_words(limit: TimeLimit) -> str:
    """The longer length that is advised."""
    return days_in_words(limit.warn or limit.length or 0, working=limit.unit is Unit.WORKING_DAYS)


def days_in_words(days: int, *, working: bool) -> str:
    """So many days, or working days."""
    if working:
        return ngettext("%(n)d个工作日", "%(n)d个工作日", days) % {"n": days}
    return ngettext("%(n)d日", "%(n)d日", days) % {"n": days}


def told_of(deadline: Any) -> dict[str, Any]:
    """Length and last day of a deadline that runs or ran, as the limit says with which it was made."""
    return {"span": in_words(deadline.time_limit), "last": deadline.legal_on}
