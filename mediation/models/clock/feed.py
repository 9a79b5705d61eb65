"""日历订阅: a secret address at which one person's own limits and hearings are read by a calendar program."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.codes import keyed, keyed_by_any
from mediation.models.matter import Party

FEED = "mediation.calendar.feed"


class CalendarFeedQuerySet(models.QuerySet[Any]):
    """Feeds in use."""

    def open(self) -> CalendarFeedQuerySet:
        """Those that were not ended."""
        return self.filter(ended_at=None)

    def of(self, *, user: Any = None, party: Party | None = None) -> CalendarFeedQuerySet:
        """Those of one person."""
        return self.filter(user=user, party=party)

    def with_token(self, token: str) -> Any:
        """The open feed at a secret address; None where there is none."""
        return (
            self.open().select_related("user", "party__matter").filter(token_hash__in=keyed_by_any(FEED, token)).first()
        )


class CalendarFeed(models.Model):
    """One address of one member of staff or one party. The secret itself is not kept."""

    user = models.ForeignKey("User", models.CASCADE, null=True, related_name="+", verbose_name=_("工作人员"))
    party = models.ForeignKey(Party, models.CASCADE, null=True, related_name="+", verbose_name=_("当事人"))
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    opened_at = models.DateTimeField(_("开通时间"))
    ended_at = models.DateTimeField(_("停用时间"), null=True)

    objects = CalendarFeedQuerySet.as_manager()

    class Meta:
        verbose_name = _("日历订阅")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user=None, party__isnull=False) | models.Q(user__isnull=False, party=None),
                name="feed_of_one_person",
            ),
            models.UniqueConstraint(
                fields=["user", "party"],
                condition=models.Q(ended_at=None),
                name="one_open_feed",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return str(self._meta.verbose_name)


def hash_token(token: str) -> str:
    """How a secret address is kept."""
    return keyed(FEED, token)
