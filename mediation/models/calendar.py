"""The working-day calendar in use: the shipped one, and what an office or a rehearsal has loaded."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.organ import Organ
from mediation.timelimits import Calendar, LocalRules


class CalendarYear(models.Model):
    """The notice on public holidays of one year, as loaded; it replaces the shipped year."""

    year = models.PositiveSmallIntegerField(_("年份"))
    source = models.CharField(_("文件"), max_length=200)
    holidays = models.JSONField(_("放假日期"), default=list)
    workdays = models.JSONField(_("调休上班日期"), default=list)
    loaded_at = models.DateTimeField(_("载入时间"))

    class Meta:
        verbose_name = _("年度日历")
        ordering = ["year", "pk"]


def current_calendar() -> Calendar:
    """The calendar that counts now; later notices of a year win."""
    calendar = Calendar.shipped()
    for year in CalendarYear.objects.all():
        calendar = calendar.with_year(
            year.year, holidays=year.holidays, workdays=year.workdays, source=year.source
        )
    return calendar


def local_rules(organ: Any) -> LocalRules | None:
    """The local rules that hold for an organ: its own region's or the nearest one's above it."""
    if organ is None:
        return None
    chain = [organ, *organ.superiors()] if isinstance(organ, Organ) else []
    region = next((o.settings["local_rules"] for o in chain if o.settings.get("local_rules")), "")
    return LocalRules.shipped(region) if region else None
