"""当场办结."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.vocabulary import SpotResult
from mediation.workflows.base import Act
from mediation.workflows.intake.on_the_spot import OnTheSpotLifecycle


class OnTheSpotRecord(OnTheSpotLifecycle):
    """The two-minute record. Whoever came becomes a party only if it is converted."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="spot_record", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("机关"))
    name = models.CharField(_("姓名"), max_length=200)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    address = models.CharField(_("住址"), max_length=300, blank=True)
    subject = models.CharField(_("事由"), max_length=200)
    said = models.TextField(_("反映的问题"))
    result = models.CharField(_("结果"), max_length=20, choices=SpotResult.choices)
    answer = models.TextField(_("答复或者办理情况"))
    settled_on = models.DateField(_("办理日期"), null=True)

    class Meta:
        verbose_name = _("当场办结记录")
        ordering = ["pk"]
        triggers = guarded(OnTheSpotLifecycle, "onthespotrecord")
        constraints = states_known(OnTheSpotLifecycle, "on_the_spot")

    def __str__(self) -> str:
        return str(self.matter)

    @property
    def acting_organ(self) -> Organ | None:
        """The organ at whose window it was."""
        return self.organ if self.organ_id else None

    def open_matter(self, act: Act) -> Matter:
        """A record has a file of its own, which a later petition shares."""
        return Matter.open(organ=self.organ, subject=self.subject, on=act.on)
