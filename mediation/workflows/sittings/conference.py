"""联席会议 and its resolutions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, head, petition_office, registrar
from mediation.vocabulary import Attendance, Role
from mediation.workflows import facts as f
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.sittings import overrun, record
from mediation.workflows.sittings.booking import (
    BOOKING,
    LENGTH_AGAIN,
    MINUTES,
    MOVING,
    NOT_HELD,
    PLACE,
    ROOM,
    ROOM_AGAIN,
    where_of,
)
from mediation.workflows.sittings.outcome import ended_by

NOTICE_DAYS = 3


class JointConferenceState(models.TextChoices):
    """Where a conference stands."""

    CONVENED = "convened", _("已召集")
    HELD = "held", _("已召开")
    CONCLUDED = "concluded", _("已印发纪要")
    CANCELLED = "cancelled", _("已取消")


def _answers_for_member(conference: Any, actor: Actor) -> bool:
    organs = conference.member_organs() if conference.pk else ()
    return any(actor.holds(role, organ) for organ in organs for role in (Role.HEAD, Role.HANDLER))


member_organ = Permission(_answers_for_member, _("成员单位的负责人、承办人"))
convening = petition_office | head


def _days_ahead(act: Act) -> int:
    starts_on: date = act.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date()
    return (starts_on - act.on).days


told_in_time = Guard(
    "members_told_late",
    _("应当至少提前三日通知成员单位。"),
    lambda conference, act: bool(act.urgent_reason) or timedelta(days=_days_ahead(act)) >= timedelta(days=NOTICE_DAYS),
    _("请另定时间；情况紧急的，写明理由。"),
    on_facts=True,
)
another_time = Guard(
    "same_time_and_place",
    _("新的时间、地点与原来的相同。"),
    lambda conference, act: act.starts_at is None or conference.is_moved_by(act),
    on_facts=True,
)
has_members = Guard(
    "no_members", _("联席会议至少应当有两个成员单位。"),
    lambda conference, act: len(conference.to_be_members(act)) >= 2, on_facts=True,
)  # fmt: skip
has_items = Guard(
    "no_items",
    _("这次会议还没有议题。"),
    lambda conference, act: bool(act.agenda or act.requests) or conference.coming_back(act.organ).exists(),
    _("请选择提请的议题，或者写明议题。"),
    on_facts=True,
)
from_its_office = Guard(
    "asked_of_others",
    _("所选议题是提请其他机关召集会议研究的，或者已经列入、不列入议程。"),
    lambda conference, act: all(conference.takes_up(one, act.organ) for one in act.requests or ()),
    on_facts=True,
)
nobody_convenes_for_itself = Guard(
    "convenor_is_party",
    lambda conference, act: _("%s是会议所研究事项的当事人或者被检举控告的单位，不能召集这次会议。") % act.organ,
    lambda conference, act: act.organ is None or act.organ not in conference.interested_organs(act),
    _("请由其他机关召集。"),
    on_facts=True,
)
own_items_only = Guard(
    "items_of_other_files",
    _("在一件信访事项的卷宗内召集的会议，只研究该卷宗提请的议题。"),
    lambda conference, act: conference.holds_alike(act.requests or ()),
    _("研究几件事项的，请单独立卷召集。"),
    on_facts=True,
)
is_member = Guard(
    "not_a_member",
    _("该单位不是本次会议的成员单位。"),
    lambda conference, act: act.member is None or conference.members.filter(organ=act.member).exists(),
    on_facts=True,
)
answers_for_own_organ = Guard(
    "answers_for_others",
    _("只能为本单位回复。"),
    lambda conference, act: convening(conference, act.by) or act.by.is_member_of(act.member),
    on_facts=True,
)
day_has_come = Guard(
    "before_the_day",
    _("会议时间尚未到。"),
    lambda conference, act: (
        conference.starts_at is None or conference.starts_at.astimezone(ZoneInfo("Asia/Shanghai")).date() <= act.on
    ),
)
enough_present = Guard(
    "too_few_present",
    _("出席的成员单位少于两个，不能议定事项。"),
    lambda conference, act: len(act.present or ()) >= 2,
    _("请改期召开。"),
    on_facts=True,
)
only_members_present = Guard(
    "not_a_member_present",
    _("出席单位应当是成员单位。"),
    lambda conference, act: {o.pk for o in act.present or ()} <= {o.pk for o in conference.member_organs()},
    on_facts=True,
)
every_item_ended = Guard(
    "items_undecided",
    lambda conference, act: _("这些议题既没有议定事项，也没有延后：%s") % "、".join(conference.undecided()),
    lambda conference, act: not conference.undecided(),
    _("请逐个登记议定事项，或者说明理由延后。"),
)
corrections_answered = Guard(
    "corrections_open",
    lambda conference, act: _("这些单位要求更正纪要稿，还没有处理：%s") % "、".join(conference.waiting_corrections()),
    lambda conference, act: not conference.waiting_corrections(),
    _("请逐条采纳或者写明不采纳的理由。"),
)
has_resolution = Guard(
    "no_resolution",
    _("尚未登记议定事项。"),
    lambda conference, act: conference.resolutions.exists() or conference.has_other_results(),
    _("请先登记每个议题的议定事项。"),
)


class JointConferenceLifecycle(Lifecycle):
    """One joint conference: it coordinates organs, never persons."""

    State = JointConferenceState
    course_told = False
    record_kept_by = convening
    held_in = JointConferenceState.HELD

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=JointConferenceState.CONVENED,
        label=_("召集联席会议"),
        by=convening,
        guards=[
            has_items,
            from_its_office,
            own_items_only,
            has_members,
            nobody_convenes_for_itself,
            told_in_time,
            *BOOKING,
        ],
        facts=[
            f.one("organ", _("召集机关"), "Organ"),
            f.text("convenor", _("召集人")),
            f.text("chair", _("主持人")),
            f.moment("starts_at", _("时间")),
            MINUTES,
            ROOM,
            PLACE,
            f.table(
                "agenda",
                _("议题"),
                f.text("topic", _("议题")),
                f.one("about", _("卷宗"), "Matter", required=False),
                f.one("dispute", _("受理争议"), "JurisdictionDispute", required=False),
                required=False,
                help=_("提请的议题在下面勾选，这里只写其他议题。"),
            ),
            f.some("requests", _("提请的议题"), "AgendaRequest", required=False),
            f.some(
                "members",
                _("成员单位"),
                "Organ",
                required=False,
                help=_("提请的议题征求意见的单位自动列为成员单位，不必再选。"),
            ),
            f.text("urgent_reason", _("不足三日通知的理由"), required=False),
        ],
        basis="《信访工作条例》第十一条至第十三条",
        day_field="convened_on",
    )
    def convene(self, act: Act) -> None:
        """Call the member organs together in time, with the agenda."""
        self.minutes, self.place = act.minutes or self.USUAL_MINUTES, where_of(act)

    @step(
        source=JointConferenceState.CONVENED,
        label=_("回复会议通知"),
        by=convening | member_organ,
        guards=[is_member, answers_for_own_organ],
        facts=[
            f.one("member", _("成员单位"), "Organ"),
            f.choice("attendance", _("回复"), Attendance),
            f.text("represented_by", _("参加人"), required=False),
        ],
    )
    def answer(self, act: Act) -> None:
        """A member says whether it attends, sits in or is on leave, and by whom."""

    @step(
        source=JointConferenceState.CONVENED,
        target=JointConferenceState.HELD,
        label=_("召开会议"),
        by=convening,
        guards=[day_has_come, enough_present, only_members_present],
        facts=[
            f.some("present", _("出席单位"), "Organ"),
            f.table(
                "discussions",
                _("讨论情况"),
                f.number("no", _("议题序号")),
                f.long_text("discussion", _("讨论")),
                required=False,
                help=_("在会议页面逐句记录的不填。"),
            ),
        ],
        day_field="held_on",
    )
    def hold(self, act: Act) -> None:
        """The conference meets; what was said on each item is written down here, or on its page while it is said."""

    enter_phase = record.entering(
        source=JointConferenceState.HELD, by=record_kept_by, label=_("进入议题"),
        phase=f.text("phase", _("议题"), by_page=True),
    )  # fmt: skip
    record_statement = record.stating(
        source=JointConferenceState.HELD, by=record_kept_by, phase=f.text("phase", _("议题"), by_page=True)
    )
    recess = record.pausing(source=JointConferenceState.HELD, by=record_kept_by, label=_("休会"))
    go_on = record.going_on(source=JointConferenceState.HELD, by=record_kept_by, label=_("继续开会"))
    correct_entry = record.correcting(
        source=JointConferenceState.HELD, by=record_kept_by,
        phase=f.text("to_phase", _("更正为议题"), required=False, by_page=True),
    )  # fmt: skip
    read_record = record.reading(source=JointConferenceState.HELD, by=record_kept_by)
    tell_those_waiting = overrun.telling(source=JointConferenceState.HELD, by=record_kept_by)
    sign_record = record.signing(
        source=JointConferenceState.HELD, by=record_kept_by, whose=f.one("member", _("成员单位"), "Organ")
    )

    @step(
        source=JointConferenceState.CONVENED,
        label=_("改期"),
        by=convening,
        guards=[another_time, told_in_time, *MOVING],
        facts=[
            f.moment("starts_at", _("新的时间")),
            LENGTH_AGAIN,
            ROOM_AGAIN,
            f.text("place", _("新的地点"), required=False, help=_("不填则不变。")),
            f.text("why", _("原因")),
            f.text("urgent_reason", _("不足三日通知的理由"), required=False),
        ],
        basis="《信访工作条例》第十一条至第十三条",
    )
    def postpone(self, act: Act) -> None:
        """Another time, or another place: each member gets a new notice and answers anew; the old one holds no more."""
        self.place, self.minutes = where_of(act) or act.before.place, act.minutes or act.before.minutes
        self.room = act.room if act.room or act.place else act.before.room

    @step(
        source=JointConferenceState.CONVENED,
        target=JointConferenceState.CANCELLED,
        label=_("取消会议"),
        turns_back=True,
        by=convening | consequence,
        facts=[NOT_HELD, f.text("why", _("原因"))],
    )
    def cancel(self, act: Act) -> None:
        """The conference does not take place; the members are told."""
        self.sitting_outcome = ended_by(self, act, "cancel")

    @step(
        source=JointConferenceState.HELD,
        target=JointConferenceState.CONCLUDED,
        label=_("印发纪要"),
        by=convening | registrar,
        guards=[has_resolution, every_item_ended, corrections_answered, record.typed_and_read, record.typed_and_signed],
        day_field="concluded_on",
    )
    def issue_minutes(self, act: Act) -> None:
        """Issue the minutes with every resolution, who carries it out and until when."""
        self.sitting_outcome = ended_by(self, act, "issue_minutes")
