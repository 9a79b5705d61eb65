"""联席会议, its members and agenda, and its resolutions."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import ClassVar

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.jurisdiction import JurisdictionDispute
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.sittings.booking import Booked
from mediation.models.sittings.recorded import Recorded
from mediation.models.sittings.room import Room
from mediation.vocabulary import Attendance, EntryKind, SittingOutcome
from mediation.workflows.sittings.conference import (
    NOTICE_DAYS,
    JointConferenceLifecycle,
    JointConferenceState,
    ResolutionLifecycle,
)


class JointConference(Booked, Recorded, JointConferenceLifecycle):
    """One conference, kept in the file of its main matter; the agenda names the others."""

    SEALED_SINCE: ClassVar = {"minutes": 3, "room": 3, "sitting_outcome": 3}
    RECORD, SIGNED_FOR, SIGNER, sitting = "conference", "organ", "member", 1
    KEEPERS = _("召集机关的人员")
    KINDS: ClassVar = {EntryKind.STAGE: _("进入议题"), EntryKind.RECESS: _("休会"), EntryKind.GO_ON: _("继续开会")}

    MEETS_AT_NIGHT = True  # organs confer when it is urgent; no party is called
    organ_acts_once_set = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="conferences", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("召集机关"))
    convenor = models.CharField(_("召集人"), max_length=200)
    chair = models.CharField(_("主持人"), max_length=200)
    starts_at = models.DateTimeField(_("时间"), null=True)
    minutes = models.PositiveSmallIntegerField(_("预计时长（分钟）"), default=120)
    place = models.CharField(_("地点"), max_length=200)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+", verbose_name=_("会场"))
    sitting_outcome = models.CharField(
        _("举行情况"), max_length=20, choices=SittingOutcome.choices, blank=True, default=""
    )
    urgent_reason = models.CharField(_("不足三日通知的理由"), max_length=200, blank=True)
    convened_on = models.DateField(_("召集日期"), null=True)
    held_on = models.DateField(_("召开日期"), null=True)
    concluded_on = models.DateField(_("印发日期"), null=True)

    class Meta:
        verbose_name = _("联席会议")
        ordering = ["starts_at", "pk"]
        triggers = guarded(JointConferenceLifecycle, "jointconference")
        constraints = states_known(JointConferenceLifecycle, "joint_conference")

    def __str__(self) -> str:
        return gettext("%(what)s（%(day)s）") % {
            "what": self.thing(),
            "day": f"{localtime(self.starts_at):%Y-%m-%d %H:%M}",
        }

    @property
    def acting_organ(self) -> Organ | None:
        """The organ whose office convenes; before it is stated, the organ that opened the file."""
        if self.organ_id:
            return self.organ
        return self.matter.organ if self.matter_id else None

    @property
    def is_off(self) -> bool:
        """Called off."""
        return self.state == JointConferenceState.CANCELLED

    def last_notice_on(self, starts_at: datetime) -> date | None:
        """Its members are told some days before."""
        return localtime(starts_at).date() - timedelta(days=NOTICE_DAYS)

    def parts(self) -> list[tuple[str, str]]:
        """The items of its agenda, between the opening and what is resolved."""
        agenda = [
            (f"item_{item.no}", gettext("议题%(no)d：%(topic)s") % {"no": item.no, "topic": item.topic})
            for item in self.items.all()
        ]
        return [("opening", gettext("宣布开会")), *agenda, ("resolving", gettext("议定事项"))]

    def record_open(self) -> bool:
        """From the opening until the minutes are issued."""
        return self.state == JointConferenceState.HELD

    def record_begun(self) -> bool:
        """Once it was opened."""
        return self.held_on is not None

    def who_came(self) -> list[Organ]:
        """The organs that were there."""
        return [one.organ for one in self.members.filter(was_present=True).select_related("organ")]

    def member_organs(self) -> list[Organ]:
        """The organs that were called."""
        return [m.organ for m in self.members.select_related("organ")]


class ConferenceMember(models.Model):
    """A member organ and its answer."""

    conference = models.ForeignKey(JointConference, models.CASCADE, related_name="members")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("成员单位"))
    attendance = models.CharField(_("回复"), max_length=20, choices=Attendance.choices, blank=True)
    represented_by = models.CharField(_("参加人"), max_length=200, blank=True)
    was_present = models.BooleanField(_("到会"), default=False)

    class Meta:
        verbose_name = _("成员单位")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "organ"], name="conference_member_once")]

    def __str__(self) -> str:
        return str(self.organ)


class ConferenceItem(models.Model):
    """议题: a matter or a dispute about competence, and what was said about it."""

    conference = models.ForeignKey(JointConference, models.CASCADE, related_name="items")
    no = models.PositiveSmallIntegerField(_("序号"))
    topic = models.CharField(_("议题"), max_length=200)
    about = models.ForeignKey(Matter, models.PROTECT, null=True, related_name="+", verbose_name=_("卷宗"))
    dispute = models.ForeignKey(
        JurisdictionDispute, models.PROTECT, null=True, related_name="+", verbose_name=_("受理争议")
    )
    discussion = models.TextField(_("讨论情况"), blank=True)

    class Meta:
        verbose_name = _("议题")
        ordering = ["no", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "no"], name="conference_item_no_once")]

    def __str__(self) -> str:
        return self.topic


class Resolution(ResolutionLifecycle):
    """议定事项."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="resolutions", verbose_name=_("卷宗"))
    conference = models.ForeignKey(
        JointConference, models.PROTECT, related_name="resolutions", verbose_name=_("联席会议")
    )
    text = models.TextField(_("议定事项"))
    responsible_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    cooperating = models.ManyToManyField(Organ, related_name="+", verbose_name=_("配合单位"))
    due_on = models.DateField(_("落实期限"))
    dispute = models.ForeignKey(
        JurisdictionDispute, models.PROTECT, null=True, related_name="resolutions", verbose_name=_("受理争议")
    )
    adopted_on = models.DateField(_("议定日期"), null=True)
    carried_out_on = models.DateField(_("落实日期"), null=True)
    result = models.TextField(_("落实情况"), blank=True)

    class Meta:
        verbose_name = _("议定事项")
        ordering = ["due_on", "pk"]
        triggers = guarded(ResolutionLifecycle, "resolution")
        constraints = states_known(ResolutionLifecycle, "resolution")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.text[:30]}

    @property
    def of_conference(self) -> JointConference | None:
        """Its conference; before it is stated, the one in the file that was held."""
        if (stated := getattr(self, "conference", None)) is not None:
            return stated
        every = self.matter.every("conferences") if self.matter_id else []
        held = [one for one in every if one.state == JointConferenceState.HELD]
        return max(held, key=lambda one: (one.starts_at, one.pk), default=None)

    @property
    def acting_organ(self) -> Organ | None:
        """The conference adopts; the responsible organ carries out."""
        if self.state == "new":
            conference = self.of_conference
            return conference.organ if conference else None
        return self.responsible_organ
