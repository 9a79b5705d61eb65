"""听证: offered or asked for, granted, prepared, held in its order, voted on, concluded, reported."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import (
    Actor,
    Permission,
    consequence,
    handler,
    head,
    petitioner,
)
from mediation.vocabulary import (
    AdjournGround,
    HearingEnd,
    HearingPhase,
    PostponeGround,
    Presence,
)
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Lifecycle, step
from mediation.workflows.hearing_guards import (
    absence_recorded,
    attendance_complete,
    bookable_room,
    closed_says_why,
    conclusion_has_majority,
    every_member_votes,
    hearing_day,
    in_order,
    last_statements_made,
    minutes_positive,
    no_recusal_pending,
    none_before,
    notice_can_be_served,
    notice_in_time,
    only_invited,
    panel_appointed,
    panel_complete,
    panel_is_odd,
    panel_large_enough,
    panel_took_no_part,
    petitioner_came,
    posted_before,
    presider_on_panel,
    presider_qualified,
    presider_took_no_part,
    record_signed,
    recorder_separate,
    recorder_took_no_part,
    requester_asks,
    requester_named,
    review_of_this_file,
    right_in_time,
    right_not_waived,
    somebody_asked,
    starts_ahead,
    two_agents,
    waiver_is_ones_own,
    withdrawn_not_renewed,
)


class HearingState(models.TextChoices):
    """Where a hearing stands; how it ended is a field of its own."""

    OFFERED = "offered", _("已告知听证权利")
    PROPOSED = "proposed", _("拟举行听证，等待同意")
    REQUESTED = "requested", _("待决定")
    GRANTED = "granted", _("已决定听证，准备中")
    REFUSED = "refused", _("不予听证")
    WAIVED = "waived", _("未申请或者不同意听证")
    SCHEDULED = "scheduled", _("已排期")
    IN_SESSION = "in_session", _("听证中")
    ADJOURNED = "adjourned", _("已中止")
    DELIBERATING = "deliberating", _("合议中")
    CONCLUDED = "concluded", _("已作出结论")
    REPORTED = "reported", _("已报告")
    TERMINATED = "terminated", _("已终止")


UNDER_WAY = (
    HearingState.OFFERED, HearingState.PROPOSED, HearingState.REQUESTED, HearingState.GRANTED, HearingState.SCHEDULED,
    HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING,
)  # fmt: skip
PREPARING = (HearingState.REQUESTED, HearingState.GRANTED, HearingState.SCHEDULED)
HELD = (HearingState.IN_SESSION, HearingState.ADJOURNED, HearingState.DELIBERATING)


def _presides(hearing: Any, actor: Actor) -> bool:
    return actor.user is not None and hearing.presider_id == actor.user.pk


def _records(hearing: Any, actor: Actor) -> bool:
    return actor.user is not None and hearing.recorder_id == actor.user.pk


def _reviews(hearing: Any, actor: Actor) -> bool:
    if hearing.organ_id or hearing.review_id:
        return actor.holds("reviewer", hearing.acting_organ)
    return any(actor.holds("reviewer", review.organ) for review in hearing.matter.reviews.pending())


presides = Permission(_presides, _("本次听证的主持人"))
records = Permission(_records, _("本次听证的记录员"))
in_hand = handler | Permission(_reviews, _("复查复核承办人"))
HEARING_BASIS = "《信访工作条例》第三十一条第六项"

POSTED = f.day("posted_on", _("邮戳日期"), required=False, at_window=True, help=_("邮寄的以邮戳日期为申请日期。"))
REQUEST_FACTS = (
    f.one("requested_by", _("申请人"), "Party", required=False, at_window=True, help=_("本人在网上申请的不填。")),
    f.long_text("grounds", _("申请听证的事项和理由"), longest=4000),
    f.long_text("evidence", _("证据"), required=False, longest=4000),
    POSTED,
)
REVIEW_FACT = f.one(
    "review", _("复查、复核件"), "Review", required=False, help=_("在复查、复核阶段举行的，选择是哪一件。")
)


class HearingLifecycle(Lifecycle):
    """One hearing in a matter, at the stage of handling, review or re-examination."""

    State = HearingState

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=HearingState.OFFERED,
        label=_("告知听证权利"),
        by=in_hand,
        guards=[review_of_this_file, none_before],
        facts=[f.long_text("question", _("可以听证的事项"), longest=2000), REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="offered_on",
    )
    def offer(self, act: Act) -> None:
        """Tell the petitioners that they may ask for a hearing; D14 runs for each from its own service."""
        self.fix_stage(act)

    @step(
        source=NEW,
        target=HearingState.PROPOSED,
        label=_("拟举行听证"),
        by=in_hand | head,
        guards=[review_of_this_file, none_before],
        facts=[f.long_text("question", _("拟听证的事项"), longest=2000), REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="offered_on",
    )
    def propose(self, act: Act) -> None:
        """The organ proposes a hearing; a petitioner may agree within D14, silence is a refusal."""
        self.fix_stage(act)

    @step(
        source=NEW,
        target=HearingState.REQUESTED,
        label=_("申请听证"),
        by=petitioner | in_hand,
        guards=[review_of_this_file, requester_named, posted_before, right_in_time, withdrawn_not_renewed, none_before],
        facts=[*REQUEST_FACTS, REVIEW_FACT],
        basis=HEARING_BASIS,
        day_field="requested_on",
    )
    def request(self, act: Act) -> None:
        """A petitioner asks for a hearing in writing, untold; the organ decides within D15."""
        self.requested_by, self.question = act.requested_by or act.by.party, act.grounds
        self.fix_stage(act)

    @step(
        source=HearingState.OFFERED,
        target=HearingState.REQUESTED,
        label=_("申请听证（经告知）"),
        by=petitioner | in_hand,
        guards=[requester_named, right_not_waived, posted_before, right_in_time],
        facts=REQUEST_FACTS,
        basis=HEARING_BASIS,
        day_field="requested_on",
    )
    def apply(self, act: Act) -> None:
        """A petitioner uses the right that was told, within D14; the organ decides within D15."""
        self.requested_by = act.requested_by or act.by.party

    @step(
        source=HearingState.PROPOSED,
        target=HearingState.REQUESTED,
        label=_("同意听证"),
        by=petitioner | in_hand,
        guards=[requester_named, right_not_waived, posted_before, right_in_time],
        facts=[
            f.one(
                "requested_by", _("同意的信访人"), "Party", required=False, at_window=True,
                help=_("本人在网上同意的不填。"),
            ),
            POSTED,
        ],
        day_field="requested_on",
    )  # fmt: skip
    def agree(self, act: Act) -> None:
        """A petitioner agrees to the hearing that the organ proposes."""
        self.requested_by = act.requested_by or act.by.party

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED],
        label=_("放弃听证"),
        by=petitioner | in_hand,
        guards=[waiver_is_ones_own],
        facts=[f.some("waived_by", _("放弃的信访人"), "Party", required=False, help=_("本人在网上放弃的不填。"))],
    )
    def waive(self, act: Act) -> None:
        """A petitioner gives up the right; when the last one has, the matter goes on without a hearing."""

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED],
        target=HearingState.WAIVED,
        label=_("逾期未申请听证"),
        by=consequence,
    )
    def lapse(self, act: Act) -> None:
        """The last D14 has run out: no petitioner asked, or agreed, in time."""

    @step(
        source=HearingState.REQUESTED,
        target=HearingState.GRANTED,
        label=_("决定听证"),
        by=head,
        facts=[f.long_text("decision_reason", _("理由"), required=False, longest=2000)],
        basis=HEARING_BASIS,
        day_field="decided_on",
    )
    def grant(self, act: Act) -> None:
        """The organ decides to hold the hearing; meets D15."""
        self.decided_by = act.by.user

    @step(
        source=HearingState.REQUESTED,
        target=HearingState.REFUSED,
        label=_("不予听证"),
        by=head,
        facts=[f.long_text("decision_reason", _("理由"), longest=2000)],
        day_field="decided_on",
    )
    def refuse(self, act: Act) -> None:
        """No hearing, with reasons in writing; meets D15. The matter goes on."""
        self.decided_by = act.by.user

    @step(
        source=[HearingState.GRANTED, HearingState.SCHEDULED, HearingState.ADJOURNED],
        label=_("组成听证组"),
        by=head,
        guards=[
            panel_is_odd, panel_large_enough, presider_on_panel, presider_qualified, presider_took_no_part,
            panel_took_no_part, recorder_separate, recorder_took_no_part,
        ],
        facts=[
            f.one("presider", _("主持人"), "User", role="presiding_officer"),
            f.some("panel", _("听证员（含主持人）"), "User", role="panellist"),
            f.one("recorder", _("记录员"), "User", role="recorder"),
        ],
    )  # fmt: skip
    def appoint_panel(self, act: Act) -> None:
        """Appoint an odd panel of at least three, its presider among them, and a separate recorder."""

    @step(
        source=HearingState.GRANTED,
        target=HearingState.SCHEDULED,
        label=_("排期并通知"),
        by=presides | records | head,
        guards=[
            panel_appointed, no_recusal_pending, closed_says_why, minutes_positive, starts_ahead, bookable_room,
            notice_can_be_served,
        ],
        facts=[
            f.moment("starts_at", _("听证时间")),
            f.number("minutes", _("预计时长（分钟）"), required=False, help=_("不填为180分钟。")),
            f.text("place", _("地点")),
            f.one("room", _("会场"), "Room", required=False),
            f.yes_no("closed", _("不公开举行")),
            f.text("closed_reason", _("不公开的理由"), required=False, help=_("涉及国家秘密、商业秘密或者个人隐私等。")),
            f.some("participants", _("参加人"), "Party", required=False, help=_("不选为全体信访人（代表）和对方当事人。")),
        ],
        basis=HEARING_BASIS,
        day_field="scheduled_on",
    )  # fmt: skip
    def schedule(self, act: Act) -> None:
        """Fix day, place and manner; a 听证通知书 for each participant, D16 runs back from the day."""
        self.minutes = act.minutes or 180
        self.phase, self.sitting = "", 1

    @step(
        source=HearingState.SCHEDULED,
        target=HearingState.GRANTED,
        label=_("延期听证"),
        by=presides | head,
        facts=[f.choice("ground", _("延期的情形"), PostponeGround), f.long_text("why", _("理由"), longest=2000)],
    )
    def postpone(self, act: Act) -> None:
        """Put the hearing off before it opens; a new day with new notices follows."""

    @step(
        source=[HearingState.SCHEDULED, HearingState.IN_SESSION],
        label=_("核对到场情况"),
        by=presides | records,
        guards=[hearing_day, only_invited, two_agents],
        facts=[
            f.table(
                "attendance",
                _("到场情况"),
                f.one("party", _("当事人"), "Party"),
                f.choice("outcome", _("到场情况"), Presence),
                f.text("agents", _("委托代理人"), required=False, help=_("最多两人，姓名之间用顿号分开。")),
                f.text("note", _("说明"), required=False),
            )
        ],
    )
    def record_attendance(self, act: Act) -> None:
        """The recorder checks who came, who is absent, and why."""

    @step(
        source=HearingState.SCHEDULED,
        target=HearingState.IN_SESSION,
        label=_("开始听证"),
        by=presides,
        guards=[
            panel_appointed, panel_complete, no_recusal_pending, notice_in_time, hearing_day, attendance_complete,
            petitioner_came,
        ],
        basis=HEARING_BASIS,
        day_field="opened_on",
    )  # fmt: skip
    def open(self, act: Act) -> None:
        """Open the hearing on its day: panel complete, everyone served in time, a petitioner present."""

    @step(
        source=HearingState.IN_SESSION,
        label=_("记录发言"),
        by=records | presides,
        guards=[in_order],
        facts=[
            f.choice("phase", _("环节"), HearingPhase),
            f.text("speaker", _("发言人")),
            f.long_text("text", _("发言内容")),
        ],
    )
    def record_statement(self, act: Act) -> None:
        """Write down what was said, part by part in the fixed order; no part comes back."""

    @step(
        source=HearingState.IN_SESSION,
        target=HearingState.ADJOURNED,
        label=_("中止听证"),
        by=presides | consequence,
        facts=[f.choice("ground", _("中止的情形"), AdjournGround), f.long_text("why", _("理由"), longest=2000)],
    )
    def adjourn(self, act: Act) -> None:
        """Stop for a new witness, an appraisal, force majeure or a request for recusal."""

    @step(
        source=HearingState.ADJOURNED,
        target=HearingState.IN_SESSION,
        label=_("恢复听证"),
        by=presides,
        guards=[panel_appointed, panel_complete, no_recusal_pending],
        facts=[f.text("told_how", _("如何告知当事人恢复听证"))],
    )
    def resume(self, act: Act) -> None:
        """The ground is gone and the parties were told: a new sitting begins."""
        self.phase, self.sitting = HearingPhase.OPENING, self.sitting + 1

    @step(
        source=HearingState.IN_SESSION,
        target=HearingState.DELIBERATING,
        label=_("休会合议"),
        by=presides,
        guards=[last_statements_made],
    )
    def deliberate(self, act: Act) -> None:
        """After the last statements the panel withdraws and deliberates in private."""

    @step(
        source=HearingState.DELIBERATING,
        label=_("合议表决"),
        by=presides,
        guards=[every_member_votes],
        facts=[
            f.long_text("conclusion", _("付诸表决的结论"), longest=10_000, confidential=True),
            f.table(
                "votes",
                _("表决"),
                f.one("member", _("听证员"), "User"),
                f.yes_no("agrees", _("同意")),
                f.long_text("view", _("意见"), required=False, longest=4000),
                confidential=True,
            ),
        ],
    )
    def vote(self, act: Act) -> None:
        """Each member votes on the conclusion, nobody abstains; the minority's view is kept."""

    @step(
        source=HearingState.DELIBERATING,
        target=HearingState.CONCLUDED,
        label=_("宣布结论并闭会"),
        by=presides,
        guards=[conclusion_has_majority, record_signed],
        facts=[
            f.yes_no("announced", _("当场宣布结论")),
            f.table(
                "signatures",
                _("笔录签名"),
                f.one("party", _("当事人"), "Party"),
                f.yes_no("signed", _("已签名")),
                f.text("note", _("拒绝签名的情况"), required=False),
            ),
        ],
        basis=HEARING_BASIS,
        day_field="concluded_on",
    )
    def conclude(self, act: Act) -> None:
        """Resume, announce if possible, read and sign the record, close."""

    @step(
        source=HearingState.CONCLUDED,
        target=HearingState.REPORTED,
        label=_("提交听证报告"),
        by=presides,
        facts=[
            f.long_text("petitioner_side", _("信访人的主要意见")),
            f.long_text("organ_side", _("办理机关的主要意见")),
            f.long_text("facts_found", _("听证查明的事实")),
            f.long_text("advice", _("处理建议")),
        ],
        basis=HEARING_BASIS,
        day_field="reported_on",
    )
    def report(self, act: Act) -> None:
        """The 听证报告, within 20 days of the conclusion; a main basis of the opinion."""

    @step(
        source=[HearingState.OFFERED, HearingState.PROPOSED, *PREPARING],
        target=HearingState.TERMINATED,
        label=_("撤回听证申请"),
        by=petitioner | in_hand,
        guards=[somebody_asked, requester_asks],
        facts=[f.long_text("why", _("理由"), required=False, longest=1000)],
        day_field="terminated_on",
    )
    def withdraw_request(self, act: Act) -> None:
        """The petitioner takes the request back and may not renew it on the same facts."""
        self.end_ground = HearingEnd.WITHDRAWN

    @step(
        source=[*PREPARING, *HELD],
        target=HearingState.TERMINATED,
        label=_("终止听证"),
        by=presides | head | consequence,
        guards=[absence_recorded],
        facts=[
            f.choice("end_ground", _("终止的情形"), HearingEnd),
            f.long_text("why", _("说明"), longest=1000),
        ],
        day_field="terminated_on",
    )
    def terminate(self, act: Act) -> None:
        """End the hearing without a conclusion; the matter goes on without one."""

    @step(
        source=[HearingState.GRANTED, HearingState.SCHEDULED, HearingState.ADJOURNED],
        label=_("退出听证组"),
        by=consequence,
        facts=[f.one("person", _("退出的人员"), "User")],
    )
    def take_off(self, act: Act) -> None:
        """Follows a granted recusal: the person leaves the panel or gives up the record."""
        for part in ("presider", "recorder"):
            if getattr(self, part) == act.person:
                setattr(self, part, None)
