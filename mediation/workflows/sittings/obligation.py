"""履行事项: one thing that someone owes, by agreement or because a claim was supported."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, clock, consequence, handler, head, mediator, petition_office
from mediation.vocabulary import Power, ProofKind
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.said_how import BY_WORD, BY_WORD_OR_OWN, HANDED_OR_OWN


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


def _is_debtor(obj: Any, actor: Actor) -> bool:
    party = actor.party
    return party is not None and party.takes_part and party.pk in (obj.debtor_id, *obj.joint_debtors)


creditor = Permission(_is_creditor, _("权利人本人"), by_party=True)
debtor = Permission(_is_debtor, _("履行人本人"), by_party=True)
staff = handler | head | mediator | petition_office

sum_of_money = Guard(
    "no_sum_owed",
    _("这一项不是付钱的，不要填金额。"),
    lambda obligation, act: act.get("sum") is None or obligation.amount is not None,
    on_facts=True,
)
not_more_than_left = Guard(
    "more_than_left",
    lambda obligation, act: _("这一项还没有确认收到的是%s元，这次的金额不能比它多，也不能是零。") % obligation.left(),
    lambda obligation, act: act.get("sum") is None or obligation.left() is None or 0 < act.sum <= obligation.left(),
    _("请核对金额；多付的，请双方另行说明。"),
    on_facts=True,
)
paid_by_now = Guard(
    "not_yet_paid",
    _("付款、办到的日期不能晚于今天。"),
    lambda obligation, act: act.get("paid_on") is None or act.paid_on <= act.on,
    on_facts=True,
)
something_shown = Guard(
    "nothing_shown",
    _("对方还没有交付款凭证，请写明收到了多少。"),
    lambda obligation, act: act.get("sum") is not None or obligation.waits_for_word(),
    _("全部收到的，请用“登记履行”。"),
    on_facts=True,
)
something_to_deny = Guard(
    "nothing_to_deny",
    _("没有等待确认的凭证。"),
    lambda obligation, act: obligation.can_be_denied(act.by.user is not None),
    on_facts=True,
)
WHAT_WAS_DONE = (
    f.money("sum", _("这次的金额（元）"), required=False, help=_("不填就是余下的全部。")),
    f.day("paid_on", _("付款、办到的日期"), required=False, help=_("不填就是今天。")),
    f.choice("kind", _("凭证种类"), ProofKind, required=False),
    f.text("note", _("凭证号、说明"), required=False),
    f.files("slips", _("凭证（照片、截图）"), required=False),
)


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
        label=_("交付款凭证"),
        plain=_("已经付了、办了的，在这里告诉对方，把凭证拍照交上来。对方确认收到的才算。"),
        ways=HANDED_OR_OWN,
        by=staff | debtor,
        guards=[sum_of_money, not_more_than_left, paid_by_now],
        facts=WHAT_WAS_DONE,
        basis="《人民调解法》第三十一条",
    )
    def show(self, act: Act) -> None:
        """Whoever owes shows that it was done, wholly or in part; it counts once the creditor has confirmed it."""

    @step(
        source=OUTSTANDING,
        label=_("确认收到"),
        plain=_("对方交了付款凭证的，在这里确认收到；只收到一部分的，写明收到多少。"),
        power=Power.SETTLE,
        ways=BY_WORD,
        by=staff | creditor | consequence,
        guards=[sum_of_money, not_more_than_left, paid_by_now, something_shown],
        facts=WHAT_WAS_DONE,
        basis="《人民调解法》第三十一条",
    )
    def acknowledge(self, act: Act) -> None:
        """The creditor confirms what was shown, or states what it received; with the last part it is performed."""

    @step(
        source=OUTSTANDING,
        label=_("没有收到"),
        plain=_("对方说付了、您没有收到的，在这里写明。"),
        ways=BY_WORD,
        by=staff | creditor,
        guards=[something_to_deny],
        facts=[f.text("denied_why", _("情况"), longest=500)],
    )
    def deny(self, act: Act) -> None:
        """The creditor says that what was shown has not come in: it counts as not performed."""

    @step(
        source=OUTSTANDING,
        target=ObligationState.PERFORMED,
        label=_("登记履行"),
        plain=_("告诉办理单位，对方已经全部办到了。"),
        power=Power.SETTLE,
        ways=BY_WORD_OR_OWN,
        by=staff | creditor | consequence,
        facts=[f.text("proof", _("履行凭证"), required=False, help=_("例如转账凭证号、收条。"))],
        day_field="performed_on",
        annul=TakenBack(by_people=True, alone=True),
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
