"""The conditions of a mediation's steps: a grievance in hand, both sides, consent, an impartial mediator."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import Category, MediationStart, OrganKind, PartyRole, Route
from mediation.workflows.base import Act, Guard
from mediation.workflows.guards import names

PUBLIC_ORGANS = (
    OrganKind.GOVERNMENT,
    OrganKind.DEPARTMENT,
    OrganKind.PETITION_OFFICE,
    OrganKind.CONFERENCE_OFFICE,
    OrganKind.DISCIPLINE,
    OrganKind.COURT,
)
# What is asked of an organ by virtue of its powers is no dispute between people.
PUBLIC_ROUTES = (Route.DUTY_PERFORMANCE, Route.ADMIN_PROCEDURE, Route.PARTY_APPEAL)


def _civil(mediation: Any, act: Act) -> bool:
    organ = mediation.organiser(act)
    if organ is None or organ.kind != OrganKind.MEDIATION_COMMITTEE:
        return True
    public = any(claim.route in PUBLIC_ROUTES for claim in act.claims or ())
    return not public and not any(one.kind in PUBLIC_ORGANS for one in mediation.organs_among(act))


def _both_sides(mediation: Any, act: Act) -> bool:
    roles = mediation.roles_in_matter()
    asking = bool(act.applicants) or bool(roles & {PartyRole.PETITIONER, PartyRole.APPLICANT})
    return asking and (bool(act.respondents) or PartyRole.OPPOSITE in roles)


def _interested_among_joined(mediation: Any, act: Act) -> list[Any]:
    joined = mediation.joined_by(act)
    interested = mediation.interested_organs(act) if joined else ()
    return [organ for organ in joined if organ.pk in interested]


claims_named = Guard(
    "claims_missing",
    _("信访事项中的调解应当写明调解哪些诉求。"),
    lambda mediation, act: mediation.petition is None or bool(act.claims),
    _("请至少选择一项诉求。"),
    on_facts=True,
)
claims_are_grievances = Guard(
    "not_a_grievance",
    _("只有申诉求决类诉求可以调解、和解（《信访工作条例》第三十三条）。"),
    lambda mediation, act: all(claim.category == Category.GRIEVANCE for claim in act.claims or ()),
    _("请先为诉求分类，或者改选其他诉求。"),
    on_facts=True,
)
claims_open = Guard(
    "claim_disposed",
    lambda mediation, act: (
        _("这些诉求已经有处理结果，不能再调解：%s") % names(mediation.matter.results_that_stand(act.claims or ()))
    ),
    lambda mediation, act: not act.claims or not mediation.matter.results_that_stand(act.claims),
    _("正在复查、复核的，可以调解。"),
    on_facts=True,
)
no_petition_takes_it = Guard(
    "petition_takes_it",
    _("本卷宗有信访事项，材料请在信访事项中提交。"),
    lambda mediation, act: mediation.petition is None,
    _("请使用信访事项的“提交材料”。"),
)
both_sides_stated = Guard(
    "side_missing",
    _("调解应当有申请一方和对方，现缺少一方当事人。"),
    _both_sides,
    _("请填写双方当事人；当事人在网上提出的，请先由登记窗口补充对方当事人。"),
    on_facts=True,
    of_party=True,
)
committee_without_petition = Guard(
    "committee_needed",
    _("没有信访事项的纠纷，由人民调解委员会立卷调解。"),
    lambda mediation, act: (
        mediation.petition is not None
        or (mediation.acting_organ is not None and mediation.acting_organ.kind == OrganKind.MEDIATION_COMMITTEE)
    ),
    _("请选择人民调解委员会，或者先登记信访事项。"),
    on_facts=True,
)
civil_disputes_only = Guard(
    "not_a_civil_dispute",
    _("人民调解委员会只调解民间纠纷，不调解公民与行政机关之间的争议（《人民调解法》第二条）。"),
    _civil,
    _("请由责任单位或者信访部门组织调解。"),
    on_facts=True,
)
nobody_clearly_refused = Guard(
    "clearly_refused",
    lambda mediation, act: (
        _("当事人已明确拒绝调解，不得调解（《人民调解法》第十七条）：%s") % names(mediation.refusers(act))
    ),
    lambda mediation, act: bool(act.asked_anew) or not mediation.refusers(act),
    _("该当事人后来同意的，请勾选“拒绝过的一方现已要求调解”。"),
    on_facts=True,
)
not_mediated_already = Guard(
    "already_mediated",
    _("这些诉求正在调解中。"),
    lambda mediation, act: not mediation.running_beside(act.claims or ()),
    _("请在已有的调解中继续。"),
    on_facts=True,
)
are_participants = Guard(
    "not_a_participant",
    lambda mediation, act: _("不是本次调解的参加人：%s") % names(mediation.strangers(act)),
    lambda mediation, act: not mediation.strangers(act),
    _("请选择调解参加人。"),
    on_facts=True,
    of_party=True,
)
speaks_for_itself = Guard(
    "speaks_for_others",
    _("当事人只能为自己表示意见。"),
    lambda mediation, act: act.by.party is None or all(party.pk == act.by.party.pk for party in act.who or ()),
    _("请由本人表示，或者由工作人员凭本人的书面意见登记。"),
    on_facts=True,
)
somebody_named = Guard(
    "nobody_named",
    _("请选择表示意见的当事人。"),
    lambda mediation, act: bool(act.who) or act.by.party is not None,
    on_facts=True,
)
rights_are_told = Guard(
    "rights_not_told",
    _("应当先告知当事人在调解中的权利和义务。"),
    lambda mediation, act: mediation.rights_told_on is not None,
    _("请先发出调解权利义务告知书。"),
)
INTERESTED = _(
    "%s是争议的一方，或者与本事项有直接利害关系，不能组织调解、在调解协议上盖章（《信访工作条例》第二十八条第三款）。"
)
ANOTHER_ORGAN = _("请由其他机关、单位组织调解，或者由双方自行和解，制作和解协议书（第三十三条）。")
organiser_impartial = Guard(
    "organ_interested",
    lambda thing, act: INTERESTED % thing.organiser(act),
    lambda thing, act: not thing.organiser_is_interested(act),
    ANOTHER_ORGAN,
    on_facts=True,
)
joint_organs_impartial = Guard(
    "joint_organ_interested",
    lambda mediation, act: INTERESTED % names(_interested_among_joined(mediation, act)),
    lambda mediation, act: not _interested_among_joined(mediation, act),
    _("请另选人民调解委员会。"),
    on_facts=True,
)
who_sent_it_is_named = Guard(
    "sender_missing",
    _("移送、委托调解的，应当写明由哪个单位移送、委托。"),
    lambda mediation, act: act.begun_by != MediationStart.TRANSFERRED or bool(act.sent_by),
    on_facts=True,
)
nobody_mediates_yet = Guard(
    "mediator_named_already",
    _("调解员已经确定。"),
    lambda mediation, act: not mediation.has_mediators(),
    _("不合适的，请“要求更换调解员”，之后再选。"),
)
lead_among_mediators = Guard(
    "lead_not_named",
    _("主办调解员应当是所选调解员中的一人。"),
    lambda mediation, act: act.lead is None or act.lead in (act.mediators or ()),
    on_facts=True,
)
mediators_impartial = Guard(
    "mediator_interested",
    lambda mediation, act: (
        _(
            "调解员所在机关是争议的一方，或者与本事项有直接利害关系，不能主持调解（《信访工作条例》第二十八条第三款）：%s"
        )
        % names(mediation.interested(act))
    ),
    lambda mediation, act: not mediation.interested(act),
    _("请从其他机关选派调解员，或者邀请专家。"),
    on_facts=True,
)
handler_does_not_mediate = Guard(
    "mediator_handles",
    lambda mediation, act: (
        _("承办人不主持本事项的调解：调解不成的，由其提出处理意见（《信访工作条例》第二十八条第三款）：%s")
        % names(mediation.handling(act))
    ),
    lambda mediation, act: not mediation.handling(act),
    _("请另选调解员，或者另行指定承办人。"),
    on_facts=True,
)
mediators_named = Guard(
    "no_mediator",
    _("尚未确定调解员。"),
    lambda mediation, act: mediation.has_mediators(),
    _("请先确定调解员。"),
)
declares_once = Guard(
    "interest_declared",
    _("本人已经声明过。"),
    lambda mediation, act: act.by.user is None or any(one.user_id == act.by.user.pk for one in mediation.undeclared()),
    _("后来知道的情况，请办理“披露利害关系”或者“声明回避”。"),
)
discloses_itself = Guard(
    "not_its_mediator",
    _("只能披露本次调解的调解员的情况。"),
    lambda mediation, act: mediation.is_mediated_by(act.mediator),
    on_facts=True,
)
no_session_open = Guard(
    "session_open",
    _("有一次调解正在进行，请先结束并完成笔录。"),
    lambda mediation, act: act.by.following or not any(one.state == "open" for one in mediation.meetings()),
    _("请调解员结束会议。"),
)
prolonged_by_all = Guard(
    "not_all_agree",
    lambda mediation, act: _("延长调解须经各方当事人同意，尚缺：%s") % names(mediation.missing_from(act.who or ())),
    lambda mediation, act: not mediation.missing_from(act.who or ()),
    _("请取得其同意；不同意的，终止调解。"),
    on_facts=True,
)
prolonged_forward = Guard(
    "not_later",
    _("新的期限应当晚于原来的期限。"),
    lambda mediation, act: (
        act.until is None or mediation.period_ends_on() is None or act.until > mediation.period_ends_on()
    ),
    on_facts=True,
)

end_ahead = Guard(
    "end_day_past",
    _("约定的结束日应当晚于今天。"),
    lambda mediation, act: act.end_on is None or act.end_on > act.on,
    on_facts=True,
)
end_within_the_month = Guard(
    "end_beyond_period",
    lambda mediation, act: _("约定的结束日不能晚于调解期限的最后一天（%s）。") % mediation.period_ends_on(),
    lambda mediation, act: (
        act.end_on is None or mediation.period_ends_on() is None or act.end_on <= mediation.period_ends_on()
    ),
    _("要更晚的，请先办理“各方同意继续调解”。"),
    on_facts=True,
)
nothing_binds_yet = Guard(
    "agreement_in_force",
    _("协议已经生效，对各方有约束力，调解不能再退出或者终止（《人民调解法》第三十一条）。"),
    lambda mediation, act: all(one.state in ("drafted", "abandoned") for one in mediation.drafts()),
    _("对方不履行的，请登记不履行；对协议有争议的，可以依法起诉。"),
)
