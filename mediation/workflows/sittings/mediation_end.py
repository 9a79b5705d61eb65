"""The day on which a mediation ends: that of its period, or one on which the sides agree, prolonged, or passed."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import Act, step
from mediation.workflows.sittings.mediation_guards import (
    end_ahead,
    end_within_the_month,
    prolonged_by_all,
    prolonged_forward,
)
from mediation.workflows.sittings.mediation_state import GOING_ON, MediationState, arranges
from mediation.workflows.sittings.notebook import ItsNotebook


class ItsEnd(ItsNotebook):
    """How long it goes on."""

    class Meta:
        abstract = True

    @step(
        source=GOING_ON,
        label=_("各方同意继续调解"),
        by=arranges,
        guards=[prolonged_by_all, prolonged_forward],
        facts=[f.some("who", _("同意继续的当事人"), "Party"), f.day("until", _("延长至"))],
    )
    def prolong(self, act: Act) -> None:
        """The month is over or nearly so, and every party wants to go on."""

    @step(
        source=GOING_ON,
        label=_("约定调解结束日"),
        by=arranges,
        guards=[prolonged_by_all, end_ahead, end_within_the_month],
        facts=[f.some("who", _("同意的当事人"), "Party"), f.day("end_on", _("约定调解到哪一天为止"))],
        basis="《人民调解工作若干规定》第三十三条",
    )
    def agree_end(self, act: Act) -> None:
        """The sides agree on a day of their own on which it ends, and may agree on another; without one the period runs."""

    @step(
        source=[*GOING_ON, MediationState.SUSPENDED],
        label=_("调解期限届满"),
        told_to_party=True,
        by=consequence,
        annul=TakenBack(),
    )
    def pass_end(self, act: Act) -> None:
        """The day has passed without agreement: all are told that they may agree to go on, and that otherwise it ends."""
