"""受理争议."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.vocabulary import CompetenceQuarrel
from mediation.workflows.intake.jurisdiction import JurisdictionDisputeLifecycle, JurisdictionDisputeState


class JurisdictionDispute(JurisdictionDisputeLifecycle):
    """One dispute between organs about who handles the petition of the file."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="jurisdiction_disputes", verbose_name=_("卷宗"))
    organs = models.ManyToManyField(Organ, related_name="+", verbose_name=_("有争议的机关"))
    claims = models.ManyToManyField(Claim, related_name="jurisdiction_disputes", verbose_name=_("有争议的诉求"))
    quarrel = models.CharField(_("争议"), max_length=20, choices=CompetenceQuarrel.choices)
    account = models.TextField(_("各方意见"))
    superior = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("共同上一级机关"))
    responsible_organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("确定的办理机关")
    )
    terms = models.TextField(_("结果和理由"), blank=True)
    raised_on = models.DateField(_("提出日期"), null=True)
    settled_on = models.DateField(_("确定日期"), null=True)

    SEALED_SINCE: ClassVar = {"claims": 2}

    class Meta:
        verbose_name = _("受理争议")
        ordering = ["pk"]
        triggers = guarded(JurisdictionDisputeLifecycle, "jurisdictiondispute")
        constraints = states_known(JurisdictionDisputeLifecycle, "jurisdiction_dispute")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.matter.called}

    @property
    def acting_organ(self) -> Organ | None:
        """The superior once it has to decide; before that the organ that opened the file."""
        if self.state == JurisdictionDisputeState.WITH_SUPERIOR:
            return self.superior
        return self.matter.organ if self.matter_id else None

    def running_beside(self, claims: Iterable[Claim]) -> bool:
        """Whether another dispute that is not settled is about one of the claims, or about all of them."""
        if not self.matter_id:
            return False
        settled = (JurisdictionDisputeState.AGREED, JurisdictionDisputeState.DECIDED)
        beside = self.matter.jurisdiction_disputes.exclude(pk=self.pk).exclude(state__in=settled)
        claims = list(claims)
        return beside.filter(Q(claims=None) | Q(claims__in=claims)).exists() if claims else beside.exists()

    def common_superior(self) -> Organ | None:
        """The nearest organ above all the organs in dispute; None where there is none."""
        if not self.pk:
            return None
        first, *others = (organ.superiors() for organ in self.organs.all())
        return next((above for above in first if all(above in chain for chain in others)), None)
