"""文书: drafted, checked, approved, issued under a number, and frozen."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    clock,
    co_issuing_head,
    consequence,
    head,
    in_charge,
    legal_reviewer,
    registrar,
    section_chief,
)
from mediation.vocabulary import PaperKind, RevocationDecision, RevocationGround
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.papers.paper_guards import (
    another_approves,
    approved_unchanged,
    co_issuers_have_heads,
    corrects_like,
    cosigned_by_all,
    days_are_ordered,
    endorsed_first,
    has_its_subject,
    its_turn,
    not_left_undecided,
    not_under_review,
    one_character,
    one_s_own_organ,
    order_is_named,
    revocation_is_founded,
    still_to_sign,
    told_in_writing,
)


class PaperState(models.TextChoices):
    """Where a paper stands."""

    DRAFTED = "drafted", _("起草中")
    SUBMITTED = "submitted", _("送审中")
    APPROVED = "approved", _("已批准")
    ISSUED = "issued", _("已签发")
    VOIDED = "voided", _("已作废")
    REVOKED = "revoked", _("已撤销")
    REPLACED = "replaced", _("已更正")


BEFORE_ISSUE = (PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED)
ISSUED_STATES = (PaperState.ISSUED, PaperState.REVOKED, PaperState.REPLACED)

COSIGNING = "《党政机关公文处理工作条例》第二十二条"

approved_if_needed = Guard(
    "not_approved",
    _("这种文书应当经负责人批准后签发。"),
    lambda paper, act: not paper.needs_approval or paper.state == PaperState.APPROVED,
    _("请先送审。"),
)


copies_are_waiting = Guard("no_copy_waits", _("每个受送达人都已经列入送达。"), lambda paper, act: paper.copies_wait)


class PaperLifecycle(Lifecycle):
    """One formal paper."""

    State = PaperState
    course_told = True
    own_section = True

    if TYPE_CHECKING:
        copies_wait: bool
        endorsements: list[dict[str, Any]]
        cosignatures: list[dict[str, Any]]

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=PaperState.DRAFTED,
        label=_("起草文书"),
        told_to_party=False,
        by=in_charge,
        guards=[corrects_like, has_its_subject],
        facts=[
            f.choice("kind", _("文种"), PaperKind),
            f.some("addressees", _("受送达人"), "Party", required=False, help=_("不选则为全体信访人或者其代表人。")),
            f.some(
                "claims", _("答复的诉求"), "Claim", required=False,
                help=_("履职答复书填写；不填则为本机关已经受理、尚未答复、适用同一法律的全部诉求。"),
            ),
            f.content("content", _("内容")),
            f.one("corrects", _("更正哪份文书"), "Paper", required=False, help=_("签发后，原文书由本文书代替。")),
        ],
    )  # fmt: skip
    def draft(self, act: Act) -> None:
        """Begin a paper, filled with what the file already knows; a correction begins as what it corrects."""
        if self.corrects:
            self.organ, self.to_organ = self.corrects.organ, self.corrects.to_organ
            self.subject_type, self.subject_id = self.corrects.subject_type, self.corrects.subject_id
        self.organ = (self.organ if self.organ_id else self.acting_organ_of(act.by)).competent_on(act.on)
        if self.to_organ is not None:
            self.to_organ = self.to_organ.competent_on(act.on)
        self.drafter = act.by.user

    @step(
        source=[PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED],
        target=PaperState.DRAFTED,
        label=_("修改"),
        turns_back=True,
        told_to_party=False,
        by=in_charge,
        facts=[f.content("content", _("内容"))],
    )
    def revise(self, act: Act) -> None:
        """Change the content; an approval already given is void."""
        self.approved_hash, self.approver = "", None

    @step(
        source=[PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED],
        label=_("说明提醒事项"),
        by=in_charge,
        facts=[
            f.table(
                "answers",
                _("说明"),
                f.text("finding", _("提醒的代码")),
                f.long_text("reason", _("为什么可以这样"), longest=1000),
            )
        ],
        hidden=True,
    )
    def explain(self, act: Act) -> None:
        """Answer warnings of the check-up with reasons; they go to the head with the draft and stay in the file."""

    @step(
        source=[PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED],
        label=_("登记打印写法"),
        by=in_charge,
        guards=[one_character],
        facts=[
            f.text("character", _("不能打印的字"), longest=2),
            f.text(
                "printed_as", _("打印写法"), longest=40, help=_("用能打印的字写明，例如“（左王右炎）”或者同音字加注。")
            ),
        ],
    )
    def settle_print_form(self, act: Act) -> None:
        """Say how a character that no font has is printed in the papers of this matter; the record keeps it as it is."""

    @step(
        source=PaperState.DRAFTED,
        target=PaperState.SUBMITTED,
        label=_("送审"),
        told_to_party=False,
        by=in_charge,
        guards=[co_issuers_have_heads],
    )
    def submit(self, act: Act) -> None:
        """Send the checked draft to the head; whoever submits it answers for it as its drafter.

        A step of the head may have brought the draft about; that does not make the head its drafter.
        """
        self.drafter = act.by.user

    @step(
        source=PaperState.SUBMITTED,
        target=PaperState.DRAFTED,
        label=_("退回修改"),
        turns_back=True,
        told_to_party=False,
        by=head | section_chief | legal_reviewer,
        facts=[
            f.long_text("comment", _("修改意见")),
            f.table(
                "remarks",
                _("逐段意见"),
                f.text("quoted", _("哪一段（照抄几个字）")),
                f.long_text("remark", _("意见"), longest=1000),
                required=False,
            ),
        ],
    )
    def send_back(self, act: Act) -> None:
        """Give the draft back with comments, on the whole and on single paragraphs."""

    @step(
        source=PaperState.SUBMITTED,
        label=_("审核通过"),
        forward=True,
        by=section_chief | legal_reviewer,
        guards=[another_approves, its_turn],
        facts=[f.long_text("opinion", _("审核意见"), required=False, longest=1000)],
    )
    def endorse(self, act: Act) -> None:
        """A section or the legal office, as the organ has set it, has no objection to exactly this content."""
        role = self.to_endorse()[0]
        told = {"role": role, "by": str(act.by), "on": act.on, "opinion": act.opinion or ""}
        self.endorsements = [*self.endorsements, {**told, "hash": self.content_hash()}]

    @step(
        source=PaperState.SUBMITTED,
        target=PaperState.APPROVED,
        label=_("批准"),
        told_to_party=False,
        by=head,
        guards=[another_approves, endorsed_first],
    )
    def approve(self, act: Act) -> None:
        """Approve exactly this content; the approval is bound to its hash."""
        self.approver, self.approved_hash = act.by.user, self.content_hash()

    @step(
        source=PaperState.APPROVED,
        label=_("会签"),
        forward=True,
        by=co_issuing_head,
        guards=[another_approves, approved_unchanged, one_s_own_organ, still_to_sign],
        facts=[
            f.one("co_issuer", _("会签机关"), "Organ"),
            f.long_text("opinion", _("会签意见"), required=False, longest=1000),
        ],
        basis=COSIGNING,
    )
    def cosign(self, act: Act) -> None:
        """The head of an organ that issues jointly agrees to exactly this content, once the lead organ has approved it.

        An edit voids it like the approval. The organs sign in any order: each sees the same frozen text.
        """
        told = {"organ": act.co_issuer.pk, "by": str(act.by), "on": act.on, "opinion": act.opinion or ""}
        self.cosignatures = [*self.cosignatures, {**told, "hash": self.content_hash()}]

    @step(
        source=PaperState.APPROVED,
        target=PaperState.DRAFTED,
        label=_("不同意会签"),
        turns_back=True,
        told_to_party=False,
        by=co_issuing_head,
        guards=[one_s_own_organ],
        facts=[f.one("co_issuer", _("会签机关"), "Organ"), f.long_text("comment", _("理由和修改意见"))],
        basis=COSIGNING,
    )
    def decline_to_cosign(self, act: Act) -> None:
        """The head of a co-issuing organ does not agree, or no longer: the draft goes back with the reason."""
        self.approved_hash, self.approver = "", None

    @step(
        source=[PaperState.DRAFTED, PaperState.APPROVED],
        target=PaperState.ISSUED,
        label=_("签发"),
        told_to_party=True,
        by=registrar | consequence,
        guards=[approved_if_needed, approved_unchanged, cosigned_by_all],
        day_field="issued_on",
    )
    def issue(self, act: Act) -> None:
        """Number, freeze and send to the renderer; the number is taken in this transaction.

        An organ whose powers went to another since the draft was begun issues nothing: its successor does.
        """
        self.organ = self.organ.competent_on(act.on)

    @step(source=PaperState.ISSUED, label=_("续列送达"), told_to_party=False, by=clock, guards=[copies_are_waiting])
    def list_copies(self, act: Act) -> None:
        """The copies of a paper for many, some at a time, by the worker; nothing is sent before all are listed."""

    @step(
        source=[PaperState.DRAFTED, PaperState.SUBMITTED, PaperState.APPROVED],
        target=PaperState.VOIDED,
        label=_("作废"),
        turns_back=True,
        told_to_party=False,
        by=in_charge | consequence,
        facts=[f.text("why", _("作废的理由"))],
    )
    def void(self, act: Act) -> None:
        """Give up a draft."""

    @step(
        source=PaperState.ISSUED,
        label=_("更正笔误"),
        by=in_charge,
        guards=[told_in_writing],
        facts=[
            f.long_text("wrong", _("原文"), longest=1000),
            f.long_text("right", _("更正为"), longest=1000),
            f.text("why", _("原因")),
        ],
    )
    def rectify(self, act: Act) -> None:
        """A slip that changes no result: a notice corrects it, the paper stays in force and its periods run on."""

    @step(
        source=PaperState.ISSUED,
        target=PaperState.REVOKED,
        label=_("撤销"),
        turns_back=True,
        told_to_party=True,
        by=head | consequence,
        guards=[not_left_undecided, not_under_review, revocation_is_founded, order_is_named, days_are_ordered],
        facts=[
            f.long_text("why", _("撤销的理由")),
            f.choice("ground", _("撤销的情形"), RevocationGround, required=False, help=_("处理意见书、履职答复书必填，以下同。")),
            f.text("basis", _("依据"), required=False, help=_("法律法规的名称和条文。")),
            f.choice("decided_by", _("由谁决定"), RevocationDecision, required=False),
            f.text("order", _("上级机关的决定"), required=False, help=_("上级机关责令改正的，写明机关、文号和日期。")),
            f.number("redo_days", _("责令重新处理的期限（日）"), required=False, least=1, most=366),
        ],
    )  # fmt: skip
    def revoke(self, act: Act) -> None:
        """Take an issued paper out of force; it stays in the file under its number.

        An organ takes its own opinion back once by itself; its claims are in hand again, and their limit still runs from the
        acceptance, unless a superior ordered other days (第三十四条).
        """

    @step(
        source=PaperState.ISSUED,
        target=PaperState.REPLACED,
        label=_("更正"),
        turns_back=True,
        told_to_party=True,
        by=consequence,
        facts=[f.one("replacement", _("更正后的文书"), "Paper")],
    )
    def replace(self, act: Act) -> None:
        """Follows the issue of a new paper that names this one: it takes its place."""
