"""送达: one paper to one addressee, with proof. Unknown is not failed; sent is not served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.permissions import a_party, clock, consequence, handler, mediator, registrar
from mediation.vocabulary import PaperKind, Power, ServiceMode
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step

server = registrar | handler | mediator
PERSONAL_ONLY = (PaperKind.MEDIATION_AGREEMENT, PaperKind.SETTLEMENT_AGREEMENT, PaperKind.MEDIATION_RECORD)

# What may be done for all addressees of a paper at once.
TOGETHER = ("dispatch", "record_receipt", "fail")


class ServingState(models.TextChoices):
    """Where the service stands."""

    PLANNED = "planned", _("待送达")
    DISPATCHED = "dispatched", _("送达中")
    NOT_REACHED = "not_reached", _("未能送达")
    SERVED = "served", _("已送达")
    CANCELLED = "cancelled", _("不再送达")


consents_to_electronic = Guard(
    "no_consent_to_electronic",
    _("电子送达须经受送达人同意（《民事诉讼法》第九十条）。"),
    lambda service, act: act.mode != ServiceMode.ELECTRONIC or service.party.electronic_since is not None,
    _("请改用直接送达或者邮寄送达。"),
    on_facts=True,
)
left_after_refusal = Guard(
    "left_without_refusal",
    _("留置送达以受送达人拒绝签收为前提，请写明拒收情况。"),
    lambda service, act: act.mode != ServiceMode.LEFT or bool(act.note),
    on_facts=True,
)
mediation_paper_in_person = Guard(
    "personal_only",
    _("调解文书应当由当事人本人签收，不适用留置送达、公告送达和退回视为送达。"),
    lambda service, act: (
        service.paper.kind not in PERSONAL_ONLY or act.mode not in (ServiceMode.LEFT, ServiceMode.PUBLIC_NOTICE)
    ),
    _("请直接送达本人。"),
    on_facts=True,
)
other_ways_tried = Guard(
    "other_ways_first",
    _("公告送达只在下落不明（附查询记录）或者其他方式两次未能送达时采用（《民事诉讼法》第九十五条）。"),
    lambda service, act: act.mode != ServiceMode.PUBLIC_NOTICE or service.attempts >= 2 or bool(act.inquiry),
    _("请先以其他方式送达，或者写明查询下落的经过。"),
    on_facts=True,
)
sent_after_issue = Guard(
    "before_issue",
    lambda service, act: _("文书%s才签发，不能在这以前送出。") % service.paper.issued_on,
    lambda service, act: service.paper.issued_on is None or act.on >= service.paper.issued_on,
    _("请核对送出的日期。"),
)
waybill_given = Guard(
    "waybill_missing", _("邮寄送达请填写邮件号码。"),
    lambda service, act: act.mode != ServiceMode.POST or bool(act.waybill), on_facts=True,
)  # fmt: skip
witness_or_film = Guard(
    "witness_missing",
    _("留置送达应当有见证人签名，或者拍照、录像（《民事诉讼法》第八十九条）。"),
    lambda service, act: service.mode != ServiceMode.LEFT or bool(act.witness) or bool(act.filmed),
    _("请填写见证人，或者勾选“已拍照、录像”。"),
    on_facts=True,
)
receiver_named = Guard(
    "receiver_missing",
    _("请填写签收人及其与受送达人的关系。"),
    lambda service, act: service.mode in (ServiceMode.LEFT, ServiceMode.ELECTRONIC) or bool(act.received_by),
    on_facts=True,
)


def _is_addressee(service: Any, act: Act) -> bool:
    """Whether the addressee signed for himself: then a namesake on the other side is another person."""
    return str(act.received_by).strip() == service.party.name and str(act.relation or "").startswith("本人")


receiver_not_opponent = Guard(
    "received_by_opponent",
    _("不得由对方当事人代收。"),
    lambda service, act: (
        act.received_by is None
        or _is_addressee(service, act)
        or not service.paper.matter.parties.exclude(role=service.party.role).filter(name=act.received_by).exists()
    ),
    on_facts=True,
)
moment_of_that_day = Guard(
    "moment_of_another_day",
    _("签收的时刻与送达日期不是同一天。"),
    lambda service, act: act.served_at is None or localtime(act.served_at).date() == act.on,
    _("请核对；补录的，请填写送达当日的日期。"),
    on_facts=True,
)
paper_is_ready = Guard(
    "not_rendered", _("文书正在生成，请稍候再送达。"), lambda service, act: service.paper.is_ready(),
)  # fmt: skip
stamped_first = Guard(
    "not_stamped",
    lambda service, act: (
        _("本机关规定文书用印以后送达，还没有用印或者没有归档扫描件：%s。")
        % "、".join(str(organ) for organ in service.paper.unstamped_by())
    ),
    lambda service, act: not service.paper.unstamped_by(),
    _("请在文书页申请用印，用印后归档扫描件。"),
)
returned_by_addressee = Guard(
    "not_by_addressee",
    _("退回的邮件只在因受送达人原因（地址有误、变更未告知、拒收）退回时视为送达。"),
    lambda service, act: service.mode == ServiceMode.POST and bool(act.addressee_caused),
    _("请改用其他方式送达。"),
    on_facts=True,
)
signed_in_person = Guard(
    "personal_only",
    _("调解文书应当由当事人本人签收，不适用留置送达、公告送达和退回视为送达。"),
    lambda service, act: service.paper.kind not in PERSONAL_ONLY,
    _("请直接送达本人。"),
)
notice_published = Guard(
    "not_public_notice", _("只有公告送达期满视为送达。"),
    lambda service, act: service.mode == ServiceMode.PUBLIC_NOTICE,
)  # fmt: skip
sent_electronically = Guard(
    "not_electronic", _("这份文书没有以电子方式送达。"),
    lambda service, act: service.mode == ServiceMode.ELECTRONIC,
)  # fmt: skip


def attempts_failed(before: Sequence[Any]) -> int:
    """How many attempts failed by the records that stand."""
    return sum(event.step == "fail" for event in before)


class ServingLifecycle(Lifecycle):
    """The service of one paper on one addressee."""

    State = ServingState
    course_told = False
    own_section = True
    attempts: int

    class Meta:
        abstract = True

    @step(source=NEW, target=ServingState.PLANNED, label=_("列入送达"), by=consequence)
    def plan(self, act: Act) -> None:
        """Follows the issue of a paper that must be served."""

    @step(
        source=[ServingState.PLANNED, ServingState.NOT_REACHED],
        target=ServingState.DISPATCHED,
        label=_("送出"),
        by=server,
        guards=[
            paper_is_ready, stamped_first, consents_to_electronic, left_after_refusal, mediation_paper_in_person,
            other_ways_tried, waybill_given, sent_after_issue,
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
        guards=[receiver_named, receiver_not_opponent, witness_or_film, moment_of_that_day],
        facts=[
            f.text("received_by", _("签收人"), required=False),
            f.text(
                "relation", _("与受送达人的关系"), required=False, help=_("本人、同住成年家属、单位收发室、代收人等。")
            ),
            f.text("witness", _("见证人及其单位"), required=False),
            f.yes_no("filmed", _("已拍照、录像")),
            f.moment("served_at", _("签收的时刻"), required=False, help=_("年月日时分；与送达日期同一天。")),
            f.text("servers", _("送达人"), help=_("一般为两人。")),
        ],
        basis="《民事诉讼法》第八十七条至第九十二条",
        day_field="served_on",
        annul=TakenBack(by_people=True),
    )
    def record_receipt(self, act: Act) -> None:
        """The receipt was signed, or the paper left with witness or film; rights run from this day."""

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
        self.relation = str(_("%s（网上确认）") % (agent.get_kind_display() if agent else _("本人")))

    @step(
        source=ServingState.DISPATCHED,
        target=ServingState.SERVED,
        label=_("退回视为送达"),
        turns_back=True,
        by=server,
        guards=[signed_in_person, returned_by_addressee],
        facts=[
            f.yes_no("addressee_caused", _("因受送达人的原因退回")),
            f.long_text("note", _("退回的原因"), longest=500),
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
        guards=[notice_published],
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
        by=server | clock,
        facts=[f.long_text("note", _("未能送达的原因"), longest=500)],
        annul=TakenBack(by_people=True, sets={"attempts": attempts_failed}),
    )
    def fail(self, act: Act) -> None:
        """This attempt did not reach the addressee; another mode is next."""
        self.attempts += 1

    @step(
        source=[ServingState.PLANNED, ServingState.NOT_REACHED],
        target=ServingState.CANCELLED,
        label=_("不再送达"),
        turns_back=True,
        by=registrar | consequence,
        facts=[f.text("why", _("理由"))],
        annul=TakenBack(by_people=True),
    )
    def cancel(self, act: Act) -> None:
        """The paper was replaced or revoked, or the addressee is no longer a party."""
