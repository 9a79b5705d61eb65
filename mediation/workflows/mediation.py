"""调解: proposed, consented to by every party, held in sessions, ended by agreement or without."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    Permission,
    a_party,
    consequence,
    handler,
    head,
    intake_clerk,
    mediator,
    petition_office,
)
from mediation.vocabulary import (
    Category,
    NoteAudience,
    OrganKind,
    PartyRole,
    SuspensionGround,
    TerminationGround,
)
from mediation.workflows import facts as f
from mediation.workflows.attachment import HAND_IN_FACTS, OF_ONE_MATTER
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.petition import (
    AUTHORITY_FACTS,
    AUTHORITY_GUARDS,
    PARTY_COLUMNS,
    REVOKING_FACTS,
    authority_was_given,
)

PUBLIC_ORGANS = (
    OrganKind.GOVERNMENT,
    OrganKind.DEPARTMENT,
    OrganKind.PETITION_OFFICE,
    OrganKind.CONFERENCE_OFFICE,
    OrganKind.DISCIPLINE,
    OrganKind.COURT,
)


class MediationState(models.TextChoices):
    """Where a mediation stands; signing and performance belong to the agreement."""

    PROPOSED = "proposed", _("已提出")
    CONSENT_PENDING = "consent_pending", _("征求各方意见")
    ACCEPTED = "accepted", _("各方已同意")
    SCHEDULED = "scheduled", _("已安排")
    IN_SESSION = "in_session", _("调解中")
    SUSPENDED = "suspended", _("已中止")
    AGREED = "agreed", _("已达成协议")
    REFUSED = "refused", _("当事人不同意调解")
    TERMINATED = "terminated", _("已终止")


BEFORE_CONSENT = (MediationState.PROPOSED, MediationState.CONSENT_PENDING)
GOING_ON = (MediationState.ACCEPTED, MediationState.SCHEDULED, MediationState.IN_SESSION)
UNDER_WAY = (*BEFORE_CONSENT, *GOING_ON, MediationState.SUSPENDED)

its_mediator = Permission(lambda obj, actor: obj.is_mediated_by(actor.user), _("本次调解的调解员"))
arranges = handler | mediator | head | its_mediator


def same_file(name: str) -> Guard:
    """The object stated under the name lies in the same file."""
    return Guard(
        "in_another_file",
        _("所选的记录不在本卷宗内。"),
        lambda obj, act: getattr(act, name) is None or getattr(act, name).matter_id == obj.matter_id,
        _("请在其所在的卷宗中办理。"),
        on_facts=True,
    )


def names(parties: Any) -> str:
    """Names in a sentence."""
    return "、".join(str(party) for party in parties)


def _civil(mediation: Any, act: Act) -> bool:
    if mediation.acting_organ is None or mediation.acting_organ.kind != OrganKind.MEDIATION_COMMITTEE:
        return True
    stated = [row["organ"] for row in (*(act.applicants or ()), *(act.respondents or ())) if row["organ"]]
    return not any(organ.kind in PUBLIC_ORGANS for organ in [*stated, *mediation.organs_among_parties()])


def _both_sides(mediation: Any, act: Act) -> bool:
    roles = mediation.roles_in_matter()
    asking = bool(act.applicants) or bool(roles & {PartyRole.PETITIONER, PartyRole.APPLICANT})
    return asking and (bool(act.respondents) or PartyRole.OPPOSITE in roles)


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
        _("这些诉求已经有处理结果，不能再调解：%s") % names(c for c in act.claims or () if c.disposal)
    ),
    lambda mediation, act: not any(claim.disposal for claim in act.claims or ()),
    on_facts=True,
)
no_petition_takes_it = Guard(
    "petition_takes_it",
    _("本卷宗有信访事项，材料请在信访事项中提交。"),
    lambda mediation, act: mediation.petition is None,
    _("请使用信访事项的“提交材料”。"),
)
claims_of_this_file = Guard(
    "claim_elsewhere",
    _("所选诉求不在本卷宗内。"),
    lambda mediation, act: all(claim.matter_id == mediation.matter_id for claim in act.claims or ()),
    _("请选择本信访事项的诉求。"),
    on_facts=True,
)
parties_of_this_file = Guard(
    "party_elsewhere",
    _("所选当事人不在本卷宗内。"),
    lambda obj, act: all(party.matter_id == obj.matter_id for party in act.parties or ()),
    _("请选择本卷宗的当事人。"),
    on_facts=True,
)
both_sides_stated = Guard(
    "side_missing",
    _("调解应当有申请一方和对方，现缺少一方当事人。"),
    _both_sides,
    _("请填写双方当事人。"),
    on_facts=True,
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
mediators_impartial = Guard(
    "mediator_interested",
    lambda mediation, act: _("调解员所在机关就是争议的一方，不能主持调解：%s") % names(mediation.interested(act)),
    lambda mediation, act: not mediation.interested(act),
    _("请从其他机关选派调解员，或者邀请专家。"),
    on_facts=True,
)
mediators_named = Guard(
    "no_mediator",
    _("尚未确定调解员。"),
    lambda mediation, act: mediation.has_mediators(),
    _("请先确定调解员。"),
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
    lambda mediation, act: act.by.following or not mediation.sessions.filter(state="open").exists(),
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

nothing_binds_yet = Guard(
    "agreement_in_force",
    _("协议已经生效，对各方有约束力，调解不能再退出或者终止（《人民调解法》第三十一条）。"),
    lambda mediation, act: not mediation.agreements.exclude(state__in=("drafted", "abandoned")).exists(),
    _("对方不履行的，请登记不履行；对协议有争议的，可以依法起诉。"),
)


class MediationLifecycle(Lifecycle):
    """One mediation of one dispute, from a petition's claims or on its own."""

    State = MediationState

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=MediationState.PROPOSED,
        label=_("提出调解"),
        by=handler | mediator | head | petition_office | intake_clerk | a_party,
        guards=[
            claims_of_this_file, claims_named, claims_are_grievances, claims_open, committee_without_petition,
            parties_of_this_file, both_sides_stated, civil_disputes_only, nobody_clearly_refused,
            not_mediated_already,
        ],
        facts=[
            f.one("organ", _("组织调解的机关"), "Organ", required=False, help=_("不填则为责任单位。")),
            f.some("claims", _("调解的诉求"), "Claim", required=False),
            f.text("subject", _("事由"), required=False, help=_("没有信访事项的，一句话说明是什么纠纷。")),
            f.long_text("dispute", _("纠纷的主要情况")),
            f.table("applicants", _("申请人"), *PARTY_COLUMNS, required=False),
            f.table("respondents", _("对方当事人"), *PARTY_COLUMNS, required=False),
            f.some("parties", _("参加调解的当事人"), "Party", required=False, help=_("不选则为卷宗内全部当事人。")),
            f.yes_no("asked_anew", _("拒绝过的一方现已要求调解")),
        ],
        basis="《信访工作条例》第三十三条、《人民调解法》第十七条",
        day_field="proposed_on",
    )  # fmt: skip
    def propose(self, act: Act) -> None:
        """An organ or a party proposes to mediate: before or after acceptance, or without a petition."""
        self.organ = self.acting_organ

    @step(
        source="*",
        label=_("提交材料"),
        by=arranges | intake_clerk | a_party,
        guards=[*OF_ONE_MATTER, no_petition_takes_it],
        facts=HAND_IN_FACTS,
    )
    def hand_in(self, act: Act) -> None:
        """A party hands in what proves its side, or the mediator adds it; for a mediation without a petition."""

    @step(
        source=MediationState.PROPOSED,
        target=MediationState.CONSENT_PENDING,
        label=_("告知权利义务"),
        by=arranges | petition_office | intake_clerk,
        basis="《人民调解法》第二十三条、第二十四条",
        day_field="rights_told_on",
    )
    def tell_rights(self, act: Act) -> None:
        """Give every party the notice of rights and duties, before anyone is asked to consent."""

    @step(
        source=MediationState.CONSENT_PENDING,
        label=_("同意调解"),
        by=arranges | petition_office | intake_clerk | a_party,
        guards=[rights_are_told, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("同意调解的当事人"), "Party", required=False)],
        basis="《信访工作条例》第三十三条",
    )
    def consent(self, act: Act) -> None:
        """A party consents, on paper at the desk or itself at the portal."""

    @step(
        source=BEFORE_CONSENT,
        target=MediationState.REFUSED,
        label=_("不同意调解"),
        by=arranges | petition_office | intake_clerk | a_party,
        guards=[somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("不同意调解的当事人"), "Party", required=False)],
        basis="《人民调解法》第十七条",
        day_field="ended_on",
    )
    def decline(self, act: Act) -> None:
        """A party does not want mediation: there is none. No reason is asked for."""

    @step(source=MediationState.CONSENT_PENDING, target=MediationState.ACCEPTED, label=_("受理调解"), by=consequence)
    def accept(self, act: Act) -> None:
        """Follows the consent of the last party; the month of D12 begins."""
        self.accepted_on = act.on

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON],
        label=_("确定调解员"),
        by=handler | mediator | head | petition_office,
        guards=[mediators_impartial],
        facts=[
            f.some("mediators", _("调解员"), "User", role="mediator"),
            f.text("experts", _("受邀协助调解的专家"), required=False, help=_("多人用顿号分开。")),
            f.yes_no("chosen_by_parties", _("由当事人共同选定")),
        ],
        basis="《人民调解法》第十九条",
    )
    def name_mediators(self, act: Act) -> None:
        """Appoint the mediators, or write down whom the parties chose; the former ones leave."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON],
        label=_("接受调解员"),
        by=arranges | petition_office | a_party,
        guards=[mediators_named, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("接受调解员的当事人"), "Party", required=False)],
        basis="《人民调解法》第二十三条第一项",
    )
    def accept_mediator(self, act: Act) -> None:
        """A party accepts the mediators, also after they disclosed something."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON],
        label=_("要求更换调解员"),
        by=arranges | petition_office | a_party,
        guards=[mediators_named, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("提出要求的当事人"), "Party", required=False)],
        basis="《人民调解法》第二十三条第一项",
    )
    def object_to_mediator(self, act: Act) -> None:
        """A party does not accept the mediators; others must be named."""

    @step(
        source="*",
        label=_("调解员回避"),
        by=consequence,
        facts=[f.one("person", _("回避的人"), "User")],
        basis="《信访工作条例》第二十八条第三款",
    )
    def take_off_mediator(self, act: Act) -> None:
        """Follows a granted recusal: the mediator leaves, another has to be named."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON],
        label=_("披露利害关系"),
        by=arranges | petition_office,
        guards=[discloses_itself],
        facts=[
            f.one("mediator", _("调解员"), "User", role="mediator"),
            f.long_text("circumstances", _("可能影响公正的情况"), longest=1000),
        ],
        basis="《最高人民法院关于人民法院特邀调解的规定》第十五条",
    )
    def disclose(self, act: Act) -> None:
        """A mediator says what may touch its fairness; it goes on only if every party still agrees."""

    @step(
        source=UNDER_WAY,
        label=_("登记特别授权"),
        by=arranges | petition_office | intake_clerk,
        guards=AUTHORITY_GUARDS,
        facts=AUTHORITY_FACTS,
        basis="《民法典》第一百六十五条",
    )
    def record_authority(self, act: Act) -> None:
        """Record the written special authority that each of these persons gave a representative."""

    @step(
        source="*",
        label=_("收回授权"),
        by=arranges | petition_office | intake_clerk | a_party,
        guards=[authority_was_given],
        facts=REVOKING_FACTS,
        basis="《民法典》第一百七十三条",
    )
    def revoke_authority(self, act: Act) -> None:
        """The principal says so and the authority is over: the representative acts for him no more."""

    @step(
        source=GOING_ON,
        target=MediationState.SCHEDULED,
        label=_("安排调解"),
        by=consequence,
    )
    def schedule(self, act: Act) -> None:
        """Follows the fixing of a session's time and place."""

    @step(
        source=[MediationState.SCHEDULED, MediationState.IN_SESSION],
        target=MediationState.IN_SESSION,
        label=_("开始调解"),
        by=consequence,
    )
    def begin(self, act: Act) -> None:
        """Follows the opening of a session."""

    @step(
        source=GOING_ON,
        label=_("记录（保密）"),
        by=its_mediator,
        facts=[
            f.choice("audience", _("可以告知谁"), NoteAudience),
            f.long_text("note", _("内容"), confidential=True),
        ],
        basis="《最高人民法院关于人民法院特邀调解的规定》第二十二条",
    )
    def take_note(self, act: Act) -> None:
        """A mediator notes what was said in confidence; only the mediators ever read it."""

    @step(
        source=GOING_ON,
        target=MediationState.SUSPENDED,
        label=_("中止调解"),
        by=arranges,
        guards=[no_session_open],
        facts=[f.choice("ground", _("原因"), SuspensionGround), f.text("why", _("说明"), required=False)],
        day_field="suspended_on",
    )
    def suspend(self, act: Act) -> None:
        """The mediation stands still, as a rule for an appraisal."""

    @step(
        source=MediationState.SUSPENDED,
        target=MediationState.ACCEPTED,
        label=_("恢复调解"),
        by=arranges,
        facts=[f.text("why", _("说明"), required=False)],
    )
    def resume(self, act: Act) -> None:
        """The reason is gone; the next session may be arranged. Time of an appraisal is not counted."""

    @step(
        source=GOING_ON,
        label=_("各方同意继续调解"),
        by=arranges,
        guards=[prolonged_by_all, prolonged_forward],
        facts=[f.some("who", _("同意继续的当事人"), "Party"), f.day("until", _("延长至"))],
    )
    def prolong(self, act: Act) -> None:
        """The month is over or nearly so, and every party wants to go on."""

    @step(
        source=MediationState.IN_SESSION,
        target=MediationState.AGREED,
        label=_("达成协议"),
        by=consequence,
        day_field="ended_on",
    )
    def agree(self, act: Act) -> None:
        """Follows a session that ended in agreement; the agreement is now written and signed."""

    @step(
        source=[*GOING_ON, MediationState.SUSPENDED, MediationState.AGREED],
        target=MediationState.TERMINATED,
        label=_("退出调解"),
        by=arranges | a_party,
        guards=[nothing_binds_yet, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("不愿继续调解的当事人"), "Party", required=False)],
        basis="《人民调解法》第二十三条第二项",
        day_field="ended_on",
    )
    def give_up(self, act: Act) -> None:
        """Any party may end the mediation at any time, without giving a reason."""
        self.termination_ground = TerminationGround.PARTY_GAVE_UP

    @step(
        source=[*UNDER_WAY, MediationState.AGREED],
        target=MediationState.TERMINATED,
        label=_("终止调解"),
        by=arranges | consequence,
        guards=[nothing_binds_yet, no_session_open],
        facts=[
            f.choice("termination_ground", _("终止的原因"), TerminationGround),
            f.text("why", _("说明"), required=False, help=_("不要写当事人在调解中作出的让步。")),
        ],
        basis="《人民调解法》第二十六条",
        day_field="ended_on",
    )
    def terminate(self, act: Act) -> None:
        """The mediation ends without agreement; a notice tells the other ways to one's right."""
