"""Why a job in the background failed, for the administrator who sees to it."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class JobFault(models.Model):
    """The last fault of one job: what kind it was. What it said may hold addresses and stays in the log."""

    job_id = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField(_("时间"))
    kind = models.CharField(_("故障"), max_length=200)

    class Meta:
        verbose_name = _("后台任务的故障")

    def __str__(self) -> str:
        return self.kind
