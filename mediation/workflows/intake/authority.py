"""特别授权: who may withdraw, settle or receive papers for a petitioner, given in writing and taken back at will."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import PartyRole
from mediation.workflows import facts as f
from mediation.workflows.base import Guard

AUTHORITY_FACTS = (
    f.some("principals", _("授权人"), "Party", help=_("在同一份授权书上签名、授权事项相同的，一并勾选。")),
    f.one("representative", _("代表人"), "Party"),
    f.yes_no("may_settle", _("可以和解、调解")),
    f.yes_no("may_withdraw", _("可以撤回、放弃")),
    f.yes_no("may_receive", _("可以代收文书")),
    f.text("scope", _("授权事项")),
    f.day("until", _("授权至"), required=False),
    f.files("proof", _("授权书"), required=False, help=_("一份授权书几个人签名的，扫描一次即可。")),
)

REVOKING_FACTS = (
    f.some("principals", _("收回授权的人"), "Party", required=False, at_window=True, asked_of_staff=True),
    f.one("representative", _("代表人"), "Party"),
)

WITHDRAWAL_FACTS = (
    f.some("withdrawn_by", _("由谁撤回"), "Party", required=False, at_window=True, asked_of_staff=True),
    f.some(
        "withdrawn_for",
        _("同时代谁撤回"),
        "Party",
        required=False,
        help=_("凭每一位的书面特别授权。不填的，包括特别授权本人代为撤回的全部信访人。"),
    ),
    f.yes_no(
        "effect_told",
        _("知道撤回的后果"),
        help=_(
            "撤回以后，撤回人的部分不再办理，不作处理意见，其他信访人的请求照常办理；已经作出处理意见的，请求复查、复核的期限不重新计算；"
            "没有处理过的，以后可以就新的事实和理由再次提出。撤回以后改了主意的，在网页写明的日期以前可以取消撤回。"
        ),
    ),
    f.long_text("why", _("撤回的理由"), required=False),
)

written_authority = Guard(
    "no_written_authority",
    lambda petition, act: (
        _("代表人未经每一位信访人书面特别授权，不能代为撤回：%s")
        % "、".join(p.name for p in petition.without_authority(act))
    ),
    lambda petition, act: not petition.without_authority(act),
    _("请补交书面授权，或者由本人撤回。"),
    on_facts=True,
)
authority_in_one_file = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda obj, act: all(
        party.matter_id == obj.matter_id for party in [*(act.principals or ()), act.representative] if party
    ),
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
authority_on_one_side = Guard(
    "representative_of_other_side",
    _("不能授权本人或者对方当事人代理（《民法典》第一百六十八条）。"),
    lambda obj, act: (
        act.representative is None
        or all(
            one != act.representative
            and (one.role == PartyRole.OPPOSITE) == (act.representative.role == PartyRole.OPPOSITE)
            for one in act.principals or ()
        )
    ),
    _("请选择同一方的代表人。"),
    on_facts=True,
)
authority_still_runs = Guard(
    "authority_over",
    _("授权的截止日期已经过去。"),
    lambda obj, act: act.until is None or act.until >= act.on,
    _("请核对授权书上的期限。"),
    on_facts=True,
)
authority_was_given = Guard(
    "no_authority",
    _("没有可以收回的授权。"),
    lambda obj, act: act.representative is None or obj.matter.authorities(act).exists(),
    _("请核对授权人和代表人。"),
    on_facts=True,
)
somebody_authorised = Guard(
    "no_authority",
    _("没有可以收回的授权。"),
    lambda obj, act: obj.matter.any_authority(act.by.party, act.on),
    _("请核对授权人和代表人。"),
)
AUTHORITY_GUARDS = (authority_in_one_file, authority_on_one_side, authority_still_runs)
