"""Who takes part in a mediation."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Party
from mediation.models.sittings.mediation import Mediation
from mediation.vocabulary import MediationSide, PartyRole


class Participant(models.Model):
    """A party that takes part in a mediation: its consent, and whether it accepts the mediators."""

    mediation = models.ForeignKey(Mediation, models.CASCADE, related_name="participants")
    party = models.ForeignKey(Party, models.PROTECT, related_name="participations", verbose_name=_("当事人"))
    side = models.CharField(_("一方"), max_length=10, choices=MediationSide.choices)
    consented = models.BooleanField(_("同意调解"), null=True)
    answered_on = models.DateField(_("表示意见的日期"), null=True)
    wished = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("希望由谁调解"))
    mediator_accepted_on = models.DateField(_("接受调解员的日期"), null=True)

    class Meta:
        verbose_name = _("调解参加人")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["mediation", "party"], name="participant_once")]

    def __str__(self) -> str:
        return str(self.party)

    @staticmethod
    def side_of(party: Party) -> str:
        """Petitioners and applicants ask; the opposite party is the other side."""
        return MediationSide.OTHER if party.role == PartyRole.OPPOSITE else MediationSide.ASKING
