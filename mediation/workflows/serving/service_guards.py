"""What stands against a step of service: each mode refuses without its evidence."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import (
    OF_AN_ORGANISATION,
    PaperKind,
    PartyKind,
    Receiver,
    ServiceMode,
    ServiceNews,
)
from mediation.workflows.base import Act, Guard
from mediation.written.forms import name_form

# What people agreed on: taken by the party itself or by whom it named for that, never deemed served.
PERSONAL_ONLY = (PaperKind.MEDIATION_AGREEMENT, PaperKind.SETTLEMENT_AGREEMENT, PaperKind.MEDIATION_RECORD)
# None of a mediation is left behind with somebody who does not take it, or hung up in public.
OF_A_MEDIATION = (
    *PERSONAL_ONLY,
    PaperKind.MEDIATION_REQUEST,
    PaperKind.MEDIATION_INVITATION,
    PaperKind.MEDIATION_RIGHTS_NOTICE,
    PaperKind.MEDIATION_CONSENT,
    PaperKind.MEDIATION_NOTICE,
    PaperKind.MEDIATION_SUSPENSION,
    PaperKind.MEDIATION_TERMINATION,
)
SHOWN_BY_PROOF = (ServiceNews.RETURNED, ServiceNews.BOUNCED, ServiceNews.ARRIVED)
AT_AN_ADDRESS = (ServiceMode.POST, ServiceMode.LEFT)
# Signed for where nobody of the organ stands by: the day is that of the slip.
SIGNED_ELSEWHERE = (ServiceMode.POST, ServiceMode.ENTRUSTED, ServiceMode.FORWARDED)


consents_to_electronic = Guard(
    "no_consent_to_electronic",
    _("电子送达须经受送达人同意（《民事诉讼法》第九十条）。"),
    lambda service, act: (
        act.mode != ServiceMode.ELECTRONIC
        or (service.party.electronic_since is not None and service.party.electronic_since <= act.on)
    ),
    _("请改用直接送达或者邮寄送达；当事人书面同意的，先登记“同意电子送达”。"),
    on_facts=True,
)
can_confirm_electronically = Guard(
    "no_access",
    _("受送达人没有查询码，或者还没有用查询码上网看过，电子送达以后无法由本人确认收到。"),
    lambda service, act: act.mode != ServiceMode.ELECTRONIC or service.party.may_confirm(act.on),
    _("请先发给查询凭条，请本人上网看过一次；或者改用直接送达、邮寄送达。"),
    on_facts=True,
)
address_known = Guard(
    "no_address",
    lambda service, act: _("没有%s的住址，不能邮寄送达或者留置送达。") % service.party,
    lambda service, act: act.mode not in AT_AN_ADDRESS or bool(act.place or service.party.address),
    _("请填写送达地点，或者先登记“变更联系方式”。"),
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
        act.mode not in (ServiceMode.PUBLIC_NOTICE, ServiceMode.LEFT) or service.paper.kind not in OF_A_MEDIATION
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
announced_first = Guard(
    "notice_first",
    _("公告送达应当先由机关负责人批准，签发送达公告，张贴或者刊登以后登记“发布公告”。"),
    lambda service, act: (
        act.mode != ServiceMode.PUBLIC_NOTICE or service.notices.filter(state="posted", posted_on=act.on).exists()
    ),
    _("请先办理“报请公告送达”。"),
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
    lambda service, act: service.mode != ServiceMode.LEFT or bool(act.witness) or bool(act.proof),
    _("请填写见证人及其单位，或者附照片、录像。"),
    on_facts=True,
)
film_attached = Guard(
    "film_missing",
    _("勾选了“已拍照、录像”，没有附照片、录像。"),
    lambda service, act: not act.filmed or bool(act.proof),
    _("请附照片、录像；只有见证人的，请取消勾选。"),
    on_facts=True,
)
return_slip_attached = Guard(
    "receipt_unproved",
    _("邮寄、委托、转交送达以回执、回证上的签收日期为准，请附回执或者回证。"),
    lambda service, act: service.mode not in SIGNED_ELSEWHERE or bool(act.proof),
    _("还没有收到回执的，请先用“记录送达情况”登记查询的结果。"),
    on_facts=True,
)


def received_as(service: Any, act: Act) -> str:
    """As what the receiver took the paper; who only wrote the addressee's name means himself, unless a namesake stands opposite."""
    if act.relation or not act.received_by:
        return str(act.relation or "")
    alike = name_form(act.received_by) == name_form(service.party.name)
    return Receiver.SELF if alike and not service.party.opposite_of_name(act.received_by, act.on) else ""


