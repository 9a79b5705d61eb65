"""The working-day calendar in use: the notice of each year as it was loaded, over the calendar that ships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

import pgtrigger
from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.office.local_rule import LocalRule
from mediation.models.office.organ import Organ
from mediation.timelimits import (
    Calendar,
    DayOutOfRange,
    LimitNotInForce,
    LocalRules,
    TimeLimit,
    limit_for,
    load_local_rules,
    local_rules,
    shipped_calendar,
)
from mediation.workflows.writing import once_in_an_act


class CalendarYear(models.Model):
    """One version of one year's public holidays, with the notice it rests on; the newest of a year counts.

    Append-only: a later notice of the same year is a further version. `holidays` and `make_up_days` map ISO
    days to their Chinese names. `shipped` rows are what came with the edition, kept so that a later edition
    changes no day unseen.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    number = models.PositiveSmallIntegerField(_("版次"), default=1)
    notice = models.CharField(_("文件"), max_length=200)
    holidays = models.JSONField(_("放假日期"), default=dict)
    make_up_days = models.JSONField(_("调休上班日期"), default=dict)
    shipped = models.BooleanField(_("随系统提供"), default=False)
    loaded_at = models.DateTimeField(_("载入时间"))
    loaded_by = models.CharField(_("载入人"), max_length=100, blank=True)

    class Meta:
        verbose_name = _("年度日历")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["year", "number"], name="calendar_version_once")]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        return f"{self.year}.{self.number} {self.notice}"

    @classmethod
    def next_number(cls, year: int) -> int:
        """The version that the next notice of the year becomes."""
        return (cls.objects.filter(year=year).aggregate(last=models.Max("number"))["last"] or 0) + 1


def seed_calendars(*, at: Any) -> int:
    """Store every shipped year that is not stored yet; return how many."""
    shipped = shipped_calendar()
    stored = set(CalendarYear.objects.values_list("year", flat=True))
    rows = [
        CalendarYear(year=year, notice=shipped.notice(year), shipped=True, loaded_at=at, **days_of(shipped, year))
        for year in sorted(shipped.covered - stored)
    ]
    CalendarYear.objects.bulk_create(rows)
    return len(rows)


def days_of(calendar: Calendar, year: int) -> dict[str, dict[str, str]]:
    """What a calendar says of the days of one year, as it is stored."""
    kinds = {"holidays": calendar.holidays, "make_up_days": calendar.make_up_days}
    return {
        kind: {day.isoformat(): name for day, name in sorted(named.items()) if day.year == year}
        for kind, named in kinds.items()
    }


def current_calendar() -> Calendar:
    """The calendar that counts now; later notices of a year win.

    Built once in a process for each newest stored row, which one small query asks for: a year that another
    process loads is seen at once.
    """
    rows = CalendarYear.objects.order_by("-pk").values_list("pk", "loaded_at")
    newest = once_in_an_act("newest calendar", rows.first)
    return shipped_calendar() if newest is None else _built(newest)


@lru_cache(maxsize=4)
def _built(newest: tuple[int, Any]) -> Calendar:
    return _of_rows(CalendarYear.objects.filter(pk__lte=newest[0]).order_by("pk"))


def calendar_with(row: CalendarYear) -> Calendar:
    """The calendar as it would count if one more version of a year were stored."""
    return _of_rows([*CalendarYear.objects.order_by("pk"), row])


def _of_rows(rows: Iterable[CalendarYear]) -> Calendar:
    """The calendar that ships, and over it the newest version of each year; its name is that of the last one loaded.

    Year after year, as a notice may reach into the December before: what a replaced version said there is gone,
    and a later correction of the year before does not undo it.
    """
    calendar = shipped_calendar()
    base = version = calendar.version
    newest: dict[int, CalendarYear] = {}
    for row in rows:
        newest[row.year] = row
        if not _as_shipped(row):
            version = f"{base}+{row.year}.{row.number}"
    for _year, row in sorted(newest.items()):
        if not _as_shipped(row):
            calendar = calendar.with_year(
                row.year,
                holidays=_days(row.holidays),
                make_up_days=_days(row.make_up_days),
                version=version,
                notice=row.notice,
            )
    return calendar


def _as_shipped(row: CalendarYear) -> bool:
    return row.shipped and days_of(shipped_calendar(), row.year) == _stored(row)


def _stored(row: CalendarYear) -> dict[str, dict[str, str]]:
    return {"holidays": row.holidays, "make_up_days": row.make_up_days}


def _days(named: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in named.items()}


def limit_in(matter: Any, code: str, *, organ: Any, on: date) -> TimeLimit:
    """The limit as it holds in a matter: by the rule of the day on which the petition began, with local rules.

    What the law did not know on that day is taken as it holds on the day of the trigger, `on`.
    """
    local = rules_for(organ)
    try:
        return limit_for(code, on=matter.begun_on, local=local)
    except (LimitNotInForce, DayOutOfRange):
        return limit_for(code, on=on, local=local)


def rules_for(organ: Any) -> LocalRules | None:
    """The local rules that hold for an organ: its own, over those of each organ above it."""
    return once_in_an_act(("rules", organ.pk), lambda: _rules_for(organ)) if isinstance(organ, Organ) else None


def _rules_for(organ: Organ) -> LocalRules | None:
    rules: LocalRules | None = None
    for one in reversed([organ, *organ.superiors()]):
        if name := one.settings.get("local_rules"):
            rules = named_rules(name).over(rules)
    return rules


def named_rules(name: str) -> LocalRules:
    """The rules of one name: loaded by a page, over those they follow; a file of LOCAL_RULES_FOLDER; else one that ships.

    Raises WrongLocalRules, which names file, key and reason.
    """
    if (kept := LocalRule.named(name)) is not None:
        return kept.read().following(named_rules(kept.follows)) if kept.follows else kept.read()
    folder = settings.LOCAL_RULES_FOLDER
    path = Path(folder) / f"{Path(name).name}.toml" if folder else None
    return load_local_rules(path) if path is not None and path.exists() else local_rules(name)
