"""调解方案: what one side offers in a mediation, and who may know of it: that side alone, the mediator, or the other side too."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission
from mediation.vocabulary import Power
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.said_how import BY_WORD
from mediation.workflows.sittings.mediation_state import its_mediator

BASIS = "《人民调解法》第二十三条第四项；《最高人民法院关于人民法院特邀调解的规定》第二十二条"


class SettlementOfferState(models.TextChoices):
    """Who knows of an offer, and what the other side said to it."""

    KEPT = "kept", _("只有提出的一方知道")
    WITH_MEDIATOR = "with_mediator", _("只告知了调解员")
    TOLD = "told", _("已告知对方")
    ACCEPTED = "accepted", _("对方愿意按此签协议")
    DECLINED = "declined", _("对方不接受")
    WITHDRAWN = "withdrawn", _("已收回")


STANDS = (SettlementOfferState.KEPT, SettlementOfferState.WITH_MEDIATOR, SettlementOfferState.TOLD)
ANSWERED = (SettlementOfferState.ACCEPTED, SettlementOfferState.DECLINED)


def _of_side(*, own: bool) -> Any:
    def test(offer: Any, actor: Actor) -> bool:
        side = offer.side_of(actor.party)
        return side is not None and (not offer.side or (side == offer.side) is own)

    return test


own_side = Permission(_of_side(own=True), _("提出方案的一方"), by_party=True)
other_side = Permission(_of_side(own=False), _("对方当事人"), by_party=True)

mediation_goes_on = Guard(
    "mediation_not_going_on",
    _("各方同意调解以后、调解结束以前，才能提出、告知、答复方案。"),
    lambda offer, act: offer.mediation_goes_on(stored=not act.preview),
    _("调解已经结束的，方案不再作数，也不作为以后处理的依据。"),
)
something_offered = Guard(
    "nothing_offered",
    _("请写明愿意给付或者接受的金额，或者用一句话写明方案。"),
    lambda offer, act: act.amount is not None or bool(act.terms),
    on_facts=True,
)
takes_part = Guard(
    "not_in_this_mediation",
    _("提出方案的，应当是本次调解的参加人。"),
    lambda offer, act: offer.mediation_id is None or offer.side_of(act.get("party") or act.by.party) is not None,
    _("请选择本次调解的参加人。"),
    on_facts=True,
)
answers_the_other_side = Guard(
    "counters_wrong_offer",
    _("只能针对本次调解中对方已经告知的方案还价。"),
    lambda offer, act: act.counters is None or offer.may_counter(act.counters, act.get("party") or act.by.party),
    _("请选择对方告知的方案；另提方案的不选。"),
    on_facts=True,
)
holds_a_while = Guard(
    "offer_over_already",
    _("方案的有效期不能早于今天。"),
    lambda offer, act: act.valid_until is None or act.valid_until >= act.on,
    _("不写有效期的，到收回或者调解结束为止。"),
    on_facts=True,
)
still_holds = Guard(
    "offer_expired",
    lambda offer, act: _("这个方案的有效期到%s为止，已经过了。") % offer.valid_until,
    lambda offer, act: not offer.is_over(act.on),
    _("请由提出的一方另提方案。"),
)

OFFERED = (
    f.money("amount", _("金额（元）"), required=False, confidential=True, help=_("没有金额的不填。")),
    f.long_text("terms", _("方案"), required=False, longest=1000, confidential=True, help=_("谁在什么时候、怎样做什么。")),
    f.one("counters", _("针对对方哪一个方案"), "SettlementOffer", required=False, help=_("另提方案的不选。")),
    f.day("valid_until", _("有效到哪一天"), required=False, help=_("不填的，到收回或者调解结束为止。")),
)  # fmt: skip


class SettlementOfferLifecycle(Lifecycle):
    """One offer. It binds nobody: what binds is the agreement that both sides sign."""

    State = SettlementOfferState
    course_told = False
    # On a page of its own, for no list of the file speaks of it.
    opened_apart = True
    own_page = True
    records_go_with_it = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=SettlementOfferState.KEPT,
        label=_("写下方案"),
        plain=_("写下您这一方愿意怎样了结。先只有您这一方看得到，由您决定告诉谁。写下、告诉对方都不等于签协议。"),
        power=Power.SETTLE,
        by=own_side,
        guards=[mediation_goes_on, takes_part, something_offered, answers_the_other_side, holds_a_while],
        facts=[f.one("mediation", _("调解"), "Mediation"), *OFFERED],
        basis=BASIS,
        day_field="made_on",
    )
    def make(self, act: Act) -> None:
        """One side writes down what it offers; nobody else knows of it until that side tells it."""
        self.party = act.by.party
        self.side = self.side_of(self.party)

    @step(
        source=NEW,
        target=SettlementOfferState.WITH_MEDIATOR,
        label=_("记下一方提出的方案"),
        by=its_mediator,
        guards=[mediation_goes_on, takes_part, something_offered, answers_the_other_side, holds_a_while],
        facts=[f.one("mediation", _("调解"), "Mediation"), f.one("party", _("谁提出的"), "Party"), *OFFERED],
        basis=BASIS,
        day_field="made_on",
    )
    def note_down(self, act: Act) -> None:
        """A side tells the mediator what it offers, in a talk apart or together; he passes it on only where that side says so."""
        self.side, self.told_mediator_on = self.side_of(self.party), act.on

    @step(
        source=SettlementOfferState.KEPT,
        target=SettlementOfferState.WITH_MEDIATOR,
        label=_("只告诉调解员"),
        plain=_("让调解员知道这个方案。没有您同意，调解员不告诉对方。"),
        power=Power.SETTLE,
        by=own_side,
        guards=[mediation_goes_on, still_holds],
        basis=BASIS,
        day_field="told_mediator_on",
    )
    def tell_mediator(self, act: Act) -> None:
        """The side lets the mediator know, and nobody else."""

    @step(
        source=[SettlementOfferState.KEPT, SettlementOfferState.WITH_MEDIATOR],
        target=SettlementOfferState.TOLD,
        label=_("告诉对方"),
        plain=_("把这个方案告诉对方和调解员。告诉以后不能让对方忘记；可以收回，对方就不能再按它签协议。"),
        power=Power.SETTLE,
        ways=BY_WORD,
        by=own_side | its_mediator,
        guards=[mediation_goes_on, still_holds],
        basis=BASIS,
        day_field="told_on",
    )
    def tell_other_side(self, act: Act) -> None:
        """The side that made the offer has the other side know of it."""

    @step(
        source=STANDS,
        target=SettlementOfferState.WITHDRAWN,
        label=_("收回方案"),
        plain=_("不再提这个方案。签协议以前随时可以收回。"),
        quiet=True,
        turns_back=True,
        ways=BY_WORD,
        by=own_side | its_mediator,
        basis=BASIS,
        day_field="ended_on",
    )
    def withdraw(self, act: Act) -> None:
        """The side takes its offer back; who knew of it knows that it is taken back."""

    @step(
        source=SettlementOfferState.TOLD,
        target=SettlementOfferState.ACCEPTED,
        label=_("愿意按此签协议"),
        plain=_("表示愿意按这个方案写协议。写成协议、各方看完签字以后才算数。"),
        power=Power.SETTLE,
        ways=BY_WORD,
        by=other_side | its_mediator,
        guards=[mediation_goes_on, still_holds],
        basis=BASIS,
        day_field="ended_on",
    )
    def accept(self, act: Act) -> None:
        """The other side would agree; it is bound by nothing but the agreement that is then written and signed."""

    @step(
        source=SettlementOfferState.TOLD,
        target=SettlementOfferState.DECLINED,
        label=_("不接受"),
        plain=_("不同意这个方案。不用说明理由，也可以另提方案还价。"),
        turns_back=True,
        power=Power.SETTLE,
        binding=False,
        ways=BY_WORD,
        by=other_side | its_mediator,
        guards=[mediation_goes_on],
        basis=BASIS,
        day_field="ended_on",
    )
    def decline(self, act: Act) -> None:
        """The other side does not want it; no reason is asked for."""
