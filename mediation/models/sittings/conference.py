"""联席会议, its members and its agenda."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any, ClassVar

from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.jurisdiction import JurisdictionDispute
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.sittings.agenda import AgendaRequest, interested_organs
from mediation.models.sittings.booking import Booked
from mediation.models.sittings.conference_discussed import Discussed
from mediation.models.sittings.recorded import Recorded
from mediation.models.sittings.room import Room
from mediation.permissions import Actor
from mediation.vocabulary import Attendance, EntryKind, SittingOutcome
from mediation.workflows.base import Act, lifecycle_named
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.sittings.agenda import AgendaRequestState
from mediation.workflows.sittings.conference import (
    NOTICE_DAYS,
    JointConferenceState,
)
from mediation.workflows.sittings.conference_minutes import (
    BY_MEMBERS,
    FROM_AGENDA,
    DiscussedLifecycle,
    positions_wanted,
)

FALLEN = (PaperState.REPLACED, PaperState.REVOKED)


class JointConference(Discussed, Booked, Recorded, DiscussedLifecycle):
    """One conference, kept in the file of its main matter; the agenda names the others."""

    SEALED_SINCE: ClassVar = {"minutes": 3, "room": 3, "sitting_outcome": 3, "circulated_on": 3, "answer_by": 3}
    RECORD, SIGNED_FOR, SIGNER, sitting = "conference", "organ", "member", 1
    BY_MEMBERS, FROM_AGENDA = BY_MEMBERS, FROM_AGENDA
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
    circulated_on = models.DateField(_("纪要稿送出日期"), null=True)
    answer_by = models.DateField(_("请在何日前核对"), null=True)

    class Meta:
        verbose_name = _("联席会议")
        ordering = ["starts_at", "pk"]
        triggers = guarded(DiscussedLifecycle, "jointconference")
        constraints = states_known(DiscussedLifecycle, "joint_conference")

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

    def rows_known(self, table: str) -> list[dict[str, Any]]:
        """Whose positions are to be noted, on which items."""
        return positions_wanted(self) if table == "positions" else []

    def coming_back(self, organ: Organ | None) -> models.QuerySet[Any]:
        """What earlier conferences of the organ resolved and nobody has done yet: of this file alone, unless it has its own."""
        kind: Any = lifecycle_named("resolution")
        found = kind._base_manager.filter(conference__organ=organ, state__in=("adopted", "overdue"))
        found = found.exclude(conference=self.pk) if self.pk else found
        found = found if self.has_own_file else found.filter(matter=self.matter_id)
        return found.order_by("due_on", "pk")

    def open_matter(self, act: Act) -> Matter:
        """A conference about several matters has a file of its own: what belongs to one of them lies in that one's file."""
        day = localtime(self.starts_at).date()
        return Matter.open(organ=self.organ, subject=gettext("联席会议（%s）") % day, on=act.on)

    @property
    def has_own_file(self) -> bool:
        """Whether its file is about nothing but itself."""
        return not (hasattr(self.matter, "petition") or self.matter.mediations.exists()) if self.matter_id else True

    def to_be_members(self, act: Act) -> list[Organ]:
        """Those called, and those asked about the items that are taken up."""
        asked = [organ for request in act.requests or () for organ in request.asked_organs()]
        owing = [one.responsible_organ for one in self.coming_back(act.organ).select_related("responsible_organ")]
        return list(dict.fromkeys([*(act.members or ()), *asked, *owing]))

    def interested_organs(self, act: Act) -> set[Organ]:
        """Who is a side, or accused, in a matter that is conferred on."""
        rows = [row["about"] for row in act.agenda or () if row["about"]]
        files = {one.pk: one for one in (*rows, *(request.matter for request in act.requests or ()))}
        if self.matter_id:
            files[self.matter_id] = self.matter
        return {organ for matter in files.values() for organ in interested_organs(matter, act)}

    def takes_up(self, request: AgendaRequest, organ: Organ | None) -> bool:
        """Whether the item waits for a conference of the organ."""
        return request.state == AgendaRequestState.ASKED and request.organ_id == (organ and organ.pk)

    def takes(self, request: AgendaRequest) -> bool:
        """Whether an item can still come on its agenda."""
        coming = (JointConferenceState.CONVENED, JointConferenceState.HELD)
        return self.state in coming and self.organ_id == request.organ_id

    def may_hold(self, request: AgendaRequest) -> bool:
        """Whether nobody learns by it of another matter."""
        return self.has_own_file or self.matter_id == request.matter_id

    def holds_alike(self, requests: Any) -> bool:
        """The same for several, before it is convened."""
        return all(self.may_hold(one) for one in requests)

    def choices_of(self, name: str, actor: Actor) -> models.QuerySet[Any] | None:
        """The items that wait for a conference of whoever convenes."""
        if name != "requests" or actor.user is None:
            return None
        waiting = AgendaRequest.objects.filter(state=AgendaRequestState.ASKED, organ__in=actor.user.organ_ids(actor.on))
        return waiting if self.has_own_file else waiting.filter(matter=self.matter_id)