def _names_somebody(service: Any, act: Act) -> bool:
    known = received_as(service, act)
    return bool(known) and (known == Receiver.SELF or bool(act.received_by))


receiver_named = Guard(
    "receiver_missing",
    _("请填写签收人及其与受送达人的关系；由本人签收的，选“本人”即可。"),
    lambda service, act: service.mode in (ServiceMode.LEFT, ServiceMode.ELECTRONIC) or _names_somebody(service, act),
    on_facts=True,
)
self_is_the_addressee = Guard(
    "another_name",
    lambda service, act: (
        _("受送达人是%(addressee)s，签收人写的是%(receiver)s，不能登记为“本人”签收。")
        % {"addressee": service.party, "receiver": act.received_by}
    ),
    lambda service, act: (
        received_as(service, act) != Receiver.SELF
        or not act.received_by
        or name_form(act.received_by) == name_form(service.party.name)
    ),
    _("由他人代收的，请选他与受送达人的关系。"),
    on_facts=True,
)
receiver_fits = Guard(
    "receiver_unfit",
    _("同住成年家属只能为自然人代收，负责人、收发室只能为单位签收（《民事诉讼法》第八十八条）。"),
    lambda service, act: (
        not (
            (received_as(service, act) == Receiver.FAMILY and service.party.kind != PartyKind.PERSON)
            or (received_as(service, act) in OF_AN_ORGANISATION and service.party.kind == PartyKind.PERSON)
        )
    ),
    on_facts=True,
)
receiver_not_opponent = Guard(
    "received_by_opponent",
    _("不得由对方当事人或者它的代理人代收。"),
    lambda service, act: (
        not act.received_by
        or received_as(service, act) == Receiver.SELF
        or bool(act.namesake)
        or not service.party.opposite_of_name(act.received_by, act.on)
    ),
    _("只是同名的，请核对身份证件后勾选“与对方当事人同名，不是同一人”。"),
    on_facts=True,
)
taken_in_person = Guard(
    "not_in_person",
    _("调解文书应当由当事人本人或者他指定的代收人签收，不能由家属代收。"),
    lambda service, act: service.paper.kind not in PERSONAL_ONLY or received_as(service, act) != Receiver.FAMILY,
    on_facts=True,
)
arrival_proved = Guard(
    "electronic_unproved",
    _("电子送达由受送达人在网上确认收到；工作人员登记的，应当附到达其系统的凭证（《民事诉讼法》第九十条）。"),
    lambda service, act: service.mode != ServiceMode.ELECTRONIC or bool(act.proof),
    _("请等受送达人确认，或者改用其他方式送达。"),
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
all_are_listed = Guard(
    "copies_wait",
    _("受送达人很多，送达正在分批列出，列完以后再送达。"),
    lambda service, act: act.by.following or not service.paper.copies_wait,
    _("请稍候；进度在文书页面“送达”一节。"),
)
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
return_attached = Guard(
    "return_unproved",
    _("退回视为送达，请附退回的邮件或者改退批条。"),
    lambda service, act: bool(act.proof),
    on_facts=True,
)
signed_in_person = Guard(
    "personal_only",
    _("调解文书应当由当事人本人签收，不适用留置送达、公告送达和退回视为送达。"),
    lambda service, act: service.paper.kind not in PERSONAL_ONLY,
    _("请直接送达本人。"),
)
news_shown = Guard(
    "news_unproved",
    _("邮件退回、电子发送失败、到达的情况，请附凭证。"),
    lambda service, act: act.news not in SHOWN_BY_PROOF or bool(act.proof),
    on_facts=True,
)
notice_published = Guard(
    "not_public_notice", _("只有公告送达期满视为送达。"),
    lambda service, act: service.mode == ServiceMode.PUBLIC_NOTICE,
)  # fmt: skip
# One sentence for all grounds, and the same for everybody: what it is must not be guessed from a refusal.
UNSUITABLE = _(
    "这一事项不采用公告送达：涉及未成年人、个人隐私、商业秘密，或者其他不宜向社会公开的情形。依规定不说明是哪一种情形。"
)
notice_may_hang = Guard(
    "not_to_be_announced", UNSUITABLE, lambda service, act: not service.keeps_out_of_public(act),
    _("请以其他方式继续送达。"),
)  # fmt: skip
sent_electronically = Guard(
    "not_electronic", _("这份文书没有以电子方式送达。"),
    lambda service, act: service.mode == ServiceMode.ELECTRONIC,
)  # fmt: skip
