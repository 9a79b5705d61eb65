"""议定事项 of a joint conference, and how often it came back."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.jurisdiction import JurisdictionDispute
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.sittings.agenda import AgendaRequest
from mediation.models.sittings.conference import ConferenceItem, JointConference
from mediation.permissions import Actor
from mediation.workflows.base import Act
from mediation.workflows.sittings.agenda import AgendaRequestState
from mediation.workflows.sittings.conference import JointConferenceState
from mediation.workflows.sittings.resolution import ResolutionLifecycle

OVER = (JointConferenceState.HELD, JointConferenceState.CONCLUDED)


class Resolution(ResolutionLifecycle):
    """议定事项."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="resolutions", verbose_name=_("卷宗"))
    conference = models.ForeignKey(
        JointConference, models.PROTECT, related_name="resolutions", verbose_name=_("联席会议")
    )
    text = models.TextField(_("议定事项"))
    responsible_organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("责任单位"))
    request = models.ForeignKey(
        AgendaRequest, models.PROTECT, null=True, related_name="resolutions", verbose_name=_("提请的议题")
    )
    item = models.ForeignKey(
        ConferenceItem, models.PROTECT, null=True, related_name="resolved", editable=False, verbose_name=_("议题")
    )
    cooperating = models.ManyToManyField(Organ, related_name="+", verbose_name=_("配合单位"))
    due_on = models.DateField(_("落实期限"))
    dispute = models.ForeignKey(
        JurisdictionDispute, models.PROTECT, null=True, related_name="resolutions", verbose_name=_("受理争议")
    )
    adopted_on = models.DateField(_("议定日期"), null=True)
    carried_out_on = models.DateField(_("落实日期"), null=True)
    result = models.TextField(_("落实情况"), blank=True)
    lifted_by = models.ForeignKey(
        JointConference, models.PROTECT, null=True, related_name="+", verbose_name=_("由哪次会议解除")
    )
    lifted_on = models.DateField(_("解除日期"), null=True)

    SEALED_SINCE: ClassVar = {"request": 3, "item": 3, "lifted_by": 3, "lifted_on": 3}

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
        every = [*self.matter.every("conferences"), *self._from_agendas()] if self.matter_id else []
        held = [one for one in every if one.state == JointConferenceState.HELD]
        return max(held, key=lambda one: (one.starts_at, one.pk), default=None)

    @property
    def acting_organ(self) -> Organ | None:
        """The conference adopts; the responsible organ carries out."""
        if self.state == "new":
            conference = self.of_conference
            return conference.organ if conference else None
        return self.responsible_organ

    def _from_agendas(self) -> list[JointConference]:
        """The conferences with a file of their own that confer on an item of this one."""
        asked = [one for one in self.matter.every("agenda_requests") if one.state == AgendaRequestState.ON_AGENDA]
        items = ConferenceItem.objects.filter(request__in=asked).select_related("conference") if asked else ()
        return [one.conference for one in items]

    def lies_where_it_belongs(self, act: Act) -> bool:
        """In the file of its item; without one in that of the conference."""
        home = act.request.matter_id if act.request is not None else act.conference.matter_id
        return bool(home == self.matter_id)

    def is_on_agenda_of(self, conference: JointConference) -> bool:
        """Whether a later conference of the same office, which was held, had it before itself."""
        same = conference.organ_id == self.conference.organ_id and conference.pk != self.conference_id
        return same and conference.state in OVER and self.agenda_items.filter(conference=conference).exists()

    def choices_of(self, name: str, actor: Actor) -> models.QuerySet[Any] | None:
        """The conferences that confer on this file, the items of it that lie before one, those that may lift it."""
        if name == "conference":
            here = models.Q(matter=self.matter_id) | models.Q(items__request__matter=self.matter_id)
            return JointConference.objects.filter(here, state=JointConferenceState.HELD).distinct()
        if name == "request":
            return AgendaRequest.objects.filter(matter=self.matter_id, state=AgendaRequestState.ON_AGENDA)
        if name == "lifted_by" and self.pk:
            return JointConference.objects.filter(items__returning=self, state__in=OVER).distinct()
        return None
