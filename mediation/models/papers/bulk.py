"""批量签发: the same step with many papers, one after another, and how each of them came out."""

from __future__ import annotations

from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Matter
from mediation.models.papers.paper import Paper
from mediation.vocabulary import BulkAct, BulkResult


class BulkRun(models.Model):
    """One press of one person. `facts` hold for every paper; `pattern` is the paper after which others are drafted."""

    user = models.ForeignKey("User", models.PROTECT, related_name="bulk_runs", verbose_name=_("经办人"))
    act = models.CharField(_("办理的内容"), max_length=20, choices=BulkAct.choices)
    pattern = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name=_("范本"))
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    key = models.CharField(max_length=100, unique=True)
    language = models.CharField(max_length=10)
    begun_at = models.DateTimeField(_("开始时间"))
    paused_at = models.DateTimeField(_("暂停时间"), null=True)

    class Meta:
        verbose_name = _("批量签发")
        ordering = ["-begun_at", "-pk"]

    def __str__(self) -> str:
        return self.get_act_display()

    def counts(self) -> dict[str, int]:
        """How many papers stand how."""
        rows = self.items.order_by().values_list("result").annotate(n=models.Count("pk"))
        found: dict[str, int] = dict.fromkeys(BulkResult.values, 0)
        return found | dict(rows)


class BulkItemQuerySet(models.QuerySet[Any]):
    """Papers of a run by how they came out."""

    def waiting(self) -> BulkItemQuerySet:
        """Those whose turn has not come."""
        return self.filter(result=BulkResult.WAITING)

    def refused(self) -> BulkItemQuerySet:
        """Those with which the step could not be taken."""
        return self.filter(result=BulkResult.REFUSED)


class BulkItem(models.Model):
    """One paper of a run: what was refused keeps the guard's sentence and how to mend it.

    `version` is the one that stood on the list: what was changed since is not touched unseen.
    """

    run = models.ForeignKey(BulkRun, models.CASCADE, related_name="items")
    no = models.PositiveIntegerField()
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+", verbose_name=_("卷宗"))
    paper = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name=_("文书"))
    service = models.ForeignKey(
        "ServiceOfDocument", models.PROTECT, null=True, related_name="+", verbose_name=_("送达")
    )
    version = models.PositiveIntegerField(null=True)
    facts = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    result = models.CharField(_("结果"), max_length=10, choices=BulkResult.choices, default=BulkResult.WAITING)
    code = models.CharField(max_length=60, blank=True)
    sentence = models.TextField(_("没有办成的原因"), blank=True)
    mend = models.TextField(_("怎么补正"), blank=True)
    done_at = models.DateTimeField(_("办成时间"), null=True)

    objects = BulkItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("批量签发的文书")
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["run", "no"], name="bulk_item_no_once")]

    def __str__(self) -> str:
        return f"{self.no}　{self.paper or self.matter}"
