"""督办, and the suggestions of a petition office."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.vocabulary import Adoption, RecommendationKind, SupervisionGround, SupervisionMethod
from mediation.workflows.handling.supervision import RecommendationLifecycle, SupervisionLifecycle, supervised


class Supervision(SupervisionLifecycle):
    """One supervision of one unit."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="supervisions", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("督办机关"))
    to_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("督办的单位"))
    ground = models.CharField(_("督办的情形"), max_length=20, choices=SupervisionGround.choices)
    method = models.CharField(_("督办方式"), max_length=20, choices=SupervisionMethod.choices)
    problem = models.TextField(_("存在的问题"))
    demand = models.TextField(_("督办要求"))
    report_due_on = models.DateField(_("反馈期限"), null=True)
    urged_on = models.DateField(_("督办日期"), null=True)
    result = models.TextField(_("改正情况和结果"), blank=True)
    answered_on = models.DateField(_("反馈日期"), null=True)
    note = models.TextField(_("核查情况"), blank=True)
    concluded_on = models.DateField(_("办结日期"), null=True)

    class Meta:
        verbose_name = _("督办")
        ordering = ["pk"]
        triggers = guarded(SupervisionLifecycle, "supervision")
        constraints = states_known(SupervisionLifecycle, "supervision")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.to_organ}

    @property
    def acting_organ(self) -> Organ | None:
        """The petition office, or the unit while it is to answer."""
        return supervised(self)


class Recommendation(RecommendationLifecycle):
    """One suggestion to one organ."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recommendations", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("建议机关"))
    to_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("受建议的机关"))
    kind = models.CharField(_("建议种类"), max_length=20, choices=RecommendationKind.choices)
    found = models.TextField(_("发现的问题和事实"))
    advice = models.TextField(_("建议"))
    made_on = models.DateField(_("建议日期"), null=True)
    adoption = models.CharField(_("采纳情况"), max_length=20, choices=Adoption.choices, blank=True)
    reply = models.TextField(_("反馈意见"), blank=True)
    answered_on = models.DateField(_("反馈日期"), null=True)

    class Meta:
        verbose_name = _("信访工作建议")
        ordering = ["pk"]
        triggers = guarded(RecommendationLifecycle, "recommendation")
        constraints = states_known(RecommendationLifecycle, "recommendation")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.get_kind_display(), "about": self.to_organ}

    @property
    def acting_organ(self) -> Organ | None:
        """The petition office, or the organ while it is to answer."""
        return supervised(self)
