"""履行事项: one thing that someone owes, by agreement or because a claim was supported."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, clock, consequence, handler, head, mediator, petition_office
from mediation.vocabulary import Power
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.said_how import BY_WORD_OR_OWN


class ObligationState(models.TextChoices):
    """Where an obligation stands."""

    DUE = "due", _("待履行")
    LATE = "late", _("逾期未履行")
    PERFORMED = "performed", _("已履行")
    DROPPED = "dropped", _("不再履行")


OUTSTANDING = (ObligationState.DUE, ObligationState.LATE)


def _is_creditor(obj: Any, actor: Actor) -> bool:
    party = actor.party
    if party is None or not party.takes_part:
        return False
    if party.pk in obj.joint_creditors:
        return True
    return obj.creditor_id == party.pk or (party.for_money and obj.creditor_id in party.predecessors())


creditor = Permission(_is_creditor, _("权利人本人"), by_party=True)


class ObligationLifecycle(Lifecycle):
    """One obligation and its day."""

    State = ObligationState
    course_told = False

    class Meta:
        abstract = True

    @step(source=NEW, target=ObligationState.DUE, label=_("列入履行"), by=consequence)
    def undertake(self, act: Act) -> None:
        """Follows the taking effect of an agreement, or an opinion that supports a claim."""

    @step(
        source=ObligationState.DUE,
        target=ObligationState.LATE,
        label=_("逾期"),
        by=clock | consequence,
        annul=TakenBack(),
    )
    def fall_late(self, act: Act) -> None:
        """The day has passed; both are reminded and the creditor is told the ways to its right."""

    @step(
        source=OUTSTANDING,
        label=_("督促履行"),
        by=handler | head | mediator | petition_office,
        facts=[f.text("how", _("督促方式")), f.long_text("reply", _("对方的答复"), required=False, longest=1000)],
        basis="《信访工作条例》第三十二条、《人民调解法》第三十一条",
    )
    def urge(self, act: Act) -> None:
        """Urge the debtor to perform."""

    @step(
        source=OUTSTANDING,
        target=ObligationState.PERFORMED,
        label=_("登记履行"),
        plain=_("告诉办理单位，对方已经办到了。"),
        power=Power.SETTLE,
        ways=BY_WORD_OR_OWN,
        by=handler | head | mediator | petition_office | creditor,
        facts=[f.text("proof", _("履行凭证"), required=False, help=_("例如转账凭证号、收条。"))],
        day_field="performed_on",
        annul=TakenBack(by_people=True),
        overtakes=("fall_late",),
    )
    def perform(self, act: Act) -> None:
        """It was done, in time or late; the creditor may say so itself."""

    @step(
        source=OUTSTANDING,
        target=ObligationState.DROPPED,
        label=_("不再履行"),
        turns_back=True,
        by=handler | head | mediator | consequence,
        facts=[f.text("why", _("原因"))],
    )
    def drop(self, act: Act) -> None:
        """The creditor waives it in writing, or what it rests on no longer stands."""
