"""How often a code was tried from one source lately."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection, models
from django.utils.translation import gettext_lazy as _

# One statement, so that each waits for the others; what is over begins anew.
ONE_MORE = """
    INSERT INTO mediation_trycount AS held (key, tries, until) VALUES (%(key)s, 1, %(until)s)
    ON CONFLICT (key) DO UPDATE SET
        tries = CASE WHEN held.until > %(at)s THEN held.tries + 1 ELSE 1 END,
        until = CASE WHEN held.until > %(at)s THEN held.until ELSE excluded.until END
    RETURNING tries
"""


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
        with connection.cursor() as cursor:
            cursor.execute(ONE_MORE, {"key": key, "at": at, "until": at + within})
            return int(cursor.fetchone()[0])
