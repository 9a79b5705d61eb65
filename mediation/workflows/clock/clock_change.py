"""期限变动: what moved a clock, by how much, on which ground; what a new calendar moved is signed off."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, head
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step


class ClockChangeState(models.TextChoices):
    """Where the change stands; it holds from the start."""

    NOTED = "noted", _("已记入")
    TO_SIGN = "to_sign", _("待签认")
    SIGNED = "signed", _("已签认")
    ANNULLED = "annulled", _("登记已撤销")


class ClockChangeLifecycle(Lifecycle):
    """One change of one deadline, with the old and the new day."""

    State = ClockChangeState
    course_told = False
    opened_apart = True
    own_section = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ClockChangeState.NOTED,
        label=_("记入期限变动"),
        by=consequence,
        annul=TakenBack(leaves=ClockChangeState.ANNULLED),
    )
    def note(self, act: Act) -> None:
        """Follows the decision that moved the clock."""

    @step(source=NEW, target=ClockChangeState.TO_SIGN, label=_("报送期限变动"), by=consequence)
    def report(self, act: Act) -> None:
        """No decision of the organ moved the clock, but a holiday notice or an outage: the head is told."""

    @step(
        source=ClockChangeState.TO_SIGN,
        target=ClockChangeState.SIGNED,
        label=_("签认期限变动"),
        by=head,
        day_field="signed_on",
    )
    def sign_off(self, act: Act) -> None:
        """The head has taken note of the old and the new day. The change does not depend on it."""
        self.signed_by = act.by.user
