"""When a review may be asked for, joined, accepted, decided: the right opinion, organ, people and day."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import (
    AgentKind,
    PaperKind,
    ReviewOutcome,
    ReviewStage,
)
from mediation.workflows.base import Guard

HANDLED_BEFORE = _("办理、调解过该事项，参加过听证合议，或者已在本事项中回避的人，不能办理复查、复核。")
opinion_contested = Guard(
    "no_opinion",
    _("请求复查的应当是已经送达的处理意见书；请求复核的应当是已经送达的复查意见书。"),
    lambda review, act: act.opinion is None or review.may_contest(act.opinion, act.stage),
    _("请选择意见书；不得越级请求。"),
    on_facts=True,
)
something_to_contest = Guard(
    "nothing_to_contest",
    _("没有可以请求复查、复核的意见书：处理意见书、复查意见书送达以后才能请求；信访事项已经撤回的，不再请求。"),
    lambda review, act: review.matter_id is None or review.something_to_contest(),
)
rule_lets_extend = Guard(
    "no_rule_of_extension",
    _("《信访工作条例》没有规定复查、复核可以延期；本地规则没有启用复查、复核延期，不能延长。"),
    lambda review, act: review.period() is None or review.period().time_limit.max_extension != 0,
    _("请在期限内作出意见；地方规定允许延期的，请管理员在本地规则中启用D9x并写明依据。"),
)
extended_once = Guard(
    "review_extended_before",
    _("本次复查（复核）的期限已经延长过，不得再次延长。"),
    lambda review, act: review.period() is None or not review.period().extension_days,
)
extended_in_time = Guard(
    "review_extension_late",
    _("复查（复核）的期限已经届满，不能再延长。"),
    lambda review, act: review.period() is not None and act.on <= review.period().legal_on,
    _("请尽快作出意见，并向请求人说明情况。"),
)
within_the_rule = Guard(
    "review_extension_too_long",
    lambda review, act: _("按照本地规则，复查（复核）期限最多延长%d日。") % review.longest_extension(),
    lambda review, act: act.days is None or act.days <= review.longest_extension(),
    _("请减少天数。"),
    on_facts=True,
)
only_petitioners = Guard(
    "not_a_petitioner",
    _("只有信访人可以请求复查、复核（《信访工作条例》第三十五条、第三十六条）。"),
    lambda review, act: all(party.role == "petitioner" for party in review.asking(act)),
    _("对方当事人可以依法通过其他途径主张权利。"),
    on_facts=True,
    of_party=True,
)
served_on_all = Guard(
    "not_served_yet",
    lambda review, act: _("意见书尚未送达：%s。送达以后才能请求。") % "、".join(p.name for p in review.not_served(act)),
    lambda review, act: not review.not_served(act),
    _("请先完成送达。"),
    on_facts=True,
)
right_organ = Guard(
    "not_a_review_organ",
    lambda review, act: _("%(organ)s不是这份意见的%(stage)s机关。可以选择：%(set)s。") % review.organ_words(act),
    lambda review, act: act.organ is None or act.opinion is None or review.is_review_organ(act),
    on_facts=True,
)
one_review = Guard(
    "review_exists",
    _("对这份意见已经有一件复查（复核）正在办理，不另立新件。"),
    lambda review, act: (
        act.opinion is None or not act.opinion.reviews_of(act.stage).pending().exclude(pk=review.pk).exists()
    ),
    _("请使用“加入请求”。"),
    on_facts=True,
)
asks_once = Guard(
    "reviewed_before",
    lambda review, act: (
        _("对这份意见，下列信访人的请求已经作出复查（复核）意见：%s")
        % "、".join(str(party) for party in review.heard_before(act))
    ),
    lambda review, act: not review.heard_before(act),
    _("不服复查意见的，可以请求复核。"),
    on_facts=True,
)
still_a_petitioner = Guard(
    "withdrew_before",
    _("已经撤回自己那一部分的信访人，不能请求复查、复核。"),
    lambda review, act: all(party.withdrawn_on is None for party in review.asking(act)),
    _("需要重新提出的，请另行登记。"),
    on_facts=True,
    of_party=True,
)
part_goes_on = Guard(
    "part_withdrawn",
    _("撤回了整个信访事项的，先要取消那一次撤回，请求才能恢复。"),
    lambda review, act: all(party.withdrawn_on is None for party in review.rescinding(act)),
    _("请先在信访事项中取消撤回。"),
    on_facts=True,
    of_party=True,
)
no_newer_review = Guard(
    "newer_review",
    _("对这份意见，后来已经有人请求复查（复核），正在办理。"),
    lambda review, act: not review.another_pending(),
    _("请加入那一次复查（复核）。"),
)
not_an_answer_on_duty = Guard(
    "other_remedy",
    _("这份答复适用行政复议、行政诉讼的救济途径，不适用复查、复核。"),
    lambda review, act: act.opinion is None or act.opinion.kind != PaperKind.DUTY_ANSWER,
    _("请按答复书中的权利告知申请行政复议。"),
    on_facts=True,
)
somebody_asks = Guard(
    "no_applicant",
    _("请选择请求人。"),
    lambda review, act: bool(review.asking(act)),
    on_facts=True,
)
agent_of_who_asks = Guard(
    "agent_of_another",
    lambda review, act: _("%s不是请求人的代理人，或者授权不在有效期内，或者只代收文书。") % act.agent,
    lambda review, act: (
        act.agent is None
        or (
            act.agent.principal in review.asking(act)
            and act.agent.covers(act.on)
            and act.agent.kind != AgentKind.RECEIVER
        )
    ),
    _("请选择请求人自己的代理人；本人来的，不用填写。"),
    on_facts=True,
)
somebody_withdraws = Guard(
    "nobody_withdraws",
    _("请选择撤回人。"),
    lambda review, act: bool(review.asking(act)),
    on_facts=True,
)
not_joined_before = Guard(
    "joined_before",
    _("这位信访人已经请求过。"),
    lambda review, act: not review.requests.filter(party__in=review.asking(act), withdrawn_on=None).exists(),
)
are_late = Guard(
    "not_late",
    _("请选择逾期提出、尚未决定的请求。"),
    lambda review, act: (
        {p.pk for p in act.late_parties or ()} <= {r.party_id for r in review.undecided()} and bool(act.late_parties)
    ),
    on_facts=True,
)
late_decided = Guard(
    "late_undecided",
    lambda review, act: _("以下逾期请求还没有决定是否受理：%s") % "、".join(str(r.party) for r in review.undecided()),
    lambda review, act: not review.undecided(),
    _("请先决定。"),
)
has_asked = Guard(
    "not_asked",
    _("没有可以撤回的请求。"),
    lambda review, act: all(review.applicants().filter(party=party).exists() for party in review.asking(act)),
    on_facts=True,
    of_party=True,
)
late_has_cause = Guard(
    "good_cause_missing",
    lambda review, act: _("以下请求已经超过期限，受理时应当写明正当理由，否则不予受理：%s") % review.late_words(),
    lambda review, act: not review.undecided() or bool(act.good_cause) or review.timely().exists(),
    on_facts=True,
)
nobody_handled_it = Guard(
    "reviewer_handled_it",
    HANDLED_BEFORE,
    lambda review, act: act.reviewer is None or not review.took_part(act.reviewer),
    _("请指定其他人办理。"),
    on_facts=True,
)
acts_untouched = Guard(
    "reviewer_handled_it",
    HANDLED_BEFORE,
    lambda review, act: act.by.user is None or not review.took_part(act.by.user),
    _("请指定其他人办理。"),
)
withdraws_own = Guard(
    "not_own_request",
    _("只能撤回本人的请求。"),
    lambda review, act: (
        act.by.following or act.by.party is None or all(p.pk == act.by.party.pk for p in review.asking(act))
    ),
    on_facts=True,
    of_party=True,
)
has_opinion = Guard(
    "outcome_missing", _("复查（复核）意见应当写明维持、变更或者撤销。"),
    lambda review, act: bool(act.outcome), on_facts=True,
)  # fmt: skip
posted_before = Guard(
    "posted_in_future",
    _("邮戳日期不能晚于收到的日期。"),
    lambda review, act: act.posted_on is None or act.posted_on <= act.on,
    _("请核对信封上的邮戳。"),
    on_facts=True,
)
redo_was_ordered = Guard(
    "no_redo_ordered",
    _("这份意见没有责令重新处理，期限不自原办理机关签收起算。"),
    lambda review, act: review.outcome == ReviewOutcome.REVOKED_REDO,
)
order_received_once = Guard(
    "order_received_before",
    lambda review, act: _("原办理机关已于%s签收。") % review.order_received_on,
    lambda review, act: review.order_received_on is None,
    _("日期记错的，请更正日期。"),
)
received_after_issue = Guard(
    "received_before_issue",
    lambda review, act: _("意见书%s才作出，不能在这以前签收。") % review.decided_on,
    lambda review, act: review.decided_on is None or act.on >= review.decided_on,
    _("请核对签收的日期。"),
)
final_stage = Guard(
    "not_final",
    _("只有复核意见可以公示。"),
    lambda review, act: review.stage == ReviewStage.RE_EXAMINATION,
)
hearing_was_held = Guard(
    "no_hearing_held",
    _("只有经过听证的复核意见可以公示（《信访工作条例》第三十六条第二款）。"),
    lambda review, act: any(one.stage == review.stage and one.is_concluded for one in review.matter.every("hearings")),
)
