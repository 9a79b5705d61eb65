"""How often each organ has met about petitions, beside how often its own rule asks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from mediation.models import JointConference, Organ, Referral
from mediation.permissions import Actor
from mediation.queries.sittings.morning import Morning
from mediation.vocabulary import HigherBody

MONTHS = 6
# The rule of an organ for each kind of meeting: so many times a month, or once in so many months.
A_MONTH, EXECUTIVE_MONTHS, STANDING_MONTHS = "conferences_a_month", "executive_months", "standing_months"
ONCE_IN = {HigherBody.EXECUTIVE: EXECUTIVE_MONTHS, HigherBody.STANDING: STANDING_MONTHS}


@dataclass(frozen=True)
class Met:
    """One organ and one kind of meeting: its rule, how often it met in each month, when last, and where it fell short."""

    organ: Organ
    kind: str
    rule: str
    counts: list[int]
    last: date | None
    short: str
    by_month: list[tuple[date, int]]


def months_to(on: date, n: int = MONTHS) -> list[date]:
    """The first days of the last months, this one at the end."""
    every = [on.year * 12 + on.month - 1 - back for back in reversed(range(n))]
    return [date(month // 12, month % 12 + 1, 1) for month in every]


def meetings(actor: Actor) -> list[Met]:
    """Of the person's branch of the tree: each organ that has a rule, or has met in these months."""
    months = months_to(actor.on)
    below = list(Organ.objects.in_force(actor.on).filter(Morning(actor).below).order_by("path"))
    keys = [organ.pk for organ in below]
    held = JointConference.objects.filter(organ__in=keys, held_on__gte=months[0], held_on__lte=actor.on).order_by()
    joint = _days(held.values_list("organ", "held_on"))
    higher = Referral.objects.filter(before__in=keys, met_on__gte=months[0], met_on__lte=actor.on).order_by()
    by_body: dict[str, dict[int, list[date]]] = {}
    for body in HigherBody:
        by_body[body] = {}
    for body, organ, day in higher.values_list("body", "before", "met_on").distinct():
        by_body[body].setdefault(organ, []).append(day)
    found = []
    for organ in below:
        found += _joint(organ, joint.get(organ.pk, []), months)
        for body, name in ONCE_IN.items():
            found += _once_in(organ, body, organ.settings.get(name), by_body[body].get(organ.pk, []), months, actor.on)
    return found


def _days(rows: Iterable[tuple[int, date]]) -> dict[int, list[date]]:
    found: dict[int, list[date]] = {}
    for organ, day in rows:
        found.setdefault(organ, []).append(day)
    return found


def _counts(days: list[date], months: list[date]) -> list[int]:
    by_month = Counter(day.replace(day=1) for day in days)
    return [by_month[month] for month in months]


def _joint(organ: Organ, days: list[date], months: list[date]) -> list[Met]:
    wanted = _number(organ.settings.get(A_MONTH))
    if not wanted and not days:
        return []
    counts = _counts(days, months)
    few = sum(1 for one in counts[:-1] if one < wanted)  # this month is not over
    short = _("前%(n)d个月中有%(few)d个月不足") % {"n": len(counts) - 1, "few": few} if few else ""
    rule = _("每月%d次") % wanted if wanted else ""
    return [
        Met(organ, _("联席会议"), rule, counts, max(days, default=None), short, list(zip(months, counts, strict=True)))
    ]


def _once_in(organ: Organ, body: HigherBody, rule: Any, days: list[date], months: list[date], on: date) -> list[Met]:
    """A meeting that studies petitions once in so many months; the days are those of decisions entered here."""
    every = _number(rule)
    if not every and not days:
        return []
    last = max(days, default=None)
    since = months_to(on, every)[0] if every else None
    short = _("近%d个月没有登记决定") % every if since and (last is None or last < since) else ""
    told = _("每%d个月1次") % every if every else ""
    counts = _counts(days, months)
    return [Met(organ, str(body.label), told, counts, last, short, list(zip(months, counts, strict=True)))]


def _number(value: Any) -> int:
    return value if isinstance(value, int) and not isinstance(value, bool) and 0 < value <= MONTHS * 10 else 0
