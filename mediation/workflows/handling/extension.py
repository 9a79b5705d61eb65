"""延期: once, before the legal day, with reasons told to the petitioner (第三十四条)."""

from __future__ import annotations

from dataclasses import replace

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, handler, head
from mediation.vocabulary import ExtendableLimit
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.intake.attachment import claims_of_one_matter


class ExtensionState(models.TextChoices):
    """Where an extension stands."""

    REQUESTED = "requested", _("待批准")
    APPROVED = "approved", _("已批准")
    REFUSED = "refused", _("未批准")


something_runs = Guard(
    "nothing_to_extend",
    _("没有正在进行的办理期限，不需要延期。"),
    lambda extension, act: extension.deadlines(act).exists(),
    on_facts=True,
)
in_time = Guard(
    "extension_late",
    lambda extension, act: _("延期应当在期限届满前办理，期限已于%s届满。") % extension.first_legal_on(act),
    lambda extension, act: extension.first_legal_on(act) is None or act.on <= extension.first_legal_on(act),
    _("请尽快办结，并向信访人说明情况。"),
    on_facts=True,
)
of_its_own_claims = Guard(
    "not_its_claims",
    lambda extension, act: (
        _("下列诉求不由您的机关办理，或者没有这样的期限正在进行：%s") % "、".join(map(str, extension.strangers(act)))
    ),
    lambda extension, act: not extension.strangers(act),
    _("每个机关只延长自己办理的诉求的期限。"),
    on_facts=True,
)
under_one_law = Guard(
    "several_laws",
    lambda extension, act: (
        _("这些诉求适用不同的法律，不能在一次延期中办理：%s") % "、".join(sorted(extension.laws(act)))
    ),
    lambda extension, act: len(extension.laws(act)) <= 1,
    _("请分别延期，每次选择适用同一法律的诉求。"),
    on_facts=True,
)
only_once = Guard(
    "extended_before",
    _("这一期限已经申请过延期，只能延长一次（《信访工作条例》第三十四条）。"),
    lambda extension, act: not extension.others(act).exists(),
    _("请在现有期限内办结。"),
    on_facts=True,
)
not_too_long = Guard(
    "extension_too_long",
    lambda extension, act: (
        _("这一期限可以延长1至%d日（信访程序按自然日，履职期限按工作日）。") % extension.longest(act)
    ),
    lambda extension, act: act.days is None or 1 <= act.days <= extension.longest(act),
    _("请填写不超过上限的天数。"),
    on_facts=True,
)
another_approves = Guard(
    "approver_requested",
    _("申请延期的人不能批准自己的申请。"),
    lambda extension, act: act.by.user is None or act.by.following or extension.requested_by_id != act.by.user.pk,
    _("请由其他负责人批准。"),
)


class ExtensionLifecycle(Lifecycle):
    """One extension of the limit for handling a petition."""

    State = ExtensionState
    course_told = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ExtensionState.REQUESTED,
        label=_("申请延期"),
        told_to_party=False,
        by=handler,
        guards=[claims_of_one_matter, something_runs, of_its_own_claims, under_one_law, only_once, in_time, not_too_long],
        facts=[
            f.choice("code", _("延长的期限"), ExtendableLimit, required=False, help=_("不填为信访事项办理期限。")),
            f.some(
                "claims", _("延长哪几项诉求的期限"), "Claim", required=False,
                help=_("不选则为本机关办理、适用同一法律的全部诉求。"),
            ),
            f.number("days", _("延长的天数"), most=366, help=_("信访程序按日计，履职期限按工作日计。")),
            f.long_text("why", _("延期理由"), longest=2000),
        ],
        basis="《信访工作条例》第三十四条",
        day_field="requested_on",
    )  # fmt: skip
    def request(self, act: Act) -> None:
        """The handler asks for more time, before the legal day, with reasons."""
        self.code = self.limit_of(act)
        self.organ, self.requested_by = self.acting_organ_of(act.by), act.by.user
        self.old_due_on = self.first_legal_on(act)

    @step(
        source=ExtensionState.REQUESTED,
        target=ExtensionState.APPROVED,
        label=_("批准延期"),
        told_to_party=True,
        by=head,
        guards=[another_approves, replace(something_runs, on_facts=False), replace(in_time, on_facts=False)],
        basis="《信访工作条例》第三十四条",
        day_field="decided_on",
    )
    def approve(self, act: Act) -> None:
        """The head approves: the running limits move, and the petitioner is told why and until when."""
        self.decided_by = act.by.user

    @step(
        source=ExtensionState.REQUESTED,
        target=ExtensionState.REFUSED,
        label=_("不批准延期"),
        turns_back=True,
        told_to_party=False,
        by=head | consequence,
        guards=[another_approves],
        facts=[f.long_text("refusal_reason", _("不批准的理由"), longest=2000)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """The head does not approve; the limit stays as it is."""
        self.decided_by = act.by.user
