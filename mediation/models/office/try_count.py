"""How often a code was tried from one source lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _


class TryCount(models.Model):
    """Tries from one source at one number, by a digest of both; whoever tries is not known from it."""

    key = models.CharField(max_length=64, primary_key=True)
    tries = models.PositiveIntegerField(_("次数"))
    until = models.DateTimeField(_("计到"))

    class Meta:
        verbose_name = _("试码的次数")
        indexes = [models.Index(fields=["until"], name="tries_over")]

    def __str__(self) -> str:
        return str(self.tries)

    @classmethod
    def forget_over(cls, at: datetime) -> None:
        """What is over is counted no more and kept no longer."""
        cls.objects.filter(until__lt=at).delete()

    @classmethod
    def one_more(cls, key: str, *, at: datetime, within: timedelta) -> int:
        """Count a try and tell which it is; each waits for the others, so that forty at once are forty. Later tries prolong nothing."""
        with transaction.atomic():
            row, new = cls.objects.select_for_update().get_or_create(
                key=key, defaults={"tries": 1, "until": at + within}
            )
            if new:
                return 1
            row.tries, row.until = (row.tries + 1, row.until) if row.until > at else (1, at + within)
            row.save(update_fields=["tries", "until"])
            return row.tries
