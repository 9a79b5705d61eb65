"""调解协议书、和解协议书: drafted, signed by every party, in force, performed or broken."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import a_party, consequence, handler, head, mediator, registrar
from mediation.vocabulary import AgreementKind, ConfirmationResult, PlanPeriod, Power, Sharing, SignatureManner
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.guards import claims_of_this_file, parties_of_this_file, same_file
from mediation.workflows.intake.petition import VISIT_FACTS, next_visit_ahead
from mediation.workflows.said_how import BY_WORD, IN_WRITING
from mediation.workflows.sittings.agreement_guards import (
    agent_may_settle,
    asked_jointly,
    authorised_in_writing,
    claims_can_settle,
    conditions_are_known,
    confirmation_asked,
    confirmed_in_time,
    electronic_allowed,
    every_petitioner_bound,
    everyone_signed,
    from_a_committee,
    is_bound,
    mediation_agreed,
    mediator_signed,
    needs_signatures,
    nobody_signed_yet,
    not_twice,
    nothing_tied,
    obligations_among_parties,
    obligations_clear,
    one_draft_only,
    oral_before_a_committee,
    reopening_by_petitioner,
    signer_known,
    something_late,
    sums_fit,
    written_down,
)
from mediation.workflows.sittings.mediation_guards import claims_are_grievances, organiser_impartial
from mediation.workflows.sittings.mediation_state import its_mediator
from mediation.written.plans import MOST


class AgreementState(models.TextChoices):
    """Where an agreement stands."""

    DRAFTED = "drafted", _("待签名")
    SIGNED = "signed", _("已生效")
    PERFORMING = "performing", _("履行中")
    PERFORMED = "performed", _("已履行完毕")
    BREACHED = "breached", _("未履行")
    ABANDONED = "abandoned", _("未签成")


IN_FORCE = (AgreementState.SIGNED, AgreementState.PERFORMING)
# Whom it binds has settled what it says, for as long as it is not broken.
BINDING = (*IN_FORCE, AgreementState.PERFORMED)
arranges = handler | mediator | its_mediator

OBLIGATION_COLUMNS = (
    f.one("debtor", _("履行人"), "Party", required=False),
    f.one("creditor", _("权利人"), "Party", required=False),
    f.text("what", _("履行的内容"), required=False),
    f.money("amount", _("金额（元）"), required=False),
    f.day("due_on", _("履行期限"), required=False),
    f.text("manner", _("履行方式"), required=False),
    f.some("joint_debtors", _("与他连带的履行人"), "Party", required=False, seldom=True),
    f.some("joint_creditors", _("共同的权利人"), "Party", required=False, seldom=True),
    f.text("third_payer", _("由谁代付（不是当事人的）"), required=False, seldom=True),
    f.yes_no("done_at_once", _("签订时当场已经履行"), seldom=True),
)
# A plan of instalments, as one sentence says it, or its fields do.
PLAN = (
    f.some("debtors", _("履行人"), "Party"),
    f.some("creditors", _("权利人"), "Party"),
    f.choice("sharing", _("一方有几个人的"), Sharing, required=False),
    f.text("what", _("履行的内容")),
    f.money("total", _("总额（元）"), required=False),
    f.number("number", _("分几期"), least=1, most=MOST),
    f.day("first_on", _("第一期的日期")),
    f.choice("period", _("多久一期"), PlanPeriod, required=False),
    f.yes_no("month_end", _("每期都在当月最后一天")),
    f.text("manner", _("履行方式")),
    f.text("third_payer", _("由谁代付（不是当事人的）"), required=False),
)
TERMS = (
    f.long_text("account", _("纠纷的主要事实、争议事项和各方责任")),
    f.long_text("terms", _("达成协议的内容")),
    f.table("obligations", _("履行事项"), *OBLIGATION_COLUMNS, planned_by=PLAN),
    f.text("waived", _("不再要求的部分"), required=False, help=_("例如利息、违约金。不写就没有放弃。")),
    f.yes_no(
        "conditions_known", _("有的事项附了条件，各方知道条件是否成就要另行证明，人民法院难以直接执行，仍这样约定")
    ),
    f.text("place", _("签订地点"), required=False),
    f.yes_no("about_wages", _("涉及拖欠劳动报酬")),
    f.yes_no("paper_only", _("涉及婚姻、收养、继承或者停水电气热"), help=_("不适用电子签名。")),
)


class AgreementLifecycle(Lifecycle):
    """One agreement that ends a dispute or a part of it."""

    State = AgreementState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=AgreementState.DRAFTED,
        label=_("起草协议"),
        told_to_party=False,
        by=arranges,
        guards=[
            same_file("mediation"), mediation_agreed, oral_before_a_committee, one_draft_only, claims_of_this_file, parties_of_this_file,
            claims_are_grievances, claims_can_settle, every_petitioner_bound, obligations_clear, conditions_are_known, obligations_among_parties, sums_fit, nothing_tied,
        ],
        facts=[
            f.choice("kind", _("协议种类"), AgreementKind, help=_("口头协议只用于人民调解，当事人都认为无需制作调解协议书的。")),
            f.one("mediation", _("调解"), "Mediation", required=False),
            f.some("claims", _("了结的诉求"), "Claim", required=False),
            f.some("parties", _("当事人"), "Party", required=False, help=_("不选则为调解或者卷宗的全部当事人。")),
            f.yes_no("own_part_only", _("只了结签约信访人自己的部分"), help=_("其他信访人的诉求继续办理，期限不变。")),
            *TERMS,
        ],
        basis="《信访工作条例》第三十三条、《人民调解法》第二十九条",
    )  # fmt: skip
    def draft(self, act: Act) -> None:
        """Write down what was agreed, obligation by obligation, so that it can be performed and confirmed."""
        self.organ = self.acting_organ
        self.undertakings = self.rows(act.obligations)

    @step(
        source=AgreementState.DRAFTED,
        label=_("修改协议"),
        turns_back=True,
        by=arranges,
        guards=[
            nobody_signed_yet,
            obligations_clear,
            conditions_are_known,
            obligations_among_parties,
            sums_fit,
            nothing_tied,
        ],
        facts=TERMS,
    )
    def revise(self, act: Act) -> None:
        """Change the wording while nobody has signed."""
        self.undertakings = self.rows(act.obligations)

    @step(
        source=AgreementState.DRAFTED,
        label=_("当事人签名"),
        power=Power.SETTLE,
        told_to_party=True,
        plain=_("表示您同意协议写的内容。请看完全文再签，签了就要照着办。"),
        ways=IN_WRITING,
        by=arranges | a_party,
        guards=[
            needs_signatures,
            signer_known,
            is_bound,
            not_twice,
            authorised_in_writing,
            agent_may_settle,
            electronic_allowed,
        ],
        facts=[
            f.one("signer", _("签名人"), "Party", required=False, at_window=True, asked_of_staff=True),
            f.some("on_behalf_of", _("同时代谁签名"), "Party", required=False),
            f.one(
                "agent",
                _("由代理人代签的，是哪位代理人"),
                "Agent",
                required=False,
                at_window=True,
                help=_("须有和解、调解的特别授权。"),
            ),
            f.choice("manner", _("方式"), SignatureManner, required=False),
        ],
        basis="《信访工作条例》第二十条、《民法典》第一百六十五条",
    )
    def sign(self, act: Act) -> None:
        """A party signs; for others only with each one's written special authority."""

    @step(
        source=AgreementState.DRAFTED,
        label=_("调解员签名"),
        by=its_mediator,
        basis="《人民调解法》第二十九条",
        day_field="mediator_signed_on",
    )
    def countersign(self, act: Act) -> None:
        """The mediator signs."""

    @step(
        source=AgreementState.DRAFTED,
        target=AgreementState.SIGNED,
        label=_("盖章生效"),
        told_to_party=True,
        by=arranges | registrar | consequence,
        guards=[everyone_signed, mediator_signed, organiser_impartial],
        basis="《人民调解法》第二十九条",
        day_field="effective_on",
    )
    def take_effect(self, act: Act) -> None:
        """All have signed and the seal is put: the agreement binds, and settles its claims at once."""

    @step(
        source=AgreementState.SIGNED,
        target=AgreementState.PERFORMING,
        label=_("开始履行"),
        told_to_party=False,
        by=consequence,
    )
    def begin_performance(self, act: Act) -> None:
        """Follows the taking effect; the organ watches over performance."""

    @step(
        source=[AgreementState.PERFORMING, AgreementState.BREACHED],
        target=AgreementState.PERFORMED,
        label=_("履行完毕"),
        told_to_party=True,
        by=consequence,
        day_field="performed_on",
        annul=TakenBack(),
    )
    def conclude(self, act: Act) -> None:
        """Follows the performance of the last obligation, also after a breach was reported."""

    @step(
        source=AgreementState.PERFORMING,
        target=AgreementState.BREACHED,
        label=_("报告不履行"),
        turns_back=True,
        told_to_party=True,
        plain=_("对方没有照协议办的，在这里告诉办理单位。信访人可以要求把原来的诉求重新办理。"),
        ways=BY_WORD,
        by=arranges | a_party,
        guards=[something_late, reopening_by_petitioner],
        facts=[
            f.one("reported_by", _("报告人"), "Party", required=False, at_window=True),
            f.long_text("what_is_broken", _("不履行的情况"), longest=2000),
            f.yes_no("asks_reopening", _("信访人要求重新办理诉求")),
        ],
        basis="《人民调解法》第三十一条、第三十二条",
        day_field="breached_on",
    )
    def report_breach(self, act: Act) -> None:
        """The agreement is broken; if the petitioner asks, its claims are handled anew with a new D5."""

    @step(
        source=AgreementState.DRAFTED,
        target=AgreementState.ABANDONED,
        label=_("不再签订"),
        turns_back=True,
        told_to_party=False,
        by=arranges | consequence,
        facts=[f.text("why", _("原因"))],
    )
    def abandon(self, act: Act) -> None:
        """A party will not sign, or the mediation ended: the draft binds nobody."""

    @step(
        source=[*IN_FORCE, AgreementState.PERFORMED],
        label=_("申请司法确认"),
        power=Power.SETTLE,
        plain=_("告诉办理单位，双方已经一起向法院申请确认协议。"),
        ways=IN_WRITING,
        by=arranges | a_party,
        guards=[written_down, from_a_committee, confirmed_in_time, asked_jointly],
        facts=[f.some("applicants", _("共同申请的当事人"), "Party"), f.text("court", _("人民法院"))],
        basis="《人民调解法》第三十三条、《民事诉讼法》第二百零五条",
        day_field="confirmation_asked_on",
    )
    def ask_confirmation(self, act: Act) -> None:
        """Both sides together ask the court to confirm, within the period from its effect (D11)."""

    @step(
        source=[*IN_FORCE, AgreementState.PERFORMED, AgreementState.BREACHED],
        label=_("登记司法确认结果"),
        by=arranges,
        guards=[confirmation_asked],
        facts=[f.choice("confirmation", _("人民法院的决定"), ConfirmationResult), f.text("ruling", _("裁定书文号"))],
    )
    def record_confirmation(self, act: Act) -> None:
        """What the court decided; a confirmed agreement can be enforced."""

    @step(
        source=[*IN_FORCE, AgreementState.PERFORMED, AgreementState.BREACHED],
        label=_("回访"),
        by=arranges | head,
        guards=[next_visit_ahead],
        facts=VISIT_FACTS,
    )
    def revisit(self, act: Act) -> None:
        """Go and see whether it was performed, and write down what the party says."""
