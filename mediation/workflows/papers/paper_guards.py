"""When a paper may be drafted, approved, co-signed, issued, corrected: by whom, about what, and unchanged since."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import (
    DRAFTED_FROM_PETITION,
    PaperKind,
    RevocationDecision,
    Role,
)
from mediation.workflows.base import Act, Guard

REVIEW_OPINIONS = (PaperKind.REVIEW_OPINION, PaperKind.RE_EXAMINATION_OPINION)

another_approves = Guard(
    "approver_drafted",
    _("起草人不能审批自己起草的文书。"),
    lambda paper, act: act.by.user is None or paper.drafter_id != act.by.user.pk,
    _("请由其他负责人审批。"),
)
endorsed_first = Guard(
    "not_endorsed",
    lambda paper, act: (
        _("本机关规定的审核尚未完成，还缺：%s。") % "、".join(str(Role(role).label) for role in paper.to_endorse())
    ),
    lambda paper, act: not paper.to_endorse(),
    _("请依次审核后再批准。"),
)
its_turn = Guard(
    "not_ones_turn",
    _("还没有轮到您审核，或者本机关不需要这一审核。"),
    lambda paper, act: act.by.user is None or act.by.holds(next(iter(paper.to_endorse()), ""), paper.acting_organ),
)
approved_unchanged = Guard(
    "approval_void",
    _("文书内容与批准时不一致，原批准失效。"),
    lambda paper, act: not paper.needs_approval or paper.approved_hash == paper.content_hash(),
    _("请重新送审。"),
)
co_issuers_have_heads = Guard(
    "co_issuer_without_head",
    lambda paper, act: (
        _("联合署名的机关在本系统没有在任的负责人，无法会签：%s。")
        % "、".join(str(organ) for organ in paper.without_head(act.on))
    ),
    lambda paper, act: not paper.without_head(act.on),
    _("请先由管理员登记其负责人，或者从联合署名的机关中删去。"),
)
one_s_own_organ = Guard(
    "signs_for_another",
    _("只能代表本人任负责人的机关会签，并且该机关应当是联合署名的机关。"),
    lambda paper, act: act.co_issuer in paper.co_issuers() and act.by.holds(Role.HEAD, act.co_issuer),
    on_facts=True,
)
still_to_sign = Guard(
    "cosigned_before",
    _("您的机关已经会签过这份文书的这一稿。"),
    lambda paper, act: any(
        act.by.holds(Role.HEAD, organ) and act.co_issuer in (None, organ) for organ in paper.to_cosign()
    ),
)
cosigned_by_all = Guard(
    "not_cosigned",
    lambda paper, act: (
        _("联合署名的机关应当全部会签同一稿，还缺：%s。") % "、".join(str(organ) for organ in paper.to_cosign())
    ),
    lambda paper, act: not paper.to_cosign(),
    _("请等这些机关的负责人会签；不再联合署名的，请修改文书后重新送审。"),
)
corrects_like = Guard(
    "corrects_another_kind",
    _("只能用同一文种更正本卷宗中已经签发、仍然有效的文书。"),
    lambda paper, act: (
        act.corrects is None
        or (
            act.corrects.kind == act.kind
            and act.corrects.matter_id == paper.matter_id
            and act.corrects.state == "issued"
        )
    ),
    on_facts=True,
)
has_its_subject = Guard(
    "comes_of_another_step",
    lambda paper, act: _("“%s”由相应的程序步骤产生，不能在卷宗中直接起草。") % PaperKind(act.kind).label,
    lambda paper, act: (
        act.by.following
        or act.corrects is not None
        or (act.kind in DRAFTED_FROM_PETITION and getattr(paper.matter, "petition", None) is not None)
    ),
    _("请先办理该步骤（转送、听证、调解、延期、复查等），草稿会自动生成。"),
    on_facts=True,
)
one_character = Guard(
    "one_character",
    _("一次登记一个字，打印写法不能与该字相同。"),
    lambda paper, act: len(act.character) == 1 and act.character not in act.printed_as,
    on_facts=True,
)
told_in_writing = Guard(
    "not_served",
    _("这种文书不向当事人送达，不需要更正通知书。"),
    lambda paper, act: paper.must_be_served,
    _("请重新制作。"),
)
not_left_undecided = Guard(
    "review_left_undecided",
    _("复查意见书、复核意见书不能只撤销，否则请求人就得不到意见。"),
    lambda paper, act: act.by.following or paper.kind not in REVIEW_OPINIONS,
    _("请在这份文书的页面起草更正后的文书，签发后由它代替。"),
)
# What an organ decides by itself: to take it back needs as much as to make it.
ITS_OWN_DECISIONS = (PaperKind.HANDLING_OPINION, PaperKind.DUTY_ANSWER)


def _revokes_its_own(paper: Any, act: Act) -> bool:
    return not act.by.following and paper.kind in ITS_OWN_DECISIONS


revocation_is_founded = Guard(
    "revocation_unfounded",
    _("自行撤销处理意见、履职答复，应当写明情形、依据和由谁决定。"),
    lambda paper, act: not _revokes_its_own(paper, act) or bool(act.ground and act.basis and act.decided_by),
    _("请填写“撤销的情形”“依据”和“由谁决定”。"),
    on_facts=True,
)
order_is_named = Guard(
    "order_missing",
    _("上级机关责令改正的，应当写明是哪个机关的哪一份决定。"),
    lambda paper, act: act.decided_by != RevocationDecision.SUPERIOR or bool(act.order),
    _("请填写“上级机关的决定”。"),
    on_facts=True,
)
days_are_ordered = Guard(
    "days_by_nobody",
    _("本机关自行撤销的，不能自己另定期限：期限仍自受理之日起计算。"),
    lambda paper, act: act.redo_days is None or act.decided_by == RevocationDecision.SUPERIOR,
    _("请不填“责令重新处理的期限”。"),
    on_facts=True,
)
not_under_review = Guard(
    "under_review",
    _("已经请求复查、复核的文书，不能自行撤销。"),
    lambda paper, act: act.by.following or not paper.is_contested(),
    _("请向复查、复核机关说明，由它审查决定。"),
)
