"""提请联席会议研究的议题: what a matter asks of a conference, and what becomes of it."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, consequence, handler, head, petition_office
from mediation.vocabulary import HigherBody, Role
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step


class AgendaRequestState(models.TextChoices):
    """Where an item stands that a matter asks to have conferred on."""

    ASKED = "asked", _("待列入议程")
    ON_AGENDA = "on_agenda", _("已列入议程")
    REFERRED = "referred", _("已报上级会议研究")
    DECIDED = "decided", _("已议定并归卷")
    DECLINED = "declined", _("不列入议程")


def _of_the_asked(request: Any, actor: Actor) -> bool:
    organs = request.asked_organs() if request.pk else ()
    return any(actor.holds(role, organ) for organ in organs for role in (Role.HEAD, Role.HANDLER, Role.PETITION_OFFICE))


def _asks_for_its_organ(request: Any, actor: Actor) -> bool:
    return request.asked_by_id is not None and any(
        actor.holds(role, request.asked_by_id) for role in (Role.HANDLER, Role.HEAD, Role.PETITION_OFFICE)
    )


asked_organ = Permission(_of_the_asked, _("被征求意见单位的负责人、承办人"))
asking_organ = Permission(_asks_for_its_organ, _("提请单位的负责人、承办人"))
secretary = petition_office | head

organiser_no_party = Guard(
    "organiser_is_party",
    lambda one, act: _("%s是本事项的当事人或者被检举控告的单位，不能召集这次会议。") % act.organ,
    lambda one, act: act.organ is None or act.organ not in one.interested_organs(act),
    _("请由其他机关召集。"),
    on_facts=True,
)
asks_somebody = Guard(
    "asked_itself",
    _("征求意见的单位中有本事项检举控告的单位，不能请其参加研究。"),
    lambda request, act: not {row["member"].pk for row in act.asked or ()} & request.accused_organs(act),
    _("请从征求意见的单位中去掉。"),
    on_facts=True,
)
each_asked_once = Guard(
    "asked_twice",
    _("同一单位只列一次，几个问题写在一起。"),
    lambda request, act: len({row["member"].pk for row in act.asked or ()}) == len(act.asked or ()),
    on_facts=True,
)
of_this_file = Guard(
    "shown_from_elsewhere",
    _("所附的文书、材料不在本卷宗内，或者尚未印发。"),
    lambda request, act: request.may_be_shown(act.papers or (), act.files or ()),
    _("请只选本卷宗内已经印发的文书和没有密封的材料。"),
    on_facts=True,
)
same_secretary = Guard(
    "other_conference",
    _("所选会议不是受理提请的机关召集的，或者已经开完。"),
    lambda request, act: act.conference is None or act.conference.takes(request),
    _("请选择本机关召集的、尚未印发纪要的会议。"),
    on_facts=True,
)
file_of_its_own = Guard(
    "conference_in_a_file",
    _("这次会议是在另一件信访事项的卷宗内召集的，列入后会使两件事项的参加单位互相看到内容。"),
    lambda request, act: act.conference is None or act.conference.may_hold(request),
    _("请列入单独立卷的联席会议。"),
    on_facts=True,
)
before_the_day = Guard(
    "opinion_too_late",
    _("书面意见应当在会议日以前提交。"),
    lambda request, act: request.day is None or act.on < request.day,
    _("会议当日请在会上发表，由记录人记明。"),
)
of_own_organ = Guard(
    "opinion_of_others",
    _("只能提交本单位的意见；该单位也应当在征求意见之列。"),
    lambda request, act: act.member is None or (
        act.member in request.asked_organs() and act.by.is_member_of(act.member)
    ),
    on_facts=True,
)  # fmt: skip


not_resolved_on = Guard(
    "item_resolved",
    _("这个议题已经有议定事项，不能延后。"),
    lambda request, act: request.item is None or not request.item.resolved.exists(),
    _("议定事项不再需要的，请撤销或者由以后的会议解除。"),
)
conferred_on = Guard(
    "not_conferred_on",
    _("联席会议研究以后，才能报上级会议。"),
    lambda request, act: request.was_conferred_on(),
)
goes_higher = Guard(
    "not_higher",
    lambda request, act: _("这个议题已经报%s研究，只能再报更高的会议。") % request.last_referral().get_body_display(),
    lambda request, act: act.body is None or request.may_go_to(act.body),
    on_facts=True,
)
decided_by_then = Guard(
    "decided_in_future",
    _("会议作出决定的日期不能晚于今天，也不能早于上一次会议。"),
    lambda request, act: act.decided_by_body_on is None or request.fits_between(act.decided_by_body_on, act.on),
    _("请核对会议的日期。"),
    on_facts=True,
)
extract_in_file = Guard(
    "no_extract",
    _("会议纪要摘录还没有归入本卷宗，不能算已经议定。"),
    lambda request, act: request.has_extract(),
    on_facts=True,
)


class AgendaRequestLifecycle(Lifecycle):
    """提请议题: one question of a matter, put to organs that have to confer on it."""

    State = AgendaRequestState
    course_told = False
    begun_by_any_organ = True

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=AgendaRequestState.ASKED,
        label=_("提请联席会议研究"),
        by=handler | petition_office | head,
        guards=[organiser_no_party, asks_somebody, each_asked_once, of_this_file],
        facts=[
            f.one("organ", _("请由哪个机关召集"), "Organ"),
            f.text("topic", _("议题")),
            f.long_text("question", _("需要研究决定的问题"), longest=2000),
            f.table(
                "asked",
                _("征求意见的单位"),
                f.one("member", _("单位"), "Organ"),
                f.text("question", _("请该单位回答的问题")),
            ),
            f.some("papers", _("附送的文书"), "Paper", required=False),
            f.some("files", _("附送的材料"), "Attachment", required=False),
        ],
        basis="《信访工作条例》第十一条、第十三条",
        day_field="asked_on",
    )
    def ask(self, act: Act) -> None:
        """Who handles the matter asks that organs confer: on what, each with its own question, and what they should read."""

    @step(
        source=AgendaRequestState.ASKED,
        target=AgendaRequestState.ON_AGENDA,
        label=_("列入议程"),
        by=secretary | consequence,
        guards=[same_secretary, file_of_its_own],
        facts=[f.one("conference", _("联席会议"), "JointConference")],
        basis="《信访工作条例》第十三条",
        day_field="put_on_on",
    )
    def put_on(self, act: Act) -> None:
        """The conference's office puts it on an agenda; who is asked reads it from now on, and answers before the day."""

    @step(
        source=AgendaRequestState.ASKED,
        target=AgendaRequestState.DECLINED,
        label=_("不列入议程"),
        turns_back=True,
        by=secretary,
        facts=[f.long_text("why", _("理由"), longest=500)],
        annul=TakenBack(by_people=True),
    )
    def decline(self, act: Act) -> None:
        """The office does not put it on an agenda, and says why; the matter goes on without."""

    @step(
        source=AgendaRequestState.ASKED,
        target=AgendaRequestState.DECLINED,
        label=_("撤回提请"),
        turns_back=True,
        by=asking_organ | consequence,
        facts=[f.long_text("why", _("理由"), longest=500)],
        annul=TakenBack(by_people=True),
    )
    def take_off(self, act: Act) -> None:
        """Who asked needs no conference any more."""

    @step(
        source=AgendaRequestState.ON_AGENDA,
        label=_("提交书面意见"),
        by=asked_organ,
        guards=[of_own_organ, before_the_day],
        facts=[
            f.one("member", _("单位"), "Organ"),
            f.long_text("opinion", _("意见"), longest=4000),
        ],
    )
    def give_opinion(self, act: Act) -> None:
        """An organ that is asked answers its question before the day, from an account of its own; it may replace its answer."""

    @step(
        source=AgendaRequestState.ON_AGENDA,
        target=AgendaRequestState.ASKED,
        label=_("延后研究"),
        turns_back=True,
        by=secretary | consequence,
        guards=[not_resolved_on],
        facts=[f.long_text("why", _("理由"), longest=500)],
    )
    def defer(self, act: Act) -> None:
        """The conference does not decide it this time; it waits for another agenda, and this one says why."""

    @step(
        source=[AgendaRequestState.ON_AGENDA, AgendaRequestState.REFERRED],
        target=AgendaRequestState.DECIDED,
        label=_("纪要摘录归卷"),
        by=consequence,
        guards=[extract_in_file],
        day_field="decided_on",
    )
    def file_extract(self, act: Act) -> None:
        """Its extract of the minutes lies in the file: only now it counts as decided."""

    @step(
        source=[AgendaRequestState.DECIDED, AgendaRequestState.DECLINED],
        target=AgendaRequestState.ASKED,
        label=_("重新提请研究"),
        turns_back=True,
        by=secretary | asking_organ,
        facts=[f.long_text("why", _("理由"), longest=500)],
    )
    def reopen(self, act: Act) -> None:
        """It is conferred on once more, for a reason; what was decided stands until another decision."""

    @step(
        source=[AgendaRequestState.ON_AGENDA, AgendaRequestState.REFERRED],
        target=AgendaRequestState.REFERRED,
        label=_("报上级会议研究"),
        by=secretary,
        guards=[not_resolved_on, conferred_on, goes_higher, decided_by_then],
        facts=[
            f.choice("body", _("报哪一级会议"), HigherBody),
            f.one("held_by", _("开会的机关"), "Organ"),
            f.day("decided_by_body_on", _("决定上报的日期")),
            f.long_text("why", _("上报的理由和建议"), longest=2000),
        ],
        basis="《信访工作条例》第十一条、第十三条",
    )
    def refer_up(self, act: Act) -> None:
        """The conference, or the meeting that had it, decides on a day that it goes to the next higher one: 常务会, then 常委会."""

    @step(
        source=AgendaRequestState.REFERRED,
        label=_("登记上级会议的决定"),
        by=secretary,
        guards=[decided_by_then],
        facts=[
            f.day("decided_by_body_on", _("会议作出决定的日期")),
            f.long_text("decision", _("决定的内容"), longest=2000),
            f.one("responsible_organ", _("责任单位"), "Organ"),
            f.some("cooperating", _("配合单位"), "Organ", required=False),
            f.day("due_on", _("落实期限")),
        ],
        basis="《信访工作条例》第十一条",
    )
    def record_decision(self, act: Act) -> None:
        """What the higher meeting decided, on its day: it becomes a resolution of the conference, and its extract goes into the file."""
