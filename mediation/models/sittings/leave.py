"""外出、休假: the days on which a member of staff is away. They are not offered for a sitting, and fixed only with a reason."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _


class LeaveQuerySet(models.QuerySet[Any]):
    """Leaves by day and standing."""

    def standing(self) -> LeaveQuerySet:
        """Those that were not taken back."""
        return self.filter(withdrawn_at=None)

    def between(self, first: date, last: date) -> LeaveQuerySet:
        """Those that have one of the days."""
        return self.filter(first_on__lte=last, last_on__gte=first)


class StaffLeave(models.Model):
    """Entered by the person, or by whoever heads its organ; taken back, never deleted."""

    person = models.ForeignKey("User", models.PROTECT, related_name="leaves", verbose_name=_("工作人员"))
    first_on = models.DateField(_("从哪一天起"))
    last_on = models.DateField(_("到哪一天止"))
    why = models.CharField(_("事由"), max_length=100, blank=True)
    entered_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("登记人"))
    entered_at = models.DateTimeField(_("登记时间"))
    withdrawn_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("撤回人"))
    withdrawn_at = models.DateTimeField(_("撤回时间"), null=True)

    objects = LeaveQuerySet.as_manager()

    class Meta:
        verbose_name = _("外出休假")
        ordering = ["first_on", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(last_on__gte=models.F("first_on")), name="leave_days_in_order")
        ]

    def __str__(self) -> str:
        return gettext("%(who)s %(first)s至%(last)s") % {
            "who": self.person, "first": self.first_on, "last": self.last_on,
        }  # fmt: skip
