"""卷宗打印册: a copy of a whole matter as one file for printing, made for one reader, and forgotten after some days."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Matter
from mediation.vocabulary import PackStage


class PrintPackQuerySet(models.QuerySet[Any]):
    """Packs by standing."""

    def under_way(self) -> PrintPackQuerySet:
        """Those that the worker has yet to finish."""
        return self.filter(stage__in=(PackStage.WAITING, PackStage.MAKING))


class PrintPack(models.Model):
    """One press of one person. `contents` names what is in it, so that it can be asked whether its reader may still see it.

    `done` of `total` pieces are bound in; the signed originals stay as they are.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="print_packs", verbose_name=_("卷宗"))
    user = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("打印人"))
    materials = models.BooleanField(_("包括材料"), default=True)
    duplex = models.BooleanField(_("双面打印"), default=False)
    stage = models.CharField(_("进度"), max_length=20, choices=PackStage.choices, default=PackStage.WAITING)
    total = models.PositiveIntegerField(default=0)
    done = models.PositiveIntegerField(default=0)
    pages = models.PositiveIntegerField(_("页数"), default=0)
    failure = models.CharField(max_length=500, blank=True)
    contents = models.JSONField(default=list)
    file = models.FileField(upload_to="packs/%Y/%m/", blank=True)
    asked_at = models.DateTimeField(_("时间"))
    made_at = models.DateTimeField(null=True)

    objects = PrintPackQuerySet.as_manager()

    class Meta:
        verbose_name = _("卷宗打印册")
        ordering = ["-asked_at", "-pk"]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name} {self.matter.number}"
