"""送达: one paper to one addressee, with proof. Unknown is not failed; sent is not served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import a_party, clock, consequence, handler, mediator, registrar
from mediation.vocabulary import AgentKind, Power, Receiver, ServiceMode, ServiceNews
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.serving.service_guards import (
    address_known,
    all_are_listed,
    announced_first,
    arrival_proved,
    can_confirm_electronically,
    consents_to_electronic,
    film_attached,
    left_after_refusal,
    mediation_paper_in_person,
    moment_of_that_day,
    news_shown,
    notice_may_hang,
    notice_published,
    other_ways_tried,
    paper_is_ready,
    received_as,
    receiver_fits,
    receiver_named,
    receiver_not_opponent,
    return_attached,
    return_slip_attached,
    returned_by_addressee,
    self_is_the_addressee,
    sent_after_issue,
    sent_electronically,
    signed_in_person,
    stamped_first,
    taken_in_person,
    waybill_given,
    witness_or_film,
)

server = registrar | handler | mediator

# What may be done for all addressees of a paper at once.
TOGETHER = ("dispatch", "record_receipt", "fail")
# Served without anybody having taken it: by itself that ends no right.
DEEMED_STEPS = ("deem_returned", "deem_published")


class ServingState(models.TextChoices):
    """Where the service stands."""

    PLANNED = "planned", _("待送达")
    DISPATCHED = "dispatched", _("送达中")
    NOT_REACHED = "not_reached", _("未能送达")
    SERVED = "served", _("已送达")
    CANCELLED = "cancelled", _("不再送达")


def attempts_failed(before: Sequence[Any]) -> int:
    """How many attempts failed by the records that stand: those whose proof is in the file; before proofs were asked for, all."""
    return sum(event.step == "fail" and bool(event.facts.get("proof", True)) for event in before)


def receiver_of(agent: Any) -> str:
    """As what an agent receives; without one it is the party itself."""
    if agent is None:
        return Receiver.SELF
    known = {AgentKind.GUARDIAN: Receiver.GUARDIAN, AgentKind.RECEIVER: Receiver.DESIGNEE}
    return known.get(agent.kind, Receiver.AGENT)


class ServingLifecycle(Lifecycle):
    """The service of one paper on one addressee."""

    State = ServingState
    course_told = False
    own_section = True
    attempts: int

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ServingState.PLANNED,
        label=_("列入送达"),
        by=consequence,
        annul=TakenBack(leaves=ServingState.CANCELLED),
    )
    def plan(self, act: Act) -> None:
        """Follows the issue of a paper that must be served."""

    @step(
        source=[ServingState.PLANNED, ServingState.NOT_REACHED],
        target=ServingState.DISPATCHED,
        label=_("送出"),
        by=server,
        guards=[
            paper_is_ready, all_are_listed, stamped_first, consents_to_electronic, can_confirm_electronically, left_after_refusal,
            mediation_paper_in_person, other_ways_tried, announced_first, address_known, waybill_given, sent_after_issue,
        ],
        facts=[
            f.choice("mode", _("送达方式"), ServiceMode),
            f.text("place", _("送达地点"), required=False),
            f.text("waybill", _("邮件号码"), required=False),
            f.long_text("note", _("拒收情况或者备注"), required=False, longest=500),
            f.long_text("inquiry", _("查询下落的经过"), required=False, longest=500),
        ],
        basis="《民事诉讼法》第八十七条至第九十五条",
        day_field="dispatched_on",
        annul=TakenBack(by_people=True),
    )  # fmt: skip
    def dispatch(self, act: Act) -> None:
        """The paper leaves the organ by one of the modes."""

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.SERVED,
        label=_("登记签收"),
        by=server,
        guards=[
            receiver_named, self_is_the_addressee, receiver_fits, receiver_not_opponent, taken_in_person, witness_or_film,
            film_attached, return_slip_attached, arrival_proved, moment_of_that_day,
        ],
        facts=[
            f.choice("relation", _("由谁签收"), Receiver, required=False),
            f.text("received_by", _("签收人姓名"), required=False, help=_("由本人签收的，不用填写。")),
            f.yes_no("namesake", _("与对方当事人同名，不是同一人"), help=_("核对身份证件以后勾选。")),
            f.text("witness", _("见证人及其单位"), required=False),
            f.yes_no("filmed", _("已拍照、录像"), help=_("照片、录像作为送达凭证附上。")),
            f.moment("served_at", _("签收的时刻"), required=False, help=_("年月日时分；与送达日期同一天。")),
            f.text("servers", _("送达人"), help=_("一般为两人。")),
            f.files("proof", _("送达凭证"), required=False, help=_("回证、回执、照片、录像，或者到达对方系统的记录。")),
        ],
        basis="《民事诉讼法》第八十七条至第九十二条",
        day_field="served_on",
        annul=TakenBack(by_people=True),
    )  # fmt: skip
    def record_receipt(self, act: Act) -> None:
        """The receipt was signed, or the paper left with witness or film; rights run from this day."""
        self.relation = received_as(self, act)
        if self.relation == Receiver.SELF:
            self.received_by = self.party.name

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.SERVED,
        label=_("确认收到"),
        power=Power.RECEIVE,
        plain=_("表示您已经收到这份文书。文书里写着期限的，从今天起算。只看不点，不算收到。"),
        by=a_party,
        guards=[sent_electronically],
        day_field="served_on",
    )
    def confirm(self, act: Act) -> None:
        """The addressee confirms receipt at the portal; opening a page never counts."""
        self.served_at = act.at
        agent = act.by.agent
        self.received_by = agent.name if agent else self.party.name
        self.relation = receiver_of(agent)

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.SERVED,
        label=_("退回视为送达"),
        turns_back=True,
        by=server,
        guards=[signed_in_person, returned_by_addressee, return_attached],
        facts=[
            f.yes_no("addressee_caused", _("因受送达人的原因退回")),
            f.long_text("note", _("退回的原因"), longest=500),
            f.files("proof", _("退回的凭证"), required=False, help=_("退回的邮件、改退批条的扫描件或者照片。")),
        ],
        basis="《最高人民法院关于以法院专递方式邮寄送达民事诉讼文书的若干规定》第十一条",
        day_field="served_on",
        annul=TakenBack(by_people=True),
    )
    def deem_returned(self, act: Act) -> None:
        """A letter returned through the addressee's own doing is served on the day of return."""

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.SERVED,
        label=_("公告期满视为送达"),
        by=clock,
        guards=[notice_published, notice_may_hang],
        basis="《民事诉讼法》第九十五条",
        annul=TakenBack(by_people=True, sets={"served_on": lambda before: None}),
    )
    def deem_published(self, act: Act) -> None:
        """When the period after publication is over the paper is served (D17)."""
        self.served_on = self.public_notice_day()

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.NOT_REACHED,
        label=_("未能送达"),
        turns_back=True,
        by=server | consequence,
        facts=[
            f.long_text("note", _("未能送达的原因"), longest=500),
            f.files(
                "proof", _("退回、未能送达的凭证"), required=False,
                help=_("退回的邮件、改退批条、现场照片等。没有凭证的，不计入公告送达以前的次数。"),
            ),
        ],
        annul=TakenBack(by_people=True, sets={"attempts": attempts_failed}),
    )  # fmt: skip
    def fail(self, act: Act) -> None:
        """This attempt did not reach the addressee; another mode is next. It counts once its proof is in the file."""
        self.attempts += bool(act.proof)

    @step(
        source=[ServingState.DISPATCHED, ServingState.NOT_REACHED, ServingState.SERVED],
        label=_("记录送达情况"),
        by=server,
        comes_last=True,
        guards=[news_shown],
        facts=[
            f.choice("news", _("得知的情况"), ServiceNews),
            f.moment("happened_at", _("发生的时刻"), required=False, help=_("不填为登记的当日。")),
            f.long_text("account", _("说明"), longest=500),
            f.files("proof", _("凭证"), required=False, help=_("投递记录、退件、通话记录等。")),
        ],
        annul=TakenBack(by_people=True),
    )
    def report(self, act: Act) -> None:
        """What became known of the paper on its way; it serves nobody by itself, and loses no right."""

    @step(
        source=[ServingState.PLANNED, ServingState.NOT_REACHED],
        target=ServingState.CANCELLED,
        label=_("不再送达"),
        turns_back=True,
        by=registrar | consequence,
        guards=[all_are_listed],
        facts=[f.text("why", _("理由"))],
        annul=TakenBack(by_people=True),
    )
    def cancel(self, act: Act) -> None:
        """The paper was replaced or revoked, or the addressee is no longer a party."""
