"""What helps a drafter: what was typed and not yet saved, and the standard phrases of an organ."""

from __future__ import annotations

from typing import Any

import pgtrigger
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.vocabulary import PaperKind


class Unsaved(models.Model):
    """暂存: what one person typed into one draft and has not saved. It is nobody else's, and no part of the file.

    `typed` are the fields of the form as they were sent, well-formed or not; `version` is that of the draft on which
    they were typed.
    """

    user = models.ForeignKey("User", models.CASCADE, related_name="+", verbose_name=_("工作人员"))
    paper = models.ForeignKey(Paper, models.CASCADE, related_name="unsaved", verbose_name=_("文书"))
    typed = models.JSONField(default=dict)
    version = models.PositiveIntegerField()
    kept_at = models.DateTimeField(_("暂存时间"))

    class Meta:
        verbose_name = _("暂存")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["user", "paper"], name="unsaved_once_each")]


class Revision(models.Model):
    """One saved version of a draft: what stood there after a saving, kept as long as the paper."""

    paper = models.ForeignKey(Paper, models.CASCADE, related_name="revisions", verbose_name=_("文书"))
    no = models.PositiveIntegerField(_("第几次保存"))
    content = models.JSONField(_("内容"), encoder=DjangoJSONEncoder)
    by = models.CharField(_("保存人"), max_length=100)
    saved_at = models.DateTimeField(_("保存时间"))

    class Meta:
        verbose_name = _("历次保存稿")
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["paper", "no"], name="revision_no_once")]
        triggers = [pgtrigger.Protect(name="revision_kept", operation=pgtrigger.Update)]

    def __str__(self) -> str:
        return f"{self.paper}·{self.no}"


class PhraseQuerySet(models.QuerySet[Any]):
    """Phrases by the organ that uses them."""

    def in_use_by(self, organ: Organ) -> PhraseQuerySet:
        """Those of the organ and of the organs above it, its own first."""
        organs = [organ, *organ.superiors()]
        return self.filter(organ__in=organs, withdrawn_at=None).select_related("organ").order_by("-organ__depth", "pk")


class Phrase(models.Model):
    """常用语: words that an organ uses again and again, for one kind of paper and one field or for all, and their source."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="phrases", verbose_name=_("机关"))
    kind = models.CharField(_("文种"), max_length=40, choices=PaperKind.choices, blank=True)
    field = models.CharField(_("用在哪一项"), max_length=40, blank=True)
    text = models.TextField(_("常用语"))
    source = models.CharField(_("出处"), max_length=200)
    kept_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("维护人"))
    kept_at = models.DateTimeField(_("维护时间"))
    withdrawn_at = models.DateTimeField(_("停用时间"), null=True)

    objects = PhraseQuerySet.as_manager()

    class Meta:
        verbose_name = _("常用语")
        ordering = ["pk"]

    def __str__(self) -> str:
        return self.text
