"""听证: prepared, held in its order, voted on, concluded, reported."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence, head
from mediation.vocabulary import AdjournGround, HearingEnd, HearingPhase, PostponeGround, Presence
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import Act, step
from mediation.workflows.sittings.booking import (
    DESPITE,
    HOLDING,
    PLACE,
    ROOM,
    all_can_come,
    another_place,
    closed_there,
    place_named,
    room_is_free,
    those_named_are_free,
    where_of,
)
from mediation.workflows.sittings.hearing_beside import HearingBeside, promises_settled
from mediation.workflows.sittings.hearing_guards import (
    absence_final,
    absence_recorded,
    attendance_complete,
    closed_says_why,
    conclusion_has_majority,
    ended_that_day,
    every_member_votes,
    hearing_day,
    in_order,
    last_statements_made,
    minutes_positive,
    no_recusal_pending,
    notice_can_be_served,
    notice_in_time,
    only_invited,
    panel_appointed,
    panel_as_told,
    panel_complete,
    panel_is_odd,
    panel_large_enough,
    panel_took_no_part,
    petitioner_came,
    presider_on_panel,
    presider_qualified,
    presider_took_no_part,
    record_signed,
    recorder_separate,
    recorder_took_no_part,
    starts_ahead,
    two_agents,
)
from mediation.workflows.sittings.hearing_panel import everyone_declared, minority_says_why
from mediation.workflows.sittings.hearing_request import (
    HEARING_BASIS,
    HELD,
    PREPARING,
    HearingState,
    presides,
    records,
)
from mediation.workflows.sittings.outcome import ended_by
from mediation.workflows.sittings.record import read_before


class HearingLifecycle(HearingBeside):
    """One hearing in a matter, at the stage of handling, review or re-examination."""

    class Meta:
        abstract = True

    @step(
        source=[HearingState.GRANTED, HearingState.SCHEDULED, HearingState.ADJOURNED],
        label=_("组成听证组"),
        by=head,
        guards=[
            panel_is_odd, panel_large_enough, panel_as_told, presider_on_panel, presider_qualified, presider_took_no_part,
            panel_took_no_part, recorder_separate, recorder_took_no_part, those_named_are_free,
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
        told_to_party=True,
        by=presides | records | head,
        guards=[
            panel_appointed, no_recusal_pending, closed_says_why, minutes_positive, starts_ahead, place_named, *HOLDING,
            notice_can_be_served, all_can_come,
        ],
        facts=[
            f.moment("starts_at", _("听证时间")),
            f.number("minutes", _("预计时长（分钟）"), required=False, least=1, most=1440, help=_("不填为180分钟。")),
            PLACE,
            ROOM,
            DESPITE,
            f.yes_no("closed", _("不公开举行")),
            f.text("closed_reason", _("不公开的理由"), required=False, help=_("涉及国家秘密、商业秘密或者个人隐私等。")),
            f.some("participants", _("参加人"), "Party", required=False, help=_("不选为全体信访人（代表）和对方当事人。")),
        ],
        basis=HEARING_BASIS,
        day_field="scheduled_on",
    )  # fmt: skip
    def schedule(self, act: Act) -> None:
        """Fix day, place and manner; a 听证通知书 for each participant, D16 runs back from the day."""
        self.minutes, self.place = act.minutes or self.USUAL_MINUTES, where_of(act)
        self.phase, self.sitting, self.sitting_outcome = "", 1, ""

    @step(
        source=HearingState.SCHEDULED,
        target=HearingState.GRANTED,
        label=_("延期听证"),
        turns_back=True,
        told_to_party=True,
        by=presides | head,
        facts=[f.choice("ground", _("延期的情形"), PostponeGround), f.long_text("why", _("理由"), longest=2000)],
    )
    def postpone(self, act: Act) -> None:
        """Put the hearing off before it opens; a new day with new notices follows."""
        self.sitting_outcome = ended_by(self, act, "postpone")

    @step(
        source=HearingState.SCHEDULED,
        label=_("变更地点"),
        told_to_party=True,
        by=presides | records | head,
        guards=[another_place, closed_there, room_is_free],
        facts=[ROOM, PLACE, f.text("why", _("原因"))],
        basis=HEARING_BASIS,
    )
    def change_place(self, act: Act) -> None:
        """Another place at the same time: everybody who was called is told in writing and at once, and need not be noticed anew."""
        self.place = where_of(act)

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
        annul=TakenBack(by_people=True),
    )
    def record_attendance(self, act: Act) -> None:
        """The recorder checks who came, who is absent, and why."""

    @step(
        source=HearingState.SCHEDULED,
        target=HearingState.IN_SESSION,
        label=_("开始听证"),
        told_to_party=True,
        by=presides,
        guards=[
            panel_appointed, panel_complete, no_recusal_pending, notice_in_time, hearing_day, attendance_complete,
            petitioner_came, everyone_declared,
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
        turns_back=True,
        told_to_party=False,
        by=presides | consequence,
        facts=[f.choice("ground", _("中止的情形"), AdjournGround), f.long_text("why", _("理由"), longest=2000)],
    )
    def adjourn(self, act: Act) -> None:
        """Stop for a new witness, an appraisal, force majeure or a request for recusal."""
        self.sitting_outcome = ended_by(self, act, "adjourn")

    @step(
        source=HearingState.ADJOURNED,
        target=HearingState.IN_SESSION,
        label=_("恢复听证"),
        told_to_party=False,
        by=presides,
        guards=[panel_appointed, panel_complete, no_recusal_pending, everyone_declared],
        facts=[f.text("told_how", _("如何告知当事人恢复听证"))],
    )
    def resume(self, act: Act) -> None:
        """The ground is gone and the parties were told: a new sitting begins."""
        self.phase, self.sitting, self.sitting_outcome = HearingPhase.OPENING, self.sitting + 1, ""

    @step(
        source=HearingState.IN_SESSION,
        target=HearingState.DELIBERATING,
        label=_("休会合议"),
        told_to_party=False,
        by=presides,
        guards=[last_statements_made, promises_settled],
    )
    def deliberate(self, act: Act) -> None:
        """After the last statements the panel withdraws and deliberates in private."""

    @step(
        source=HearingState.DELIBERATING,
        label=_("合议表决"),
        by=presides,
        guards=[every_member_votes, minority_says_why],
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
        told_to_party=True,
        by=presides,
        guards=[conclusion_has_majority, read_before, record_signed, ended_that_day],
        facts=[
            f.moment(
                "ended_at", _("结束的时刻"), required=False, help=_("不填为登记的时刻；补录的，请填写笔录上的时刻。")
            ),
            f.yes_no("announced", _("当场宣布结论")),
            f.table(
                "signatures",
                _("笔录签名"),
                f.one("party", _("当事人"), "Party"),
                f.yes_no("signed", _("已签名")),
                f.text("note", _("拒绝签名的情况"), required=False),
                required=False,
                help=_("已在开庭页面签名的不再填写。"),
            ),
        ],
        basis=HEARING_BASIS,
        day_field="concluded_on",
    )
    def conclude(self, act: Act) -> None:
        """Resume, announce if possible, read and sign the record, close."""
        self.sitting_outcome = ended_by(self, act, "conclude")

    @step(
        source=HearingState.CONCLUDED,
        target=HearingState.REPORTED,
        label=_("提交听证报告"),
        told_to_party=False,
        comes_last=True,
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
        """The 听证报告, in time after the conclusion (D19); a main basis of the opinion."""

    @step(
        source=[*PREPARING, *HELD],
        target=HearingState.TERMINATED,
        label=_("终止听证"),
        turns_back=True,
        told_to_party=True,
        by=presides | head | consequence,
        guards=[absence_recorded, absence_final],
        facts=[
            f.choice("end_ground", _("终止的情形"), HearingEnd),
            f.long_text("why", _("说明"), longest=1000),
        ],
        day_field="terminated_on",
    )
    def terminate(self, act: Act) -> None:
        """End the hearing without a conclusion; the matter goes on without one."""
        self.sitting_outcome = ended_by(self, act, "terminate")

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
