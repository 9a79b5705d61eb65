"""平台停运: the register of outages of the portal."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.timelimits import Bound, Excluded, Ground
from mediation.workflows.base import Act
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.clock.outage import OutageLifecycle, OutageState

# Met late too: whoever acted right after the outage was in time by the day that it moves.
ALIVE = models.Q(state__in=(DeadlineState.RUNNING, DeadlineState.LAPSED, DeadlineState.MET_LATE))


class Outage(OutageLifecycle):
    """One outage, from its first to its last moment, in a file of its own that holds the proof."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="outages", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("管理平台的机关"))
    began_at = models.DateTimeField(_("停运开始的时间"))
    ended_at = models.DateTimeField(_("恢复的时间"))
    proof = models.TextField(_("证明"))
    why = models.TextField(_("理由"), blank=True)
    recorded_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    recorded_on = models.DateField(_("登记日期"))
    confirmed_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("确认人"))
    confirmed_on = models.DateField(_("确认日期"), null=True)

    class Meta:
        verbose_name = _("平台停运")
        ordering = ["-began_at", "-pk"]
        triggers = guarded(OutageLifecycle, "outage")
        constraints = [
            *states_known(OutageLifecycle, "outage"),
            models.CheckConstraint(condition=models.Q(began_at__lt=models.F("ended_at")), name="outage_ends_later"),
        ]

    def __str__(self) -> str:
        began, ended = localtime(self.began_at), localtime(self.ended_at)
        return f"{began:%Y-%m-%d %H:%M}—{ended:%Y-%m-%d %H:%M}"

    def open_matter(self, act: Act) -> Matter:
        """The entry opens a file of its own: it concerns no single matter."""
        return Matter.open(organ=self.organ, subject=str(_("网上平台停运 %s")) % self, on=act.on)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day that it touched, in Shanghai."""
        last_moment = self.ended_at - timedelta(microseconds=1)
        return localtime(self.began_at).date(), localtime(last_moment).date()

    def deadlines(self) -> models.QuerySet[Any]:
        """The parties' own periods, still open, lapsed or used too late, whose last day fell in it."""
        own = models.Q(limit__bound__in=[Bound.PETITIONER.value, Bound.PARTIES.value])
        found = Deadline.objects.filter(ALIVE, own, legal_on__range=self.days)
        return found.filter(limit__excluded_grounds__contains=[Ground.OUTAGE.value]).order_by("matter_id", "pk")

    def later_ones(self) -> list[Outage]:
        """The confirmed outages that lasted longer, in order."""
        found = Outage.objects.filter(state=OutageState.CONFIRMED, ended_at__gt=self.ended_at)
        return list(found.exclude(pk=self.pk).order_by("began_at", "pk"))

    def left_out_of(self, deadline: Deadline) -> Excluded:
        """The days that a period leaves out: those of the outage.

        A last day that had moved on from a holiday lies after the days that are counted; then the days left
        out begin with the nominal day, so that the period ends after the outage all the same.
        """
        first, last = self.days
        return Excluded(min(first, deadline.nominal_on) - timedelta(days=1), last, Ground.OUTAGE)
