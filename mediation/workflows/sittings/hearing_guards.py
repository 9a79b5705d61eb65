"""The conditions of a hearing's steps: notice, panel, order, vote."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from mediation.vocabulary import HearingEnd, HearingPhase, Presence, Route
from mediation.workflows.base import Act, Guard
from mediation.workflows.guards import names
from mediation.workflows.periods import in_words, told_of

SMALLEST_PANEL = 3
MOST_AGENTS = 2
OVER = ("refused", "waived", "concluded", "reported", "terminated")


def _requester(hearing: Any, act: Act) -> Any:
    return act.requested_by or act.by.party


def _may_be_another_stage(hearing: Any, act: Act) -> bool:
    """While a review is pending at whose stage none is under way, that stage may be meant: it is not known before it is stated."""
    taken = {one.stage for one in hearing.matter.every("hearings") if one.state not in OVER}
    return act.preview and any(review.stage not in taken for review in hearing.matter.pending_reviews)


review_of_this_file = Guard(
    "review_elsewhere",
    _("所选的复查、复核不在本卷宗内，或者已经办结。"),
    lambda hearing, act: act.review is None or act.review in hearing.matter.pending_reviews,
    _("请选择正在办理的复查、复核。"),
    on_facts=True,
)
heard_on_this_route = Guard(
    "nothing_to_be_heard",
    _(
        "听证只用于依信访程序办理的诉求和复查、复核（《信访工作条例》第三十一条第六项、第三十六条第二款），本件没有正在办理的这类诉求。"
    ),
    lambda hearing, act: (
        hearing.review_for(act) is not None
        or (act.preview and bool(hearing.matter.pending_reviews))
        or any(c.route == Route.PETITION_PROCEDURE and not c.disposal for c in hearing.matter.every("claims"))
    ),
    _("建议意见由承办单位研究回复，申请履职的诉求依照有关法律办理。"),
)
none_before = Guard(
    "hearing_under_way",
    _("这一阶段已有正在进行的听证。"),
    lambda hearing, act: _may_be_another_stage(hearing, act) or not hearing.others_at_stage(act),
    _("请在已有的听证中办理。"),
)
requester_named = Guard(
    "requester_missing",
    _("请选择提出申请的信访人。"),
    lambda hearing, act: (
        (asker := _requester(hearing, act)) is not None
        and asker.matter_id == hearing.matter_id
        and asker.role == "petitioner"
    ),
    on_facts=True,
)
posted_before = Guard(
    "posted_in_future",
    _("邮戳日期不能晚于收到的日期。"),
    lambda hearing, act: act.posted_on is None or act.posted_on <= act.on,
    _("请核对信封上的邮戳。"),
    on_facts=True,
)
right_in_time = Guard(
    "hearing_request_late",
    lambda hearing, act: (
        _("听证应当自被告知之日起%(span)s内申请，最后一日是%(last)s，逾期视为放弃。")
        % told_of(hearing.right_of(_requester(hearing, act), act))
    ),
    lambda hearing, act: (
        _requester(hearing, act) is None
        or (until := hearing.right_until(_requester(hearing, act), act)) is None
        or (act.posted_on or act.on) <= until
    ),
    _("机关仍可以依职权决定举行听证。"),
    on_facts=True,
    of_party=True,
)
withdrawn_not_renewed = Guard(
    "request_withdrawn_before",
    _("听证申请撤回后，不得以同一事实再次申请。"),
    lambda hearing, act: not hearing.withdrawn_before(_requester(hearing, act), act),
    _("机关仍可以依职权决定举行听证。"),
    on_facts=True,
    of_party=True,
)
right_not_waived = Guard(
    "right_waived",
    _("这位信访人已经放弃听证。"),
    lambda hearing, act: not hearing.renounced.filter(pk=getattr(_requester(hearing, act), "pk", None)).exists(),
    _("机关仍可以依职权决定举行听证。"),
    on_facts=True,
    of_party=True,
)
waiver_is_ones_own = Guard(
    "waiver_not_ones_own",
    _("请选择放弃听证的信访人。"),
    lambda hearing, act: (
        bool(people := hearing.waiving(act))
        and all(p.matter_id == hearing.matter_id and p.role == "petitioner" for p in people)
    ),
    on_facts=True,
    of_party=True,
)
requester_asks = Guard(
    "not_the_requester",
    _("听证申请由申请人本人撤回。"),
    lambda hearing, act: act.by.party is None or hearing.requested_by_id == act.by.party.pk,
    _("请由申请人撤回。"),
)
somebody_asked = Guard(
    "nobody_asked",
    _("还没有人申请听证，没有可以撤回的申请。"),
    lambda hearing, act: hearing.requested_by_id is not None,
    _("信访人放弃听证的，请登记放弃。"),
)
panel_is_odd = Guard(
    "panel_even",
    lambda hearing, act: _("听证组人数应当为单数，现为%d人。") % len(act.panel),
    lambda hearing, act: len({u.pk for u in act.panel or ()}) % 2 == 1,
    _("请增加或者减少一人。"),
    on_facts=True,
)
panel_large_enough = Guard(
    "panel_too_small",
    _("听证组不少于3人。"),
    lambda hearing, act: len({u.pk for u in act.panel or ()}) >= SMALLEST_PANEL,
    _("请增加听证员。"),
    on_facts=True,
)
presider_on_panel = Guard(
    "presider_not_on_panel",
    _("主持人应当是听证组成员。"),
    lambda hearing, act: act.presider in (act.panel or ()),
    _("请把主持人列入听证员。"),
    on_facts=True,
)
presider_qualified = Guard(
    "presider_not_qualified",
    _("主持人应当从听证主持人中指定。"),
    lambda hearing, act: "presiding_officer" in act.presider.roles(act.on),
    _("请选择有听证主持人岗位的人员。"),
    on_facts=True,
)
presider_took_no_part = Guard(
    "presider_took_part",
    lambda hearing, act: _("办理、调查、调解过本事项的人不得主持听证：%s") % hearing.not_to_sit([act.presider]),
    lambda hearing, act: not hearing.not_to_sit([act.presider]),
    _("请另行指定主持人。"),
    on_facts=True,
)
panel_took_no_part = Guard(
    "panellist_took_part",
    lambda hearing, act: _("办理、调查、调解过本事项的人不得担任听证员：%s") % hearing.not_to_sit(act.panel),
    lambda hearing, act: not hearing.not_to_sit(act.panel),
    _("请更换听证员。"),
    on_facts=True,
)
recorder_separate = Guard(
    "recorder_on_panel",
    _("记录员应当在听证组以外另行指定。"),
    lambda hearing, act: act.recorder not in act.panel,
    _("请另行指定记录员。"),
    on_facts=True,
)
recorder_took_no_part = Guard(
    "recorder_took_part",
    lambda hearing, act: _("办理、调查、调解过本事项的人不得担任记录员：%s") % hearing.not_to_sit([act.recorder]),
    lambda hearing, act: not hearing.not_to_sit([act.recorder]),
    _("请另行指定记录员。"),
    on_facts=True,
)
panel_as_told = Guard(
    "panel_told_already",
    lambda hearing, act: (
        _("听证通知书已经写明听证组，只能补足因回避空出的席位；不在空缺之列的变动：%s")
        % names(hearing.changed_without_need(act))
    ),
    lambda hearing, act: not hearing.changed_without_need(act),
    _("确需更换的，请先延期听证，重新通知。"),
    on_facts=True,
)
panel_appointed = Guard(
    "panel_missing",
    _("听证组尚未组成，或者主持人、记录员空缺。"),
    lambda hearing, act: bool(hearing.presider_id and hearing.recorder_id and hearing.panel_size()),
    _("请机关负责人组成听证组。"),
)
panel_complete = Guard(
    "panel_incomplete",
    lambda hearing, act: _("听证组现有%d人，人数应当为单数且不少于3人。") % hearing.panel_size(),
    lambda hearing, act: hearing.panel_size() % 2 == 1 and hearing.panel_size() >= SMALLEST_PANEL,
    _("请机关负责人补足听证组。"),
)
no_recusal_pending = Guard(
    "recusal_pending",
    lambda hearing, act: _("回避申请尚未决定：%s") % names(hearing.recusals_pending()),
    lambda hearing, act: not hearing.recusals_pending(),
    _("请先决定是否回避。"),
)
closed_says_why = Guard(
    "closed_without_reason",
    _("听证公开举行；不公开的，应当写明理由。"),
    lambda hearing, act: not act.closed or bool(act.closed_reason),
    _("请填写不公开的理由，或者取消“不公开举行”。"),
    on_facts=True,
)
minutes_positive = Guard(
    "minutes_out_of_range",
    _("预计时长应当在10分钟到24小时之间。"),
    lambda hearing, act: act.minutes is None or 10 <= act.minutes <= 1440,
    on_facts=True,
)
starts_ahead = Guard(
    "hearing_in_past",
    _("听证时间不能早于今天。"),
    lambda hearing, act: hearing.day_of(act.starts_at) >= act.on,
    on_facts=True,
)
notice_can_be_served = Guard(
    "too_soon_for_notice",
    lambda hearing, act: (
        _("听证通知书应当提前%(span)s送达，最迟%(last)s，已经来不及。")
        % {
            "span": in_words(hearing.notice_limit_for(act.starts_at)),
            "last": hearing.notice_day_for(act.starts_at),
        }
    ),
    lambda hearing, act: act.on <= hearing.notice_day_for(act.starts_at),
    _("请把听证安排在更晚的日期。"),
    on_facts=True,
)
notice_in_time = Guard(
    "notice_too_late",
    lambda hearing, act: (
        _("听证通知书应当在%(day)s以前送达，以下当事人尚未送达或者送达过晚：%(names)s")
        % {"day": hearing.notice_due_on, "names": names(hearing.noticed_late())}
    ),
    lambda hearing, act: not hearing.noticed_late(),
    _("请延期听证，并重新通知。"),
)
ended_that_day = Guard(
    "ended_another_day",
    _("结束的时刻与闭会的日期不是同一天，或者还没有到。"),
    lambda hearing, act: act.ended_at is None or (localtime(act.ended_at).date() == act.on and act.ended_at <= act.at),
    _("请核对；补录的，请填写当日的日期。"),
    on_facts=True,
)
hearing_day = Guard(
    "not_hearing_day",
    lambda hearing, act: _("听证定于%s举行。") % hearing.held_on(),
    lambda hearing, act: hearing.may_be_held_on(act.on),
    _("请在当日办理，或者先延期听证。"),
)
only_invited = Guard(
    "not_invited",
    _("名单中有不是本次听证参加人的当事人。"),
    lambda hearing, act: {row["party"].pk for row in act.attendance or ()} <= hearing.invited_ids(),
    on_facts=True,
)
two_agents = Guard(
    "too_many_agents",
    _("每位当事人可以委托一至二名代理人。"),
    lambda hearing, act: all(
        len([a for a in row["agents"].split("、") if a.strip()]) <= MOST_AGENTS for row in act.attendance or ()
    ),
    _("请核对代理人。"),
    on_facts=True,
)
attendance_complete = Guard(
    "attendance_not_checked",
    lambda hearing, act: _("尚未核对以下当事人是否到场：%s") % names(hearing.unchecked()),
    lambda hearing, act: not hearing.unchecked(),
    _("请记录员先核对到场情况。"),
)
petitioner_came = Guard(
    "petitioner_absent",
    _("没有信访人到场，不能开始听证。"),
    lambda hearing, act: hearing.petitioners_present(),
    _("有正当理由的请延期，无正当理由的请终止。"),
)
in_order = Guard(
    "out_of_order",
    lambda hearing, act: _("听证已进行到“%s”，不能回到前面的环节。") % HearingPhase(hearing.reached()).label,
    lambda hearing, act: (
        not hearing.reached() or HearingPhase.values.index(act.phase) >= HearingPhase.values.index(hearing.reached())
    ),
    _("需要重新质证的，可以中止后恢复听证。"),
    on_facts=True,
)
last_statements_made = Guard(
    "last_statement_missing",
    lambda hearing, act: _("还没有听取：%s") % names(HearingPhase(p).label for p in hearing.unheard()),
    lambda hearing, act: not hearing.unheard(),
    _("请先听取双方陈述和最后陈述；放弃陈述的，如实记录。"),
)
every_member_votes = Guard(
    "vote_incomplete",
    _("听证组每一位成员都应当表决一次，不得弃权，其他人不得表决。"),
    lambda hearing, act: sorted(row["member"].pk for row in act.votes or ()) == hearing.panel_ids(),
    _("请核对表决名单。"),
    on_facts=True,
)
conclusion_has_majority = Guard(
    "no_majority",
    _("结论应当由听证组过半数成员同意。"),
    lambda hearing, act: bool(hearing.conclusion) and 2 * hearing.votes_for() > hearing.panel_size(),
    _("请继续合议，就另一结论表决。"),
)
record_signed = Guard(
    "record_not_signed",
    lambda hearing, act: _("到场的当事人应当在笔录上签名，拒绝签名的写明情况：%s") % names(hearing.unsigned(act)),
    lambda hearing, act: not hearing.unsigned(act),
    _("请补充签名情况。"),
    on_facts=True,
)
absence_final = Guard(
    "absence_not_final",
    lambda hearing, act: (
        _("没有到场的信访人可以说明正当理由，最后一日是%s；已经说明的，应当先作决定。") % hearing.excuse_until(act)
    ),
    lambda hearing, act: act.end_ground != HearingEnd.ABSENT or hearing.excuse_until(act) is None,
    _("期限届满没有说明，或者说明的理由没有被接受的，再终止。"),
    on_facts=True,
)
absence_recorded = Guard(
    "absence_not_recorded",
    _("以信访人无正当理由不到场为由终止的，应当先核对到场情况。"),
    lambda hearing, act: act.end_ground != HearingEnd.ABSENT or hearing.all_petitioners(Presence.ABSENT_WITHOUT_CAUSE),
    _("请记录员先核对到场情况；有正当理由的应当延期。"),
    on_facts=True,
)
