"""议定事项: what a conference resolves that an organ does until a day; it comes back until it is done, or lifted."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.permissions import Actor, Permission, clock, handler, head, petition_office
from mediation.vocabulary import Role
from mediation.workflows import facts as f
from mediation.workflows.annulling import TakenBack
from mediation.workflows.base import NEW, Act, Guard, Lifecycle, step
from mediation.workflows.sittings.conference import JointConferenceState, convening


class ResolutionState(models.TextChoices):
    """Where a resolution stands."""

    ADOPTED = "adopted", _("已议定")
    OVERDUE = "overdue", _("逾期未落实")
    CARRIED_OUT = "carried_out", _("已落实")
    LIFTED = "lifted", _("已解除")


of_its_file = Guard(
    "not_of_its_conference",
    _("所选的会议、议题与本卷宗无关。"),
    lambda resolution, act: act.conference is None or resolution.lies_where_it_belongs(act),
    _("请从会议议程页面登记议定事项。"),
    on_facts=True,
)
item_lies_open = Guard(
    "item_not_open",
    _("所选议题不在这次会议的议程上，或者已经延后。"),
    lambda resolution, act: act.request is None or act.request.is_open_on(act.conference),
    on_facts=True,
)
conference_held = Guard(
    "not_held_yet", _("会议尚未召开，不能议定事项。"),
    lambda resolution, act: act.by.following or resolution.conference.state == JointConferenceState.HELD, on_facts=True,
)  # fmt: skip
dispute_on_agenda = Guard(
    "not_on_agenda",
    _("这项受理争议没有列入本次会议。"),
    lambda resolution, act: act.dispute is None or resolution.conference.items.filter(dispute=act.dispute).exists(),
    on_facts=True,
)
due_after_meeting = Guard(
    "due_in_past", _("落实期限不能早于会议当日。"), lambda resolution, act: act.due_on is None or act.due_on >= act.on,
    on_facts=True,
)  # fmt: skip
lifted_in_conference = Guard(
    "not_lifted_there",
    _("议定事项只能由同一召集机关以后召开的会议解除，并且应当列在那次会议的议程上。"),
    lambda resolution, act: act.lifted_by is None or resolution.is_on_agenda_of(act.lifted_by),
    on_facts=True,
)


def _leads_the_conference(resolution: Any, actor: Actor) -> bool:
    organ = resolution.conference.organ_id if resolution.pk else None
    return any(actor.holds(role, organ) for role in (Role.HEAD, Role.PETITION_OFFICE))


lifting = Permission(_leads_the_conference, _("召集机关的信访部门、负责人"))


class ResolutionLifecycle(Lifecycle):
    """议定事项: what one organ does until a day."""

    State = ResolutionState
    course_told = False

    class Meta:
        abstract = True

    @step(
        source=NEW,
        target=ResolutionState.ADOPTED,
        label=_("议定"),
        by=convening,
        guards=[of_its_file, item_lies_open, conference_held, dispute_on_agenda, due_after_meeting],
        facts=[
            f.one("conference", _("联席会议"), "JointConference"),
            f.one("request", _("提请的议题"), "AgendaRequest", required=False),
            f.long_text("text", _("议定事项"), longest=2000),
            f.one("responsible_organ", _("责任单位"), "Organ"),
            f.some("cooperating", _("配合单位"), "Organ", required=False),
            f.day("due_on", _("落实期限")),
            f.one("dispute", _("所解决的受理争议"), "JurisdictionDispute", required=False),
        ],
        basis="《信访工作条例》第十一条、第二十四条",
        day_field="adopted_on",
    )
    def adopt(self, act: Act) -> None:
        """The conference resolves who does what until when; it may settle which organ is competent."""

    @step(
        source=[ResolutionState.ADOPTED, ResolutionState.OVERDUE],
        target=ResolutionState.CARRIED_OUT,
        label=_("报告落实"),
        by=head | handler | petition_office,
        facts=[f.long_text("result", _("落实情况"), longest=2000)],
        basis="《信访工作条例》第十一条",
        day_field="carried_out_on",
        annul=TakenBack(by_people=True),
        overtakes=("fall_overdue",),
    )
    def carry_out(self, act: Act) -> None:
        """The responsible organ reports that it is done."""

    @step(
        source=ResolutionState.ADOPTED,
        target=ResolutionState.OVERDUE,
        label=_("逾期"),
        by=clock,
        annul=TakenBack(),
    )
    def fall_overdue(self, act: Act) -> None:
        """The day has passed and nothing was reported; the organ and the conference's office are reminded."""

    @step(
        source=[ResolutionState.ADOPTED, ResolutionState.OVERDUE],
        target=ResolutionState.LIFTED,
        label=_("解除议定事项"),
        turns_back=True,
        by=lifting,
        guards=[lifted_in_conference],
        facts=[
            f.one("lifted_by", _("由哪次会议解除"), "JointConference"),
            f.long_text("why", _("解除的理由"), longest=1000),
        ],
        day_field="lifted_on",
        overtakes=("fall_overdue",),
    )
    def lift(self, act: Act) -> None:
        """A later conference of the same office resolves that it need not be done any more, and says why."""
