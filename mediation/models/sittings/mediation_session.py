"""One session of a mediation."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.agent import Agent
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.sittings.booking import Booked
from mediation.models.sittings.mediation import Mediation
from mediation.models.sittings.recorded import Recorded
from mediation.models.sittings.room import Room
from mediation.permissions import Actor
from mediation.vocabulary import EntryKind, SessionPhase, SessionResult, SittingOutcome
from mediation.workflows.base import Act
from mediation.workflows.sittings.mediation_session import MediationSessionLifecycle, MediationSessionState
from mediation.workflows.sittings.mediation_state import GOING_ON, arranges


class MediationSession(Booked, Recorded, MediationSessionLifecycle):
    """One session. What was said stands in its minutes, not in the ledger."""

    SEALED_SINCE: ClassVar = {"minutes": 3, "room": 3, "sitting_outcome": 3}
    RECORD, PARTS, KEEPERS, sitting = "session", SessionPhase, _("本次调解的调解员"), 1
    KINDS: ClassVar = {EntryKind.RECESS: _("暂停"), EntryKind.GO_ON: _("继续")}

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="mediation_sessions", verbose_name=_("卷宗"))
    mediation = models.ForeignKey(Mediation, models.PROTECT, related_name="sessions", verbose_name=_("调解"))
    starts_at = models.DateTimeField(_("时间"))
    minutes = models.PositiveSmallIntegerField(_("预计时长（分钟）"), default=120)
    place = models.CharField(_("地点"), max_length=200)
    room = models.ForeignKey(Room, models.PROTECT, null=True, related_name="+", verbose_name=_("会场"))
    sitting_outcome = models.CharField(
        _("举行情况"), max_length=20, choices=SittingOutcome.choices, blank=True, default=""
    )
    in_public = models.BooleanField(_("公开进行"), default=False)
    present = models.ManyToManyField(Party, related_name="+", verbose_name=_("到场的当事人"))
    separate = models.BooleanField(_("背靠背调解"), default=False)
    guests = models.CharField(_("邀请参与的人"), max_length=200, blank=True)
    held_on = models.DateField(_("举行日期"), null=True)
    result = models.CharField(_("结果"), max_length=20, choices=SessionResult.choices, blank=True)
    recorder = models.CharField(_("记录人"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("调解会议")
        ordering = ["starts_at", "pk"]
        triggers = guarded(MediationSessionLifecycle, "mediationsession")
        constraints = states_known(MediationSessionLifecycle, "mediation_session")

    def __str__(self) -> str:
        return gettext("%(what)s（%(day)s）") % {
            "what": self.thing(),
            "day": f"{localtime(self.starts_at):%Y-%m-%d %H:%M}",
        }

    def booked_people(self) -> list[int]:
        """Whoever mediates."""
        mediation = self.of_mediation
        return sorted(mediation.mediators.filter(left_on=None).values_list("user_id", flat=True)) if mediation else []

    def may_be_moved_by(self, actor: Actor) -> bool:
        """Whoever arranges its sessions."""
        return arranges(self, actor)

    @property
    def is_off(self) -> bool:
        """Called off."""
        return self.state == MediationSessionState.CANCELLED

    def to_be_called(self, act: Act) -> list[Party]:
        """The parties of the dispute."""
        mediation = self.of_mediation
        return list(mediation.parties.taking_part().order_by("pk")) if mediation else []

    @property
    def of_mediation(self) -> Mediation | None:
        """Its mediation; before it is stated, the one that goes on in the file."""
        if (stated := getattr(self, "mediation", None)) is not None:
            return stated
        if not self.matter_id:
            return None
        return next((m for m in reversed(self.matter.every("mediations")) if m.state in GOING_ON), None)

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that arranges the mediation."""
        mediation = self.of_mediation
        return mediation.acting_organ if mediation else None

    def is_mediated_by(self, user: Any) -> bool:
        """Whether the member of staff mediates here."""
        mediation = self.of_mediation
        return mediation is not None and mediation.is_mediated_by(user)

    def agents_there(self) -> list[Agent]:
        """The agents who came for a party, as its opening was written down."""
        opened = self.matter.events.of(self.page_name, self.pk).standing().filter(step="open").order_by("pk").last()
        named = opened.facts.get("agents") or [] if opened is not None else []
        return list(
            Agent.objects.filter(pk__in=[one["id"] for one in named]).select_related("principal").order_by("pk")
        )

    def taking_part(self) -> list[Party]:
        """The parties who were there, themselves or by an agent."""
        there = {party.pk: party for party in self.present.all()}
        return list(({agent.principal_id: agent.principal for agent in self.agents_there()} | there).values())

    def record_open(self) -> bool:
        """While both sides sit together; what is confided in a separate talk belongs to the mediator's notes."""
        return self.state == MediationSessionState.OPEN and not self.separate

    def record_begun(self) -> bool:
        """Once it was opened."""
        return self.held_on is not None

    def agents_of(self, party: Party) -> list[str]:
        """Who came for the party, by name."""
        return [agent.name for agent in self.agents_there() if agent.principal_id == party.pk]

    def who_came(self) -> list[Party]:
        """The parties who were there, themselves or by an agent."""
        return self.taking_part()

    def organiser(self, act: Act) -> Organ | None:
        """The organ that organises its mediation."""
        return self.acting_organ

    def organiser_is_interested(self, act: Act) -> bool:
        """Whether that organ is a side of the dispute, or touched otherwise."""
        mediation = self.of_mediation
        return mediation is not None and mediation.organiser_is_interested(act)
