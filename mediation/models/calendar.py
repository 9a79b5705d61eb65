"""The working-day calendar in use: the shipped one, and what an office or a rehearsal has loaded."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.organ import Organ
from mediation.timelimits import Calendar, LocalRules, local_rules


class CalendarYear(models.Model):
    """The notice on public holidays of one year, as loaded; it replaces the shipped year.

    `holidays` and `make_up_days` map ISO days to their Chinese names.
    """

    year = models.PositiveSmallIntegerField(_("年份"))
    notice = models.CharField(_("文件"), max_length=200)
    holidays = models.JSONField(_("放假日期"), default=dict)
    make_up_days = models.JSONField(_("调休上班日期"), default=dict)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("年度日历")
        ordering = ["pk"]


def current_calendar() -> Calendar:
    """The calendar that counts now; later notices of a year win."""
    calendar = Calendar.shipped()
    for loaded in CalendarYear.objects.all():
        calendar = calendar.with_year(
            loaded.year,
            holidays=_days(loaded.holidays),
            make_up_days=_days(loaded.make_up_days),
            version=f"{calendar.version}+{loaded.year}.{loaded.pk}",
            notice=loaded.notice,
        )
    return calendar


def _days(named: dict[str, str]) -> dict[date, str]:
    return {date.fromisoformat(day): name for day, name in named.items()}


def rules_for(organ: Any) -> LocalRules | None:
    """The local rules that hold for an organ: its own region's or the nearest one's above it."""
    if not isinstance(organ, Organ):
        return None
    chain = [organ, *organ.superiors()]
    region = next((o.settings["local_rules"] for o in chain if o.settings.get("local_rules")), "")
    return local_rules(region) if region else None
