"""On which day a paper counts as served, by the mode and by what became known: said in words with its article."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.utils.formats import date_format
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import ServiceMode
from mediation.workflows.serving.service import ServingState
from mediation.workflows.serving.service_guards import OF_A_MEDIATION

TRIED_BEFORE = 2


@dataclass(frozen=True)
class Rule:
    """Which day counts, and where that stands."""

    words: Any
    basis: str


SIGNED = Rule(_("以签收人签收的日期为送达日期"), "《民事诉讼法》第八十七条、第八十八条")
BY_MODE = {
    ServiceMode.DIRECT: SIGNED,
    ServiceMode.ENTRUSTED: SIGNED,
    ServiceMode.FORWARDED: SIGNED,
    ServiceMode.POST: Rule(_("以回执上注明的收件日期为送达日期"), "《民事诉讼法》第九十一条"),
    ServiceMode.LEFT: Rule(_("以留置的日期为送达日期，须有见证人或者拍照、录像"), "《民事诉讼法》第八十九条"),
    ServiceMode.ELECTRONIC: Rule(
        _("以到达受送达人系统的日期为送达日期：由本人确认，或者有到达的凭证；只发出、只打开都不算"),
        "《民事诉讼法》第九十条",
    ),
    ServiceMode.PUBLIC_NOTICE: Rule(_("自发出公告之日起期满之日，视为送达"), "《民事诉讼法》第九十五条"),
}
CONFIRMED = Rule(_("以受送达人在网上确认收到的日期为送达日期"), "《民事诉讼法》第九十条")
DEEMED = Rule(
    _("因受送达人自己的原因退回，以退回的日期视为送达；受送达人证明自己没有过错的，撤销登记，重新送达"),
    "《最高人民法院关于以法院专递方式邮寄送达民事诉讼文书的若干规定》第十一条",
)
# Neither day served by deeming ends a right by itself: a late request that says so is received and decided (decision 0028).
STANDING = {
    ServingState.PLANNED: _("还没有送出。"),
    ServingState.DISPATCHED: _("已经送出，还没有签收、退回或者确认的记录：不算送达，也不算未能送达。"),
    ServingState.NOT_REACHED: _("这一次没有送到，应当以其他方式继续送达。"),
    ServingState.CANCELLED: _("不再送达。"),
}


def rule_of(step: str, mode: str) -> Rule:
    """The rule by which a step that ended the service made it served."""
    if step == "record_receipt" and mode == ServiceMode.PUBLIC_NOTICE:
        return SIGNED  # collected while the notice was up
    return {"confirm": CONFIRMED, "deem_returned": DEEMED}.get(step) or BY_MODE[ServiceMode(mode)]


def explained(service: Any, ended_by: str) -> str:
    """Why it counts as served on its day, or why it does not count yet."""
    if service.state != ServingState.SERVED:
        return str(STANDING[ServingState(service.state)])
    rule = rule_of(ended_by, service.mode)
    return str(
        format_lazy(
            _("{day}送达：{rule}（{basis}）。"), day=date_format(service.served_on), rule=rule.words, basis=rule.basis
        )
    )


def next_mode(service: Any, tried: set[str], on: Any) -> str:
    """What to try next: the modes in their order, each that is open and was not tried; a public notice only at the end."""
    party, kind = service.party, service.paper.kind
    open_modes = {
        ServiceMode.DIRECT: bool(party.address or party.phone),
        ServiceMode.ELECTRONIC: party.electronic_since is not None and party.may_confirm(on),
        ServiceMode.POST: bool(party.address),
        ServiceMode.LEFT: bool(party.address) and kind not in OF_A_MEDIATION and ServiceMode.DIRECT in tried,
    }
    for mode, is_open in open_modes.items():
        if is_open and mode not in tried:
            return str(mode)
    may_be_announced = kind not in OF_A_MEDIATION and service.attempts >= TRIED_BEFORE
    return str(ServiceMode.PUBLIC_NOTICE if may_be_announced else ServiceMode.DIRECT)
