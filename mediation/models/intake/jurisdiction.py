"""受理争议."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.vocabulary import CompetenceQuarrel
from mediation.workflows.intake.jurisdiction import JurisdictionDisputeLifecycle, JurisdictionDisputeState


class JurisdictionDispute(JurisdictionDisputeLifecycle):
    """One dispute between organs about who handles the petition of the file."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="jurisdiction_disputes", verbose_name=_("卷宗"))
    organs = models.ManyToManyField(Organ, related_name="+", verbose_name=_("有争议的机关"))
    quarrel = models.CharField(_("争议"), max_length=20, choices=CompetenceQuarrel.choices)
    account = models.TextField(_("各方意见"))
    superior = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("共同上一级机关"))
    responsible_organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("确定的办理机关")
    )
    terms = models.TextField(_("结果和理由"), blank=True)
    raised_on = models.DateField(_("提出日期"), null=True)
    settled_on = models.DateField(_("确定日期"), null=True)

    class Meta:
        verbose_name = _("受理争议")
        ordering = ["pk"]
        triggers = guarded(JurisdictionDisputeLifecycle, "jurisdictiondispute")
        constraints = states_known(JurisdictionDisputeLifecycle, "jurisdiction_dispute")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.matter.subject}

    @property
    def acting_organ(self) -> Organ | None:
        """The superior once it has to decide; before that the organ that opened the file."""
        if self.state == JurisdictionDisputeState.WITH_SUPERIOR:
            return self.superior
        return self.matter.organ if self.matter_id else None

    def common_superior(self) -> Organ | None:
        """The nearest organ above all the organs in dispute; None where there is none."""
        if not self.pk:
            return None
        first, *others = (organ.superiors() for organ in self.organs.all())
        return next((above for above in first if all(above in chain for chain in others)), None)
