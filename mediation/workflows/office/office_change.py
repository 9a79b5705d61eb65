"""设置变更: what an administrator sets up or changes of the office; each change dated, in a ledger of its own, never deleted."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import begins_office, keeps_office
from mediation.vocabulary import OfficeChangeKind, OrganKind
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.office.entering import ENTERED, entered
from mediation.workflows.office.organ_steps import OrganSteps, code_fits
from mediation.workflows.office.people_steps import PeopleSteps
from mediation.workflows.office.premises_steps import PremisesSteps
from mediation.workflows.office.seal_steps import SealSteps


class OfficeChangeState(models.TextChoices):
    """A change holds from its day on, unless it was entered by mistake."""

    ENTERED = ENTERED, _("已登记")
    REVERTED = "reverted", _("已撤回")


class OfficeChangeLifecycle(OrganSteps, PeopleSteps, PremisesSteps, SealSteps, Lifecycle):
    """One change of what the office is: its organs, its people and what they hold, its places and rules."""

    State = OfficeChangeState
    course_told = False
    opened_apart = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=OfficeChangeState.ENTERED,
        label=_("开始设置"),
        by=begins_office,
        hidden=True,
        guards=[code_fits],
        facts=[
            f.text("name", _("机关全称"), longest=100),
            f.text("short", _("机关代字"), longest=20),
            f.text("code", _("编码"), longest=20),
            f.choice("kind", _("类别"), OrganKind),
        ],
        day_field="changed_on",
    )
    def begin(self, act: Act) -> None:
        """An empty site gets its first organ and, in it, its first administrator; once."""
        entered(self, act, OfficeChangeKind.BEGUN)
        self.person = act.by.user

    @step(
        source=OfficeChangeState.ENTERED,
        target=OfficeChangeState.REVERTED,
        label=_("撤回这项设置"),
        by=keeps_office,
        hidden=True,
        turns_back=True,
        facts=[f.text("why_reverted", _("撤回的理由"))],
        day_field="reverted_on",
    )
    def revert(self, act: Act) -> None:
        """Entered by mistake: what it changed stands again as before it; both stay in the ledger."""
