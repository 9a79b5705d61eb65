"""听证: the hearing, its panel, those invited, and what was said."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.calendar import current_calendar, limit_in
from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.models.parts import by_part
from mediation.models.serving.service import ServiceOfDocument
from mediation.models.sittings.booking import Booked
from mediation.models.sittings.opening import ItsOpening
from mediation.models.sittings.panel import ItsPanel
from mediation.models.sittings.recorded import Recorded
from mediation.models.sittings.room import Room
from mediation.models.sittings.screen import OnTheScreen
from mediation.permissions import Actor
from mediation.timelimits import Computation, TimeLimit, compute
from mediation.vocabulary import (
    HearingEnd,
    HearingPhase,
    HearingStage,
    PaperKind,
    PartyRole,
    Presence,
    SittingOutcome,
)
from mediation.workflows.base import Act
from mediation.workflows.sittings.hearing import HearingLifecycle
from mediation.workflows.sittings.hearing_request import UNDER_WAY, HearingState

CONCLUDED = (HearingState.CONCLUDED, HearingState.REPORTED)
TAKES_PLACE = (HearingState.SCHEDULED, HearingState.IN_SESSION, HearingState.DELIBERATING, *CONCLUDED)


class HearingQuerySet(models.QuerySet[Any]):
    """Hearings by standing."""

    def under_way(self) -> HearingQuerySet:
        """Those offered, asked for, being prepared or held."""
        return self.filter(state__in=UNDER_WAY)

    def concluded(self) -> HearingQuerySet:
        """Those that were held to the end."""
        return self.filter(state__in=CONCLUDED)

    @by_part
    def visible_to(self, actor: Actor) -> HearingQuerySet:
        """Those of visible files."""
        return self.filter(matter__in=Matter.objects.visible_to(actor))


class Hearing(Booked, Recorded, OnTheScreen, ItsOpening, ItsPanel, HearingLifecycle):
    """One hearing. `presider` and `recorder` act in it; the panel are its `members`."""

    SEALED_SINCE: ClassVar = {"sitting_outcome": 3}
    USUAL_MINUTES = 180
    organ_acts_once_set = True
    begun_by_any_organ = True
    keeps_records = True
    RECORD, PARTS, KEEPERS = "hearing", HearingPhase, _("本次听证的记录员或者主持人")
    forms_apart = HearingLifecycle.forms_apart

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="hearings", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("组织听证的机关"))
    review = models.ForeignKey("Review", models.PROTECT, null=True, related_name="hearings", verbose_name=_("复查复核"))
    stage = models.CharField(_("阶段"), max_length=20, choices=HearingStage.choices)
    question = models.TextField(_("听证事项"))
    offered_on = models.DateField(_("告知日期"), null=True)
    renounced = models.ManyToManyField(Party, related_name="+", blank=True, verbose_name=_("放弃听证的信访人"))
    requested_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人"))
    requested_on = models.DateField(_("申请日期"), null=True)
    grounds = models.TextField(_("申请听证的事项和理由"), blank=True)
    evidence = models.TextField(_("证据"), blank=True)
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    decision_reason = models.TextField(_("决定的理由"), blank=True)
    presider = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("主持人"))
    recorder = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("记录员"))
    scheduled_on = models.DateField(_("排期日期"), null=True)
    starts_at = models.DateTimeField(_("听证时间"), null=True)
    minutes = models.PositiveSmallIntegerField(_("预计时长（分钟）"), default=180)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+", verbose_name=_("会场"))
    sitting_outcome = models.CharField(
        _("举行情况"), max_length=20, choices=SittingOutcome.choices, blank=True, default=""
    )
    closed = models.BooleanField(_("不公开举行"), default=False)
    closed_reason = models.CharField(_("不公开的理由"), max_length=200, blank=True)
    opened_on = models.DateField(_("开始日期"), null=True)
    phase = models.CharField(_("进行到的环节"), max_length=30, choices=HearingPhase.choices, blank=True)
    sitting = models.PositiveSmallIntegerField(_("第几次开庭"), default=1)
    conclusion = models.TextField(_("结论"), blank=True)
    announced = models.BooleanField(_("当场宣布结论"), default=False)
    concluded_on = models.DateField(_("结论日期"), null=True)
    petitioner_side = models.TextField(_("信访人的主要意见"), blank=True)
    organ_side = models.TextField(_("办理机关的主要意见"), blank=True)
    facts_found = models.TextField(_("听证查明的事实"), blank=True)
    advice = models.TextField(_("处理建议"), blank=True)
    reported_on = models.DateField(_("报告日期"), null=True)
    end_ground = models.CharField(_("终止的情形"), max_length=20, choices=HearingEnd.choices, blank=True)
    terminated_on = models.DateField(_("终止日期"), null=True)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("听证")
        ordering = ["pk"]
        triggers = guarded(HearingLifecycle, "hearing")
        constraints = [
            *states_known(HearingLifecycle, "hearing"),
            models.UniqueConstraint(
                fields=["matter", "stage"],
                condition=models.Q(state__in=[s.value for s in UNDER_WAY]),
                name="one_hearing_at_a_stage",
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(number)s%(stage)s%(what)s") % {
            "number": self.matter.number, "stage": self.get_stage_display(), "what": self.thing(),
        }  # fmt: skip

    # Who organises it

    @property
    def acting_organ(self) -> Organ:
        """The organ that organises the hearing: the one that handles the matter, or reviews it."""
        if self.organ_id:
            return self.organ
        return self.review.organ if self.review_id else self.matter.acting_organ

    @property
    def acting_organ_keys(self) -> list[int]:
        """Before it is begun in a review: the reviewing organ."""
        return [self.review.organ_id] if self.organ_id is None and self.review_id else super().acting_organ_keys

    @property
    def holds_up_the_answer(self) -> bool:
        """No opinion goes out while a hearing of the handling is offered, being prepared or held."""
        return self.stage == HearingStage.HANDLING and self.state in UNDER_WAY

    def review_for(self, act: Act) -> Any:
        """The review in which the hearing is held; None at the stage of handling.

        Unless one was named: the pending one of the reviewer's organ, or the one the petitioner waits for.
        """
        if self.organ_id or self.review_id:
            return self.review
        handles = any(act.by.is_member_of(key) for key in self.matter.acting_organ_keys)
        found = [r for r in self.matter.pending_reviews if act.by.party or act.by.is_member_of(r.organ)]
        return found[-1] if found and not handles else None

    def stage_for(self, act: Act) -> str:
        """The stage of a hearing, also of one that is only being asked for."""
        review = self.review_for(act)
        return self.stage or (review.stage if review else HearingStage.HANDLING.value)

    def fix_stage(self, act: Act) -> None:
        """Fix stage and organ when the hearing comes into being."""
        self.stage, self.review = self.stage_for(act), self.review_for(act)
        self.organ = self.acting_organ_of(act.by)

    @property
    def is_concluded(self) -> bool:
        """Whether its conclusion stands."""
        return self.state in CONCLUDED

    def others_at_stage(self, act: Act) -> list[Hearing]:
        """Other hearings of the matter under way at the same stage."""
        stage, every = self.stage_for(act), self.matter.every("hearings")
        return [one for one in every if one.stage == stage and one.state in UNDER_WAY and one.pk != self.pk]

    # The right to ask

    def right_until(self, party: Party | None, act: Act) -> date | None:
        """The last day on which the petitioner may ask, from its own service; None if not told yet."""
        last = self.right_of(party, act)
        return last.legal_on if last else None

    def right_of(self, party: Party | None, act: Act) -> Deadline | None:
        """The petitioner's own period to ask (D14); None if not told yet."""
        same_stage = Hearing.objects.filter(matter=self.matter, stage=self.stage_for(act))
        told = Deadline.objects.filter(
            code="D14", party=party, subject_type="hearing", subject_id__in=same_stage.values("pk")
        ).filter(state__in=("running", "lapsed"))
        return told.order_by("-pk").first()

    def withdrawn_before(self, party: Party | None, act: Act) -> bool:
        """Whether this petitioner took back an earlier request at this stage."""
        same_stage = Hearing.objects.filter(matter=self.matter, stage=self.stage_for(act))
        return same_stage.filter(requested_by=party, end_ground=HearingEnd.WITHDRAWN).exists()

    def waiving(self, act: Act) -> list[Party]:
        """Who gives up the right: those named, or the party at the portal."""
        return list(act.waived_by or ([act.by.party] if act.by.party else []))

    def may_still_ask(self) -> bool:
        """Whether a petitioner may still ask or agree: the period runs, or the notice has not arrived yet."""
        gone = self.renounced.values("pk")
        if Deadline.objects.about(self).filter(code="D14").running().exclude(party__in=gone).exists():
            return True
        done = ServiceOfDocument.objects.filter(state__in=("served", "cancelled"))
        notices = self.matter.papers.of_kind(PaperKind.HEARING_RIGHTS_NOTICE).exclude(state="voided")
        return any(
            paper.addressees.exclude(pk__in=gone).exclude(services__in=done.filter(paper=paper)).exists()
            for paper in notices.filter(subject_type="hearing", subject_id=self.pk)
        )

    # Day, place and notice

    def booked_people(self) -> list[int]:
        """Whoever sits on the panel, its presider, and the recorder."""
        return sorted({*self.panel_ids(), *(one for one in (self.presider_id, self.recorder_id) if one)})

    def day_of(self, starts_at: datetime) -> date:
        """The day in Shanghai of a moment."""
        return localtime(starts_at).date()

    def held_on(self) -> date | None:
        """The day of the hearing in Shanghai."""
        return self.day_of(self.starts_at) if self.starts_at else None

    def may_be_held_on(self, on: date) -> bool:
        """Whether the hearing may be held on the day: its own, or a later sitting's."""
        day = self.held_on()
        return day is not None and (on == day or (on > day and self.state == HearingState.IN_SESSION))

    def notice_day_for(self, starts_at: datetime) -> date:
        """The last day for service of the notice of a hearing at that time (D16, counted back)."""
        return self._notice_computed(localtime(starts_at).date()).legal

    def may_be_moved_by(self, actor: Actor) -> bool:
        """Whoever presides, or heads the organ that holds it."""
        return actor.user is not None and (self.presider_id == actor.user.pk or actor.holds("head", self.acting_organ))

    @property
    def is_off(self) -> bool:
        """Put off, interrupted, ended, or never fixed."""
        return self.state not in TAKES_PLACE

    def last_notice_on(self, starts_at: datetime) -> date | None:
        """The last day on which its notice can be served (D16)."""
        return self.notice_day_for(starts_at)

    def limit(self, code: str, *, on: date) -> TimeLimit:
        """A limit of hearings as it is in force for this one (D14 to ask, D16 to serve the notice)."""
        return limit_in(self.matter, code, organ=self.acting_organ, on=on)

    def notice_limit_for(self, starts_at: datetime) -> TimeLimit:
        """How long before a hearing at that time its notice is served (D16)."""
        return self.limit("D16", on=localtime(starts_at).date())

    def _notice_computed(self, day: date) -> Computation:
        return compute(self.limit("D16", on=day), trigger=day, calendar=current_calendar())

    def notice_advised_on(self) -> date | None:
        """The day by which service is advised, or None."""
        held_on = self.held_on()
        return self._notice_computed(held_on).advised if held_on else None

    @property
    def notice_due_on(self) -> date | None:
        """The last day for service of the notices of the hearing as it is scheduled."""
        found = Deadline.last_of(self, "D16")
        return found.legal_on if found else None

    def not_noticed(self, *, by: date | None = None) -> list[Party]:
        """Participants who have not been served the notice of the present day, or not by `by`."""
        invited = list(self.invited.select_related("party"))
        noticed = [p.notice_id for p in invited if p.notice_id]
        served = ServiceOfDocument.objects.filter(paper_id__in=noticed, state="served")
        if by is not None:
            served = served.filter(served_on__lte=by)
        reached = set(served.order_by().values_list("paper_id", "party_id"))
        return [p.party for p in invited if (p.notice_id, p.party_id) not in reached]

    def noticed_late(self) -> list[Party]:
        """Participants who were not served by the last day, or not at all."""
        return self.not_noticed(by=self.notice_due_on)

    def notices(self) -> models.QuerySet[Any]:
        """The notices of the hearing as it is scheduled."""
        return Paper.objects.filter(pk__in=self.invited.exclude(notice=None).values("notice"))

    def changes_told(self) -> models.QuerySet[Any]:
        """The papers by which those invited were told that it does not take place as it was scheduled."""
        told = self.matter.papers.issued().of_kind(PaperKind.HEARING_CHANGE)
        return told.filter(subject_type="hearing", subject_id=self.pk)

    def called(self) -> list[Party]:
        """Those to whom an issued notice went, for the sitting as it is scheduled."""
        noticed = self.invited.filter(notice__state="issued").select_related("party").order_by("pk")
        return [one.party for one in noticed]

    def noticed_on(self) -> date | None:
        """The day on which the first notice was issued; from the next day hearing time counts."""
        notices = self.matter.papers.issued().of_kind(PaperKind.HEARING_NOTICE)
        about = notices.filter(subject_type="hearing", subject_id=self.pk)
        return about.aggregate(first=models.Min("issued_on"))["first"]

    # Those invited

    def to_be_called(self, act: Act) -> list[Party]:
        """Those named, else the petitioners' side and the opposite side; an organ does not write to itself."""
        opposite = self.matter.parties.taking_part().filter(role=PartyRole.OPPOSITE)
        people = act.get("participants") or [*self.matter.petition.addressees(act.on), *opposite]
        return [party for party in people if party.organ_id != self.organ_id]

    def invited_ids(self) -> set[int]:
        """The parties invited."""
        return set(self.invited.values_list("party_id", flat=True))

    def unchecked(self) -> list[Party]:
        """Participants of whom nobody has noted whether they came."""
        return [p.party for p in self.invited.filter(outcome="").select_related("party")]

    def petitioners_present(self) -> bool:
        """Whether at least one petitioner came."""
        return self.invited.filter(party__role=PartyRole.PETITIONER, outcome=Presence.PRESENT).exists()

    def all_petitioners(self, outcome: str) -> bool:
        """Whether every invited petitioner has this outcome."""
        petitioners = self.invited.filter(party__role=PartyRole.PETITIONER)
        return petitioners.exists() and not petitioners.exclude(outcome=outcome).exists()

    def unsigned(self, act: Act) -> list[Party]:
        """Participants who came and neither signed the record that was read nor have their refusal noted."""
        done = {row["party"].pk for row in act.signatures or () if row["signed"] or row["note"]}
        done |= self.signed_as_it_stands().keys()
        return [party for party in self.who_came() if party.pk not in done]

    # What was said

    def record_open(self) -> bool:
        """What was typed before the panel withdrew, or before the hearing was broken off, may arrive after that."""
        return self.state in (HearingState.IN_SESSION, HearingState.DELIBERATING, HearingState.ADJOURNED)

    def record_begun(self) -> bool:
        """Once it was opened."""
        return self.opened_on is not None

    def agents_of(self, party: Party) -> list[str]:
        """Who came for the party, by name."""
        row = self.invited.filter(party=party).first()
        return row.agents.split("、") if row is not None else []

    def who_came(self) -> list[Party]:
        """Participants who came."""
        came = self.invited.filter(outcome=Presence.PRESENT).select_related("party").order_by("pk")
        return [one.party for one in came]
