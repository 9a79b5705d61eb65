"""The clock's own record: when it ran last, and why it stands."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import ClockHalt


class ClockRun(models.Model):
    """One row: what happens by the passing of time alone happened last at `ran_at`, or stands for the reason in `halt`.

    An administrator who has looked at the machine's time lets it go on: past the record `passed_event`, whose time is known to be
    wrong, or over the days since it ran.
    """

    ran_at = models.DateTimeField(_("最近一次运行"), null=True)
    halt = models.CharField(_("停下的原因"), max_length=20, choices=ClockHalt.choices, blank=True)
    halted_at = models.DateTimeField(_("停下的时间"), null=True)
    passed_event = models.BigIntegerField(_("核对时最后一条记录"), default=0)
    confirmed_at = models.DateTimeField(_("核对时间"), null=True)
    confirmed_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("核对人"))

    class Meta:
        verbose_name = _("期限时钟")
        constraints = [models.CheckConstraint(condition=models.Q(pk=1), name="one_clock")]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)

    @classmethod
    def standing(cls) -> ClockRun:
        """The row; a new one where the clock has never run."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
