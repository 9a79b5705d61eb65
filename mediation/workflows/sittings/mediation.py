"""调解: proposed, consented to by every party, held in sessions, ended by agreement or without."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    a_party,
    consequence,
    handler,
    handles_the_file,
    head,
    intake_clerk,
    mediator,
    petition_office,
    reviews_it,
)
from mediation.vocabulary import (
    MediationStart,
    OrganKind,
    Power,
    SuspensionGround,
    TerminationGround,
)
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, step
from mediation.workflows.guards import claims_of_this_file, parties_of_this_file
from mediation.workflows.intake.attachment import HAND_IN_FACTS, OF_ONE_MATTER
from mediation.workflows.intake.authority import (
    AUTHORITY_FACTS,
    AUTHORITY_GUARDS,
    REVOKING_FACTS,
    authority_was_given,
    somebody_authorised,
)
from mediation.workflows.intake.petition_guards import identities_fit
from mediation.workflows.intake.rows import PARTY_COLUMNS
from mediation.workflows.said_how import BY_WORD, BY_WORD_OR_OWN, HANDED_OR_OWN
from mediation.workflows.sittings.mediation_end import ItsEnd
from mediation.workflows.sittings.mediation_guards import (
    are_participants,
    both_sides_stated,
    civil_disputes_only,
    claims_are_grievances,
    claims_named,
    claims_open,
    committee_without_petition,
    declares_once,
    discloses_itself,
    handler_does_not_mediate,
    joint_organs_impartial,
    lead_among_mediators,
    mediators_impartial,
    mediators_named,
    no_petition_takes_it,
    no_session_open,
    nobody_clearly_refused,
    nobody_mediates_yet,
    not_mediated_already,
    nothing_binds_yet,
    organiser_impartial,
    rights_are_told,
    somebody_named,
    speaks_for_itself,
    who_sent_it_is_named,
)
from mediation.workflows.sittings.mediation_state import (
    BEFORE_CONSENT,
    GOING_ON,
    UNDER_WAY,
    MediationState,
    arranges,
    its_mediator,
)


class MediationLifecycle(ItsEnd):
    """One mediation of one dispute, from a petition's claims or on its own."""

    State = MediationState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=MediationState.PROPOSED,
        label=_("提出调解"),
        told_to_party=True, plain=_("请办理单位组织调解，双方一起谈。调解是自愿的，不影响事情照常办理。"),
        ways=BY_WORD_OR_OWN,
        by=handler | mediator | head | petition_office | intake_clerk | handles_the_file | reviews_it | a_party,
        guards=[
            claims_of_this_file, claims_named, claims_are_grievances, claims_open, committee_without_petition,
            parties_of_this_file, both_sides_stated, identities_fit, organiser_impartial, civil_disputes_only, nobody_clearly_refused,
            not_mediated_already, who_sent_it_is_named, joint_organs_impartial,
        ],
        facts=[
            f.one(
                "organ", _("组织调解的机关"), "Organ", required=False,
                help=_("不填则为责任单位；责任单位是争议一方的，由其他机关组织。"),
            ),
            f.some("claims", _("调解的诉求"), "Claim", required=False),
            f.text("subject", _("事由"), required=False, help=_("没有信访事项的，一句话说明是什么纠纷。")),
            f.long_text("dispute", _("纠纷的主要情况")),
            f.table("applicants", _("申请人"), *PARTY_COLUMNS, required=False, at_window=True),
            f.table("respondents", _("对方当事人"), *PARTY_COLUMNS, required=False, at_window=True),
            f.some("parties", _("参加调解的当事人"), "Party", required=False, help=_("不选则为卷宗内全部当事人。")),
            f.yes_no("asked_anew", _("拒绝过的一方现已要求调解")),
            f.choice(
                "begun_by", _("受理方式"), MediationStart, required=False, at_window=True,
                help=_("不选的，当事人提出的记为依申请，其余记为主动。"),
            ),
            f.text("sent_by", _("移送、委托的单位"), required=False, at_window=True),
            f.some(
                "joint_organs", _("共同调解的人民调解委员会"), "Organ", required=False, at_window=True,
                kinds=(OrganKind.MEDIATION_COMMITTEE,), help=_("几个人民调解委员会共同调解的才选；组织调解的不选。"),
            ),
        ],
        basis="《信访工作条例》第三十三条、《人民调解法》第十七条",
        day_field="proposed_on",
        people=("applicants", "respondents"),
    )  # fmt: skip
    def propose(self, act: Act) -> None:
        """An organ or a party proposes to mediate: before or after acceptance, under review, or without a petition."""
        self.organ, self.begun_by = self.organiser(act), self.how_it_began(act)

    @step(
        source="*",
        label=_("提交材料"),
        plain=_("把证据、照片交给调解员。可以当场拍照，一次最多10个文件。"),
        any_time=True,
        ways=HANDED_OR_OWN,
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
        told_to_party=False,
        by=arranges | petition_office | intake_clerk,
        guards=[organiser_impartial],
        basis="《人民调解法》第二十三条、第二十四条",
        day_field="rights_told_on",
    )
    def tell_rights(self, act: Act) -> None:
        """Give every party the notice of rights and duties, before anyone is asked to consent."""

    @step(
        source=MediationState.CONSENT_PENDING, label=_("同意调解"), power=Power.SETTLE,
        plain=_("同意参加调解。调解是自愿的，您随时可以退出。"),
        ways=BY_WORD, by=arranges | petition_office | intake_clerk | a_party,
        guards=[rights_are_told, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("同意调解的当事人"), "Party", required=False)],
        basis="《信访工作条例》第三十三条",
    )  # fmt: skip
    def consent(self, act: Act) -> None:
        """A party consents, on paper at the desk or itself at the portal."""

    @step(
        source=BEFORE_CONSENT, target=MediationState.REFUSED, label=_("不同意调解"), turns_back=True, told_to_party=True,
        plain=_("不参加调解。您的事项照常办理。"), quiet=True,
        ways=BY_WORD, by=arranges | petition_office | intake_clerk | a_party,
        guards=[somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("不同意调解的当事人"), "Party", required=False)],
        basis="《人民调解法》第十七条",
        day_field="ended_on",
    )  # fmt: skip
    def decline(self, act: Act) -> None:
        """A party does not want mediation: there is none. No reason is asked for."""

    @step(
        source=MediationState.CONSENT_PENDING,
        target=MediationState.ACCEPTED,
        label=_("受理调解"),
        told_to_party=False,
        by=consequence,
    )
    def accept(self, act: Act) -> None:
        """Follows the consent of the last party; the month of D12 begins."""
        self.accepted_on = act.on

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON],
        label=_("确定调解员"),
        by=handler | mediator | head | petition_office,
        guards=[mediators_impartial, handler_does_not_mediate, lead_among_mediators],
        facts=[
            f.some("mediators", _("调解员"), "User", role="mediator"),
            f.one(
                "lead",
                _("主办调解员"),
                "User",
                role="mediator",
                required=False,
                help=_("几人调解的，一人主办，其余协办；不选的，第一人主办。"),
            ),
            f.text("experts", _("受邀协助调解的专家"), required=False, help=_("多人用顿号分开。")),
            f.yes_no("chosen_by_parties", _("由当事人共同选定")),
        ],
        basis="《人民调解法》第十九条",
    )
    def name_mediators(self, act: Act) -> None:
        """Appoint the mediators, or write down whom the parties chose; the former ones leave."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON], label=_("选调解员"),
        plain=_("说说希望由谁来调解。各方选的是同一个人的，就请他来；不一样的，由组织调解的单位确定，您仍然可以要求换人。"),
        by=a_party, guards=[nobody_mediates_yet, are_participants, mediators_impartial, handler_does_not_mediate],
        facts=[f.one("wished", _("希望由谁调解"), "User", role="mediator")],
        basis="《人民调解法》第十九条、第二十三条第一项",
    )  # fmt: skip
    def wish_for_mediator(self, act: Act) -> None:
        """A party says whom it would choose; whoever names the mediators learns it, and whether both sides chose the same."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON], label=_("接受调解员"), plain=_("同意由这些调解员来调解。"),
        ways=BY_WORD, by=arranges | petition_office | a_party,
        guards=[mediators_named, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("接受调解员的当事人"), "Party", required=False)],
        basis="《人民调解法》第二十三条第一项",
    )  # fmt: skip
    def accept_mediator(self, act: Act) -> None:
        """A party accepts the mediators, also after they disclosed something."""

    @step(
        source=[*BEFORE_CONSENT, *GOING_ON], label=_("要求更换调解员"), plain=_("认为调解员不合适的，可以要求换人。"),
        ways=BY_WORD, by=arranges | petition_office | a_party,
        guards=[mediators_named, somebody_named, are_participants, speaks_for_itself],
        facts=[f.some("who", _("提出要求的当事人"), "Party", required=False)],
        basis="《人民调解法》第二十三条第一项",
    )  # fmt: skip
    def object_to_mediator(self, act: Act) -> None:
        """A party does not accept the mediators; others must be named."""

    @step(
        source="*", label=_("调解员回避"), by=consequence, facts=[f.one("person", _("回避的人"), "User")],
        basis="《信访工作条例》第二十八条第三款",
    )  # fmt: skip
    def take_off_mediator(self, act: Act) -> None:
        """Follows a granted recusal: the mediator leaves, another has to be named."""

    @step(
        source=UNDER_WAY, label=_("声明无利害关系"), by=its_mediator, guards=[declares_once],
        basis="《信访工作条例》第二十八条第三款",
    )  # fmt: skip
    def affirm(self, act: Act) -> None:
        """Whoever mediates declares that nothing stands against it; what may touch its fairness is disclosed, an interest withdraws."""

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
        power=Power.IN_PERSON,
        binding=False,
        plain=_("不再让代表人替您签字、领文书。收回以前已经办的，仍然有效。"),
        quiet=True,
        ways=BY_WORD,
        by=arranges | petition_office | intake_clerk | a_party,
        guards=[somebody_authorised, authority_was_given],
        facts=REVOKING_FACTS,
        basis="《民法典》第一百七十三条",
    )
    def revoke_authority(self, act: Act) -> None:
        """The principal says so and the authority is over: the representative acts for him no more."""

    @step(
        source=GOING_ON,
        target=MediationState.SCHEDULED,
        label=_("安排调解"),
        told_to_party=False,
        by=consequence,
    )
    def schedule(self, act: Act) -> None:
        """Follows the fixing of a session's time and place."""

    @step(
        source=[MediationState.SCHEDULED, MediationState.IN_SESSION],
        target=MediationState.IN_SESSION,
        label=_("开始调解"),
        told_to_party=False,
        by=consequence,
        annul=TakenBack(),
    )
    def begin(self, act: Act) -> None:
        """Follows the opening of a session."""

    @step(
        source=GOING_ON,
        target=MediationState.SUSPENDED,
        label=_("中止调解"),
        turns_back=True,
        told_to_party=False,
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
        told_to_party=False,
        by=arranges,
        facts=[f.text("why", _("说明"), required=False)],
    )
    def resume(self, act: Act) -> None:
        """The reason is gone; the next session may be arranged. Time of an appraisal is not counted."""

    @step(
        source=MediationState.IN_SESSION,
        target=MediationState.AGREED,
        label=_("达成协议"),
        told_to_party=True,
        by=consequence,
        day_field="ended_on",
    )
    def agree(self, act: Act) -> None:
        """Follows a session that ended in agreement; the agreement is now written and signed."""

    @step(
        source=[*GOING_ON, MediationState.SUSPENDED, MediationState.AGREED],
        target=MediationState.TERMINATED,
        label=_("退出调解"),
        turns_back=True,
        told_to_party=False,
        plain=_("不再继续调解。您仍然可以通过别的途径解决。"),
        quiet=True,
        ways=BY_WORD,
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
        turns_back=True,
        told_to_party=True,
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
