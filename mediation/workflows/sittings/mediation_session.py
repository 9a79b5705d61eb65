"""一次调解: one session, with its minutes."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import consequence
from mediation.vocabulary import ReadingWay, SessionPhase, SessionResult
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.guards import names, same_file
from mediation.workflows.sittings import overrun, record
from mediation.workflows.sittings.booking import (
    BOOKING,
    DESPITE,
    LENGTH_AGAIN,
    MINUTES,
    MOVING,
    NOT_HELD,
    PLACE,
    ROOM,
    ROOM_AGAIN,
    all_can_come,
    where_of,
)
from mediation.workflows.sittings.mediation_guards import organiser_impartial
from mediation.workflows.sittings.mediation_state import GOING_ON, arranges, its_mediator
from mediation.workflows.sittings.outcome import ended_by


class MediationSessionState(models.TextChoices):
    """Where a session stands."""

    SCHEDULED = "scheduled", _("已安排")
    OPEN = "open", _("进行中")
    CLOSED = "closed", _("已结束")
    CANCELLED = "cancelled", _("已取消")


mediation_goes_on = Guard(
    "mediation_not_ready",
    _("各方同意调解后才能安排会议。"),
    lambda session, act: session.mediation.state in GOING_ON,
    _("请先取得各方同意。"),
    on_facts=True,
)
mediators_accepted = Guard(
    "mediator_not_accepted",
    lambda session, act: _("尚有当事人没有接受调解员：%s") % names(session.mediation.not_accepting()),
    lambda session, act: not session.mediation.not_accepting(),
    _("请征求其意见，或者更换调解员。"),
    on_facts=True,
)
has_mediator = Guard(
    "no_mediator",
    _("尚未确定调解员。"),
    lambda session, act: session.mediation.has_mediators(),
    _("请先确定调解员。"),
    on_facts=True,
)
period_not_over = Guard(
    "mediation_period_over",
    lambda session, act: _("调解期限已于%s届满，各方没有一致同意继续。") % session.mediation.last_day(),
    lambda session, act: not session.mediation.period_is_over(act.on),
    _("请登记各方同意继续，或者约定新的结束日；不同意的，终止调解。"),
    on_facts=True,
)


def represented(act: Act) -> list[Any]:
    """The parties who are there, themselves or by an agent who speaks for them."""
    return [*(act.present or ()), *(agent.principal for agent in act.agents or ())]


def _silent(act: Act) -> list[Any]:
    return [agent for agent in act.agents or () if not agent.speaks(act.on)]


mediators_declared = Guard(
    "mediator_not_declared",
    lambda session, act: _("调解员应当先声明没有利害关系，尚未声明：%s") % names(session.mediation.undeclared()),
    lambda session, act: not session.mediation.undeclared(),
    _("请调解员本人声明；有应当回避的情形的，请声明回避。"),
    on_facts=True,
)
both_sides_present = Guard(
    "one_side_absent",
    _("面对面调解应当双方到场。"),
    lambda session, act: (
        bool(act.separate and represented(act)) or session.mediation.both_sides_among(represented(act))
    ),
    _("由代理人代为参加的，选择到场的代理人；单独会谈的，请勾选“背靠背调解”。"),
    on_facts=True,
)
agents_may_speak = Guard(
    "agent_may_not_speak",
    lambda session, act: _("代理权当日无效，或者只代收文书，不能代为参加调解：%s") % names(_silent(act)),
    lambda session, act: not _silent(act),
    _("请先凭授权委托书“登记代理人”。"),
    on_facts=True,
)
guests_agreed = Guard(
    "guest_without_consent",
    _("邀请其他人参与调解，须经当事人同意（《人民调解法》第二十条）。"),
    lambda session, act: not act.guests or bool(act.guests_agreed),
    _("请征得各方同意。"),
    on_facts=True,
)
joint_result = Guard(
    "separate_agreement",
    _("背靠背会谈不能直接达成协议，请安排双方到场确认。"),
    lambda session, act: not session.separate or act.result != SessionResult.AGREED,
    on_facts=True,
)
nothing_from_caucus = Guard(
    "caucus_in_minutes",
    _("背靠背会谈的内容应当保密，不写入笔录。"),
    lambda session, act: not session.separate or not (act.statements or act.checked_facts or act.outcome),
    _("请写入调解员的保密记录；一方的方案，请在“调解方案”里记下。"),
    on_facts=True,
)


said_once = Guard(
    "statements_twice",
    _("各方的话已经逐句记在会议页面，不再另填各方陈述、查明的事实。"),
    lambda session, act: not (session.was_typed() and (act.statements or act.checked_facts)),
    _("有遗漏的，请在会议页面补记或者更正。"),
    on_facts=True,
)
sit_together = Guard(
    "separate_without_record",
    _("背靠背会谈的内容应当保密，不作共同笔录。"),
    lambda session, act: not session.separate,
    _("请写入调解员的保密记录。"),
)
another_time = Guard(
    "same_time_and_place",
    _("新的时间、地点与原来的相同。"),
    lambda session, act: act.starts_at is None or session.is_moved_by(act),
    on_facts=True,
)


class MediationSessionLifecycle(Lifecycle):
    """One session of a mediation."""

    State = MediationSessionState
    course_told = True
    record_kept_by = its_mediator
    held_in = MediationSessionState.OPEN

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=MediationSessionState.SCHEDULED,
        label=_("安排会议"),
        told_to_party=True,
        by=arranges,
        guards=[
            same_file("mediation"), mediation_goes_on, organiser_impartial, has_mediator, mediators_accepted, period_not_over,
            *BOOKING, all_can_come,
        ],
        facts=[
            f.one("mediation", _("调解"), "Mediation"),
            f.moment("starts_at", _("时间")),
            MINUTES,
            ROOM,
            PLACE,
            DESPITE,
            f.yes_no("in_public", _("公开进行"), help=_("当事人可以要求公开或者不公开。")),
        ],
        basis="《人民调解法》第二十三条第三项",
    )  # fmt: skip
    def schedule(self, act: Act) -> None:
        """Fix time and place, and tell the parties."""
        self.minutes, self.place = act.minutes or self.USUAL_MINUTES, where_of(act)

    @step(
        source=MediationSessionState.SCHEDULED,
        target=MediationSessionState.OPEN,
        label=_("开始会议"),
        told_to_party=False,
        by=its_mediator,
        guards=[
            has_mediator,
            mediators_accepted,
            both_sides_present,
            agents_may_speak,
            guests_agreed,
            mediators_declared,
        ],
        facts=[
            f.some("present", _("到场的当事人"), "Party", required=False),
            f.some("agents", _("代当事人到场的代理人"), "Agent", required=False),
            f.yes_no("separate", _("背靠背调解")),
            f.text("guests", _("邀请参与的人"), required=False),
            f.yes_no("guests_agreed", _("当事人同意其参与")),
        ],
        basis="《人民调解法》第二十条、第二十二条",
        day_field="held_on",
        annul=TakenBack(by_people=True),
    )
    def open(self, act: Act) -> None:
        """The mediator opens the session: both sides are there, or it is a separate talk."""

    @step(
        source=MediationSessionState.OPEN,
        target=MediationSessionState.CLOSED,
        label=_("结束会议"),
        told_to_party=True,
        by=its_mediator,
        guards=[joint_result, nothing_from_caucus, said_once, record.typed_and_read, record.typed_and_signed],
        facts=[
            f.table(
                "statements",
                _("各方陈述"),
                f.one("party", _("当事人"), "Party"),
                f.long_text("statement", _("陈述"), confidential=True),
                required=False,
            ),
            f.long_text("checked_facts", _("查明的事实"), required=False, confidential=True),
            f.choice("result", _("结果"), SessionResult),
            f.long_text("outcome", _("达成的内容，或者未达成的原因"), required=False, confidential=True),
            f.text("recorder", _("记录人")),
            f.choice(
                "reading",
                _("读笔录的方式"),
                ReadingWay,
                required=False,
                help=_("当场读过并确认无误的才选；不选的，笔录不写经过阅读。在会议页面读过的不用选。"),
            ),
        ],
        basis="《人民调解法》第二十七条",
    )
    def close(self, act: Act) -> None:
        """Close the session; the minutes are read, signed and kept. A separate talk leaves none."""
        self.sitting_outcome = ended_by(self, act, "close")

    enter_phase = record.entering(
        source=MediationSessionState.OPEN, by=record_kept_by, label=_("转入环节"), also=[sit_together],
        phase=f.choice("phase", _("环节"), SessionPhase),
    )  # fmt: skip
    record_statement = record.stating(
        source=MediationSessionState.OPEN, by=record_kept_by, also=[sit_together],
        phase=f.choice("phase", _("环节"), SessionPhase),
    )  # fmt: skip
    recess = record.pausing(source=MediationSessionState.OPEN, by=record_kept_by, label=_("暂停"), also=[sit_together])
    go_on = record.going_on(source=MediationSessionState.OPEN, by=record_kept_by, label=_("继续"))
    correct_entry = record.correcting(
        source=MediationSessionState.OPEN, by=record_kept_by,
        phase=f.choice("to_phase", _("更正为环节"), SessionPhase, required=False),
    )  # fmt: skip
    read_record = record.reading(source=MediationSessionState.OPEN, by=record_kept_by)
    sign_own = record.signing_oneself(source=MediationSessionState.OPEN)
    ask_correction = record.asking_to_correct(source=MediationSessionState.OPEN)
    tell_those_waiting = overrun.telling(source=MediationSessionState.OPEN, by=record_kept_by)
    sign_record = record.signing(
        source=MediationSessionState.OPEN, by=record_kept_by, whose=f.one("party", _("当事人"), "Party")
    )

    @step(
        source=MediationSessionState.SCHEDULED,
        label=_("改期"),
        told_to_party=True,
        by=arranges,
        guards=[another_time, organiser_impartial, *MOVING, all_can_come],
        facts=[
            f.moment("starts_at", _("新的时间")),
            LENGTH_AGAIN,
            ROOM_AGAIN,
            f.text("place", _("新的地点"), required=False, help=_("不填则不变。")),
            DESPITE,
            f.text("why", _("原因")),
        ],
        basis="《人民调解法》第二十三条第三项",
    )
    def postpone(self, act: Act) -> None:
        """Another time, or another place: a new notice goes to everybody, and the old one holds no more."""
        self.place, self.minutes = where_of(act) or act.before.place, act.minutes or act.before.minutes
        self.room = act.room if act.room or act.place else act.before.room

    @step(
        source=MediationSessionState.SCHEDULED,
        target=MediationSessionState.CANCELLED,
        label=_("取消会议"),
        turns_back=True,
        told_to_party=False,
        by=arranges | consequence,
        facts=[NOT_HELD, f.text("why", _("原因"))],
    )
    def cancel(self, act: Act) -> None:
        """The session is not held; another may be arranged."""
        self.sitting_outcome = ended_by(self, act, "cancel")


def minutes_wanted(session: Any) -> bool:
    """Whether the session leaves minutes: a separate talk is confidential and leaves none."""
    return not session.separate