class ConferenceMember(models.Model):
    """A member organ and its answer."""

    conference = models.ForeignKey(JointConference, models.CASCADE, related_name="members")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("成员单位"))
    attendance = models.CharField(_("回复"), max_length=20, choices=Attendance.choices, blank=True)
    represented_by = models.CharField(_("参加人"), max_length=200, blank=True)
    was_present = models.BooleanField(_("到会"), default=False)
    # What it has read of the draft minutes and found right: that very text, and nothing that was changed afterwards.
    approved_mark = models.CharField(max_length=64, blank=True, editable=False)
    approved_on = models.DateField(_("核对日期"), null=True)
    approved_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("核对人"))

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
    request = models.ForeignKey(
        AgendaRequest, models.PROTECT, null=True, related_name="items", verbose_name=_("提请的议题")
    )
    returning = models.ForeignKey(
        "Resolution", models.PROTECT, null=True, related_name="agenda_items", verbose_name=_("以前的议定事项")
    )
    deferred_why = models.TextField(_("延后的理由"), blank=True)
    in_session = models.BooleanField(_("会上增加"), default=False)
    # How what is shown with it stood when it was put on the agenda: what has changed since is pointed out.
    as_put_on = models.JSONField(default=dict, encoder=DjangoJSONEncoder, editable=False)
    discussion = models.TextField(_("讨论情况"), blank=True)

    class Meta:
        verbose_name = _("议题")
        ordering = ["no", "pk"]
        constraints = [models.UniqueConstraint(fields=["conference", "no"], name="conference_item_no_once")]

    def __str__(self) -> str:
        return self.topic

    def concerns(self, organs: Any) -> bool:
        """Whether one of the organs, by key, confers on it, or has asked for it."""
        if self.returning is not None:
            owing = {self.returning.responsible_organ_id, *(one.pk for one in self.returning.cooperating.all())}
            return bool(owing & set(organs))
        if self.request is None:
            return True
        return self.request.asked_by_id in organs or any(one.organ_id in organs for one in self.request.asked.all())

    def is_undecided(self) -> bool:
        """Whether a matter waits for what the conference says: nothing was resolved, it was neither put off nor sent up."""
        waits = self.request is not None and self.request.state == AgendaRequestState.ON_AGENDA
        return waits and not self.deferred_why and not self.resolved.all()

    def asked_by_alone(self, organs: Any) -> bool:
        """Whether one of them has asked for it and is not asked itself."""
        asks = self.request is not None and self.request.asked_by_id in organs
        return asks and not any(one.organ_id in organs for one in self.request.asked.all())

    def changed(self) -> list[str]:
        """What is shown with it and is not any more what it was when it was put on the agenda."""
        now = shown_with(self.request) if self.request is not None else {}
        return [name for key, (name, mark) in now.items() if self.as_put_on.get(key) != mark]


def shown_with(request: AgendaRequest) -> dict[str, tuple[str, str]]:
    """The papers and files of an item: what each is called, and what tells that it has changed since.

    What was issued is frozen: it changes by a correction or a revocation alone; a file is sealed, or taken off.
    """
    papers = {
        f"paper-{one.pk}": (str(one), f"{one.state in FALLEN}:{one.replacement_id}") for one in request.papers.all()
    }
    files = {f"file-{one.pk}": (str(one), f"{one.state}:{one.sha256}") for one in request.files.all()}
    return {**papers, **files}
