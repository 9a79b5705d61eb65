"""When somebody may become an agent, and for what: whose word it is, what shows it, and for how long."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import AgentKind, PartyKind
from mediation.workflows.base import Act, Guard
from mediation.workflows.intake import party_change_guards as of_party
from mediation.workflows.intake.identity import age_on, birth_of, comes_of_age, is_id_number
from mediation.workflows.intake.party_change_guards import id_number_valid

MOST_AGENTS = 2
ONE_DAY = timedelta(days=1)
SPECIAL = ("may_settle", "may_withdraw")


def born(act: Act) -> Any:
    """The ward's day of birth, as stated or as its card tells it."""
    ward = act.ward
    known = ward.born_on if ward else None
    return act.born_on or known or (birth_of(ward.id_number) if ward and ward.id_number else None)


def is_minor(act: Act) -> bool:
    """Whether the ward is under age on the day of the act."""
    day = born(act)
    return day is not None and act.on < comes_of_age(day)


def _too_many(agent: Any, act: Act) -> list[Any]:
    if act.kind == AgentKind.RECEIVER:
        return []
    return [p for p in act.principals or () if p.agents.entrusted_on(act.on).count() >= MOST_AGENTS]


principals_here = Guard(
    "party_elsewhere", _("所选当事人不在本卷宗内。"),
    lambda agent, act: all(p.matter_id == agent.matter_id for p in act.principals or ()),
    _("请选择本卷宗的当事人。"), on_facts=True,
)  # fmt: skip
one_side = Guard(
    "agent_of_both_sides",
    _("不能同时代理双方当事人，也不能由对方当事人代理（《民法典》第一百六十八条）。"),
    lambda agent, act: not agent.is_on_both_sides(act),
    _("请另行委托代理人。"),
    on_facts=True,
)
two_at_most = Guard(
    "too_many_agents",
    lambda agent, act: _("每位当事人最多委托两名代理人：%s") % "、".join(str(p) for p in _too_many(agent, act)),
    lambda agent, act: not _too_many(agent, act),
    _("更换代理人的，请先办理“解除委托”。"),
    on_facts=True,
)
unit_named = Guard(
    "unit_missing",
    _("律师、基层法律服务工作者、推荐的公民和单位工作人员，请写明所在的律师事务所、推荐的社区或者单位。"),
    lambda agent, act: act.kind in ("", None, AgentKind.RELATIVE, AgentKind.RECEIVER) or bool(act.unit),
    on_facts=True,
)
relation_named = Guard(
    "relation_missing", _("近亲属、代收人请写明与当事人的关系。"),
    lambda agent, act: act.kind not in (AgentKind.RELATIVE, AgentKind.RECEIVER) or bool(act.relation), on_facts=True,
)  # fmt: skip
not_a_guardian = Guard(
    "guardian_by_law", _("法定代理人不是委托的。"),
    lambda agent, act: act.kind != AgentKind.GUARDIAN, _("请办理“登记法定代理人”。"), on_facts=True,
)  # fmt: skip
staff_for_units = Guard(
    "person_has_no_staff", _("只有单位可以由本单位工作人员代理。"),
    lambda agent, act: (
        act.kind != AgentKind.STAFF or all(p.kind == PartyKind.ORGANISATION for p in act.principals or ())
    ),
    _("自然人可以委托律师、近亲属或者社区、单位推荐的公民。"), on_facts=True,
)  # fmt: skip
receiver_only_receives = Guard(
    "receiver_acts", _("指定代收人只代收文书，不能和解、撤回。"),
    lambda agent, act: act.kind != AgentKind.RECEIVER or not (act.may_settle or act.may_withdraw),
    _("要由他代为和解、撤回的，请登记为委托代理人。"), on_facts=True,
)  # fmt: skip
special_in_writing = Guard(
    "scope_too_general",
    _("和解、调解、撤回、放弃须有特别授权，代理权限一栏不能只写“全权代理”（《民法典》第一百六十五条）。"),
    lambda agent, act: not any(act.get(name) for name in SPECIAL) or "全权" not in (act.scope or ""),
    _("请照授权委托书逐项写明特别授权的事项。"),
    on_facts=True,
)
days_in_order = Guard(
    "authority_days_wrong", _("授权的截止日期已经过去，或者早于开始的日期。"),
    lambda agent, act: act.until is None or (act.until >= (act.since or act.on) and act.until >= act.on),
    _("请核对授权委托书上的期限。"), on_facts=True,
)  # fmt: skip
number_valid = Guard(
    id_number_valid.code, id_number_valid.sentence,
    lambda agent, act: not act.id_number or is_id_number(act.id_number.upper()), id_number_valid.mend, on_facts=True,
)  # fmt: skip
ward_here = Guard(
    "party_elsewhere", _("所选当事人不在本卷宗内。"),
    lambda agent, act: act.ward is None or act.ward.matter_id == agent.matter_id,
    _("请选择本卷宗的当事人。"), on_facts=True,
)  # fmt: skip
ward_is_a_person = Guard(
    "no_person", _("单位没有监护人。"),
    lambda agent, act: act.ward is None or act.ward.kind == PartyKind.PERSON,
)  # fmt: skip
minor_or_judged = Guard(
    "adult_without_judgment",
    lambda agent, act: (
        _(
            "当事人已经成年（%d岁），只有人民法院判决认定其无民事行为能力或者限制民事行为能力的，才有法定代理人（《民法典》第二十四条）。"
        )
        % age_on(born(act), act.on)
        if born(act)
        else _("没有当事人的出生日期，也没有人民法院的判决，不能登记法定代理人（《民法典》第二十三条、第二十四条）。")
    ),
    lambda agent, act: act.ward is None or bool(act.judgment) or is_minor(act),
    _("未成年人请填写出生日期；成年人请填写判决书文号，并附判决书。"),
    on_facts=True,
)
in_force = Guard(
    "authority_over",
    lambda agent, act: _("%s的代理权已经到期或者还没有开始。") % agent.name,
    lambda agent, act: agent.covers(act.on),
    _("请重新办理委托手续。"),
)
reads_the_file = Guard(
    "receiver_reads_nothing",
    _("指定代收人只代收文书，不能在网上查阅。"),
    lambda agent, act: agent.kind != AgentKind.RECEIVER,
    _("要查阅的，请登记为委托代理人。"),
)
entrusted = Guard(
    "guardian_not_dismissed",
    _("法定代理人不是委托的，不能由当事人解除。"),
    lambda agent, act: agent.kind != AgentKind.GUARDIAN,
    _("监护关系终止的，请登记人办理“登记代理终止”。"),
)
set_by_himself = Guard(
    of_party.set_by_itself.code,
    of_party.set_by_itself.sentence,
    lambda agent, act: act.by.agent is not None and act.by.agent.pk == agent.pk,
)
has_a_code = Guard(
    of_party.has_a_slip.code,
    of_party.has_a_slip.sentence,
    lambda agent, act: bool(agent.code_hash),
    _("请先“发放查询码”，交给代理人。"),
)
knows_no_secret = Guard(
    of_party.knows_no_secret.code,
    of_party.knows_no_secret.sentence,
    lambda agent, act: not agent.has_secret,
    _("代理人可以在网上更换；忘记了的，请重新“发放查询码”，再请代理人重新设定。"),
)
has_a_secret = Guard(
    of_party.has_a_secret.code,
    of_party.has_a_secret.sentence,
    lambda agent, act: agent.has_secret,
    of_party.has_a_secret.mend,
)
no_secret_yet = Guard(
    of_party.no_secret_yet.code,
    of_party.no_secret_yet.sentence,
    lambda agent, act: not agent.has_secret,
    of_party.no_secret_yet.mend,
)
