"""When an agreement may be drafted, signed, take effect, be confirmed: clear, among its parties, by who may bind them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import AgreementKind, OrganKind, SignatureManner
from mediation.workflows.base import Act, Guard
from mediation.workflows.guards import names
from mediation.workflows.periods import told_of
from mediation.written.terms import conditions_in, pays, ties_of, totals_without_rows, vague_in

NEEDED = (
    ("debtor", _("履行人")),
    ("creditor", _("权利人")),
    ("what", _("履行的内容")),
    ("due_on", _("履行期限")),
    ("manner", _("履行方式")),
)


def unclear(rows: Any) -> str:
    """What the rows leave open, in words: a court refuses to confirm what is unclear, and cannot enforce it."""
    found = []
    for no, row in enumerate(rows or (), start=1):
        lacking = [str(label) for name, label in NEEDED if not row[name]]
        if lacking:
            found.append(_("第%(no)d项缺%(what)s") % {"no": no, "what": "、".join(lacking)})
        elif row["debtor"] == row["creditor"]:
            found.append(_("第%(no)d项的履行人和权利人是同一人") % {"no": no})
        found += [_("第%(no)d项%(what)s") % {"no": no, "what": what} for what in vague(row)]
    return "；".join(found)


def vague(row: Any) -> list[str]:
    """What of a row could not be enforced though something stands there: no day, no sum, who owes and is owed at once."""
    words = f"{row['what']}，{row['manner']}"
    days, sums = vague_in(words)
    found = [_("写的是“%s”，看不出是哪一天以前") % one for one in days]
    found += [_("写的是“%s”，看不出是多少") % one for one in sums]
    if row["amount"] == 0:
        found.append(str(_("的金额是零，等于没有约定")))
    elif row["amount"] is None and pays(row["what"]):
        found.append(str(_("是付钱的，金额一栏空着")))
    both = {*_many(row, "joint_debtors"), row["debtor"]} & {*_many(row, "joint_creditors"), row["creditor"]} - {None}
    if both and row["debtor"] != row["creditor"]:
        found.append(_("中%s既是履行人，又是权利人") % names(both))
    return found


def _many(row: Any, column: str) -> list[Any]:
    return list(row.get(column) or ())


def conditions(act: Act) -> list[str]:
    """The rows that are owed only if something else happens, with the words."""
    return [
        _("第%(no)d项“%(words)s”") % {"no": no, "words": words}
        for no, row in enumerate(act.obligations or (), start=1)
        for words in conditions_in(f"{row['what']}，{row['manner']}")
    ]


conditions_are_known = Guard(
    "condition_unsaid",
    lambda agreement, act: (
        _("有的事项附了条件：%s。条件是否成就要另行证明，人民法院难以直接执行。") % "、".join(conditions(act))
    ),
    lambda agreement, act: bool(act.conditions_known) or not conditions(act),
    _("请改成写明日期的义务；各方知道后果仍要这样约定的，请勾选。"),
    on_facts=True,
)
obligations_clear = Guard(
    "obligation_unclear",
    lambda agreement, act: _("履行事项不明确：%s。") % unclear(act.obligations),
    lambda agreement, act: not unclear(act.obligations),
    _("请逐项写明谁向谁、做什么、何时、以什么方式履行。"),
    on_facts=True,
)


def sums_astray(act: Act) -> list[str]:
    """The totals in the words of the terms that the rows do not come to; rows without amounts are of things done."""
    rows = [
        (row["debtor"], row["creditor"], row["amount"]) for row in act.obligations or () if row["amount"] is not None
    ]
    return totals_without_rows(act.terms or "", rows) if rows else []


def ties(act: Act) -> list[str]:
    """Where money or relief is tied to not petitioning, to taking something back, or to a rating."""
    texts = [act.account, act.terms, *(row[name] for row in act.obligations or () for name in ("what", "manner"))]
    return [words for text in texts for words in ties_of(text or "")]


sums_fit = Guard(
    "sums_differ",
    lambda agreement, act: (
        _("协议内容写的总额与各履行事项的金额加起来不一致：%s。") % "、".join(dict.fromkeys(sums_astray(act)))
    ),
    lambda agreement, act: not sums_astray(act),
    _("请核对总额和每一项的金额，改成一致后再起草。"),
    on_facts=True,
)
nothing_tied = Guard(
    "terms_tie_petitioning",
    lambda agreement, act: (
        _("协议不能以不再信访、撤回信访事项或者评价满意等为内容或者条件：%s。") % "、".join(dict.fromkeys(ties(act)))
    ),
    lambda agreement, act: not ties(act),
    _("请删去。提出信访事项是当事人的权利（《信访工作条例》第十七条），协议只写谁向谁做什么、何时履行。"),
    on_facts=True,
)


def parties_of(row: Any) -> list[Any]:
    """Everyone whom a row names as owing or being owed."""
    return [row["debtor"], row["creditor"], *_many(row, "joint_debtors"), *_many(row, "joint_creditors")]


obligations_among_parties = Guard(
    "not_a_signatory",
    _("履行人和权利人都应当是协议的当事人。"),
    lambda agreement, act: agreement.binds(
        party for row in act.obligations or () for party in parties_of(row) if party
    ),
    on_facts=True,
)
mediation_agreed = Guard(
    "mediation_not_agreed",
    lambda agreement, act: _("调解尚未达成协议。") if agreement.mediation else _("请选择达成协议的是哪一次调解。"),
    lambda agreement, act: act.kind == AgreementKind.SETTLEMENT or (
        agreement.mediation is not None and agreement.mediation.state == "agreed"
    ),
    _("请先结束调解会议并登记结果；当事人自行和解的，请选择和解协议书。"),
    on_facts=True,
)  # fmt: skip
oral_before_a_committee = Guard(
    "oral_without_committee",
    _(
        "只有经人民调解委员会调解，当事人认为无需制作调解协议书的，才可以采取口头协议（《人民调解法》第二十八条）；信访事项的调解应当制作调解协议书。"
    ),
    lambda agreement, act: (
        act.kind != AgreementKind.ORAL
        or (agreement.acting_organ is not None and agreement.acting_organ.kind == OrganKind.MEDIATION_COMMITTEE)
    ),
    _("请选择调解协议书。"),
    on_facts=True,
)
needs_signatures = Guard(
    "oral_not_signed",
    _("口头协议自各方当事人达成协议之日起生效，不需要当事人签名（《人民调解法》第三十条）。"),
    lambda agreement, act: agreement.kind != AgreementKind.ORAL,
    _("当事人要求书面协议的，请先办理“不再签订”，再起草调解协议书。"),
)
one_draft_only = Guard(
    "already_drafted",
    _("这次调解已经有协议书。"),
    lambda agreement, act: (
        agreement.mediation is None
        or not agreement.mediation.agreements.exclude(state="abandoned").exclude(pk=agreement.pk).exists()
    ),
    _("请修改已有的协议书。"),
    on_facts=True,
)
claims_can_settle = Guard(
    "claim_disposed",
    lambda agreement, act: (
        _("这些诉求已经有处理结果，不能再调解：%s") % names(agreement.matter.results_that_stand(act.claims or ()))
    ),
    lambda agreement, act: not act.claims or not agreement.matter.results_that_stand(act.claims),
    _("正在复查、复核的，可以调解。"),
    on_facts=True,
)
every_petitioner_bound = Guard(
    "petitioner_missing",
    lambda agreement, act: (
        _("信访人没有全部参加协议，不能了结共同的诉求：%s") % names(agreement.petitioners_left_out(act))
    ),
    lambda agreement, act: bool(act.own_part_only) or not agreement.petitioners_left_out(act),
    _("请将其列为协议当事人；只了结签约人自己部分的，请勾选，其他人的诉求继续办理。"),
    on_facts=True,
)
nobody_signed_yet = Guard(
    "already_signed",
    _("已有当事人签名，内容不能再改。"),
    lambda agreement, act: not agreement.signatures.exists(),
    _("请作废后重新起草。"),
)
signer_known = Guard(
    "signer_missing",
    _("请填写签名人。"),
    lambda agreement, act: bool(act.signer or act.by.party),
    on_facts=True,
)
is_bound = Guard(
    "not_in_agreement",
    _("签名的人不是协议的当事人。"),
    lambda agreement, act: agreement.binds(agreement.signing_for(act)),
    on_facts=True,
    of_party=True,
)
not_twice = Guard(
    "signed_already",
    lambda agreement, act: _("已经签名：%s") % names(agreement.signed_before(act)),
    lambda agreement, act: not agreement.signed_before(act),
    on_facts=True,
    of_party=True,
)
authorised_in_writing = Guard(
    "no_written_authority",
    lambda agreement, act: _("代签须有每一位当事人的书面特别授权，尚缺：%s") % names(agreement.without_authority(act)),
    lambda agreement, act: not agreement.without_authority(act),
    _("请补交书面特别授权，或者由本人签名。"),
    on_facts=True,
)
agent_may_settle = Guard(
    "agent_without_authority",
    lambda agreement, act: (
        _("%s没有代签名人和解、调解的特别授权，或者授权不在有效期内（《民法典》第一百六十五条）。") % act.agent
    ),
    lambda agreement, act: (
        act.agent is None
        or (act.agent.principal == (act.signer or act.by.party) and act.agent.covers(act.on) and act.agent.may_settle)
    ),
    _("请补交特别授权，或者由本人签名。"),
    on_facts=True,
)
electronic_allowed = Guard(
    "paper_needed",
    _("涉及婚姻、收养、继承或者停止供水供电等事项的协议不适用电子签名（《电子签名法》第三条）。"),
    lambda agreement, act: (
        not agreement.paper_only or (act.by.party is None and act.manner != SignatureManner.ELECTRONIC)
    ),
    _("请在纸质协议上签名。"),
    on_facts=True,
    of_party=True,
)
everyone_signed = Guard(
    "signatures_missing",
    lambda agreement, act: _("尚有当事人未签名：%s") % names(agreement.unsigned()),
    lambda agreement, act: agreement.kind == AgreementKind.ORAL or not agreement.unsigned(),
    _("请当事人签名、盖章或者按指印。"),
)
mediator_signed = Guard(
    "mediator_unsigned",
    _("调解员尚未签名（《人民调解法》第二十九条）。"),
    lambda agreement, act: agreement.kind == AgreementKind.SETTLEMENT or agreement.mediator_signed_on is not None,
    _("请调解员签名。"),
)
something_late = Guard(
    "nothing_late",
    _("协议的履行期限尚未届满，还没有逾期的事项。"),
    lambda agreement, act: agreement.has_late(act.on),
)
reopening_by_petitioner = Guard(
    "reopening_not_by_petitioner",
    _("只有信访人可以要求重新办理诉求。"),
    lambda agreement, act: (
        not act.asks_reopening
        or (act.reported_by or act.by.party) is None
        or (act.reported_by or act.by.party).role == "petitioner"
    ),
    _("其他当事人可以向人民法院起诉，或者申请支付令、强制执行。"),
    on_facts=True,
)
from_a_committee = Guard(
    "not_a_mediation_committee",
    _("只有依法设立的调解组织主持达成的协议可以申请司法确认（《民事诉讼法》第二百零五条）。"),
    lambda agreement, act: agreement.kind != AgreementKind.SETTLEMENT
    and agreement.organ is not None and agreement.organ.kind == OrganKind.MEDIATION_COMMITTEE,
    _("可以凭协议向人民法院起诉，或者在人民调解委员会另行调解。"),
)  # fmt: skip
written_down = Guard(
    "oral_unconfirmed",
    _("口头协议没有调解协议书，人民法院无从审查（《最高人民法院关于适用〈民事诉讼法〉的解释》第三百五十四条）。"),
    lambda agreement, act: agreement.kind != AgreementKind.ORAL,
    _("双方要求司法确认的，请重新调解，制作调解协议书。"),
)
asked_jointly = Guard(
    "not_joint",
    lambda agreement, act: _("司法确认应当由双方当事人共同申请，尚缺：%s") % names(agreement.not_joining(act)),
    lambda agreement, act: not agreement.not_joining(act),
    _("请双方一起申请；在网上只能由本人，或者凭书面特别授权代为申请。"),
    on_facts=True,
)
confirmed_in_time = Guard(
    "confirmation_late",
    lambda agreement, act: (
        _("申请司法确认的期限（协议生效之日起%(span)s）已于%(last)s届满。") % told_of(agreement.confirmation_period())
    ),
    lambda agreement, act: agreement.confirmation_due_on() is None or act.on <= agreement.confirmation_due_on(),
    _("协议仍有约束力，可以向人民法院起诉。"),
)
confirmation_asked = Guard(
    "confirmation_not_asked",
    _("当事人没有申请司法确认。"),
    lambda agreement, act: agreement.confirmation_asked_on is not None,
)
