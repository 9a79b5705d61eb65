"""公告送达."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.models.serving.service import ServiceOfDocument
from mediation.permissions import Actor
from mediation.vocabulary import NoticeGround, NoticeMedium, PaperKind
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.serving.public_notice import PublicNoticeLifecycle
from mediation.workflows.serving.service import ServingState

WAITING = (ServingState.PLANNED, ServingState.NOT_REACHED)


class PublicNotice(PublicNoticeLifecycle):
    """One public notice, seen with the paper that it is about: why, where, who approved; its text is the 送达公告 that is about it."""

    organ_acts_once_set = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="public_notices", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("发文机关"))
    service = models.ForeignKey(ServiceOfDocument, models.PROTECT, related_name="notices", verbose_name=_("送达"))
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="notices", verbose_name=_("文书"))
    ground = models.CharField(_("公告送达的理由"), max_length=20, choices=NoticeGround.choices)
    inquiry = models.CharField(_("查询下落、历次送达的经过"), max_length=500, blank=True)
    medium = models.CharField(_("公告的方式"), max_length=20, choices=NoticeMedium.choices)
    place = models.CharField(_("张贴处、报纸或者网站的名称"), max_length=200)
    asked_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("报请人"))
    asked_on = models.DateField(_("报请日期"))
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    why_not = models.CharField(_("不批准的理由"), max_length=200, blank=True)
    posted_on = models.DateField(_("发布日期"), null=True)

    class Meta:
        verbose_name = _("公告送达")
        ordering = ["pk"]
        triggers = guarded(PublicNoticeLifecycle, "publicnotice")
        constraints = states_known(PublicNoticeLifecycle, "publicnotice")

    def __str__(self) -> str:
        return str(self.service)

    @property
    def part(self) -> str:
        """Where the paper is recorded that it is about."""
        return self.paper.part if self.paper_id else ""

    @property
    def acting_organ(self) -> Organ:
        """The organ that issued the paper; before it is asked for, whoever handles the matter."""
        return self.organ if self.organ_id else self.matter.acting_organ

    @property
    def acting_organ_keys(self) -> list[int]:
        """Before it is asked for, every organ that has issued a paper of the file that must be served."""
        if self.organ_id is not None:
            return [self.organ_id]
        papers = self.matter.every("papers")
        return sorted({one.organ_id for one in papers if one.must_be_served and one.state == PaperState.ISSUED})

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """What is not served yet and not on its way."""
        if fact != "service":
            return None
        papers = Paper.objects.visible_to(actor).filter(matter=self.matter)
        return self.matter.services.filter(paper__in=papers, state__in=WAITING).select_related("paper", "party")

    def text(self) -> Paper | None:
        """The 送达公告 that tells it."""
        found = Paper.objects.of_kind(PaperKind.PUBLIC_NOTICE).filter(subject_type="publicnotice", subject_id=self.pk)
        return found.filter(state=PaperState.ISSUED).order_by("-pk").first()

    def is_printed(self) -> bool:
        """Whether its text can be put up."""
        text = self.text()
        return text is not None and text.is_ready() and not text.unstamped_by()

    def issued_on(self) -> date | None:
        """The day of its text."""
        text = self.text()
        return text.issued_on if text else None
