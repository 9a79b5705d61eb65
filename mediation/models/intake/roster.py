"""名册: a long list of petitioners, read once, entered by the worker in parts."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Matter

WAITING = models.Q(stopped="", entered__lt=models.F("people"))


class RosterQuerySet(models.QuerySet[Any]):
    """Lists by standing."""

    def waiting(self) -> RosterQuerySet:
        """Those with which the worker goes on."""
        return self.filter(WAITING)

    def unfinished(self) -> RosterQuerySet:
        """Those of which somebody is still to be entered, also where it stopped."""
        return self.filter(entered__lt=models.F("people"))


class Roster(models.Model):
    """A list that one person handed in: whoever is entered stands in the file, and no longer here.

    `entered` of its `people` have been; `rows` are the others, in their order. What was refused keeps the guard's sentence until
    somebody lets the worker go on, or gives up the rest.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="rosters", verbose_name=_("卷宗"))
    user = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("经办人"))
    why = models.CharField(_("说明"), max_length=500, blank=True)
    rows = models.JSONField(default=list, encoder=DjangoJSONEncoder)
    people = models.PositiveIntegerField(_("人数"))
    entered = models.PositiveIntegerField(_("已登记的人数"), default=0)
    key = models.CharField(max_length=100, unique=True)
    language = models.CharField(max_length=10)
    handed_in_at = models.DateTimeField(_("交来时间"))
    stopped = models.TextField(_("没有办成的原因"), blank=True)

    objects = RosterQuerySet.as_manager()

    class Meta:
        verbose_name = _("名册")
        ordering = ["pk"]
        indexes = [
            models.Index(
                fields=["matter"], condition=models.Q(entered__lt=models.F("people")), name="roster_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entered}/{self.people}"
