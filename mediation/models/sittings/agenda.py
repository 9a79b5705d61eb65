"""提请的议题: what a matter asks of a conference, the organs that are asked, and what they answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accused_as_told
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.attachment import Attachment
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.papers.paper import CARRY_CODE, CARRY_LETTER, PANEL_ONLY, Paper
from mediation.permissions import Actor
from mediation.vocabulary import HigherBody, PaperKind
from mediation.workflows.base import Act, lifecycle_named
from mediation.workflows.sittings.agenda import AgendaRequestLifecycle, AgendaRequestState
from mediation.workflows.sittings.conference import JointConferenceState


def interested_organs(matter: Matter, act: Act) -> set[Organ]:
    """Who is a side of the dispute or, as far as who acts reads of it, accused; with whoever has their powers on the day."""
    sides = set(Organ.objects.filter(pk__in=matter.parties.taking_part().exclude(organ=None).values("organ")))
    accused = accused_as_told(matter, act.by)
    return {one for organ in sides | accused for one in (organ, organ.competent_on(act.on))}


class AgendaRequest(AgendaRequestLifecycle):
    """One item in the file of its matter. `organ` convenes; `asked_by` handles the matter."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="agenda_requests", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("召集机关"))
    asked_by = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("提请单位"))
    topic = models.CharField(_("议题"), max_length=200)
    question = models.TextField(_("需要研究决定的问题"))
    papers = models.ManyToManyField(Paper, related_name="+", verbose_name=_("附送的文书"))
    files = models.ManyToManyField(Attachment, related_name="+", verbose_name=_("附送的材料"))
    asked_on = models.DateField(_("提请日期"), null=True)
    put_on_on = models.DateField(_("列入议程日期"), null=True)
    decided_on = models.DateField(_("议定归卷日期"), null=True)

    class Meta:
        verbose_name = _("提请的议题")
        ordering = ["pk"]
        triggers = guarded(AgendaRequestLifecycle, "agendarequest")
        constraints = states_known(AgendaRequestLifecycle, "agenda_request")

    def __str__(self) -> str:
        return gettext("%(what)s：%(about)s") % {"what": self.thing(), "about": self.topic}

    @property
    def acting_organ(self) -> Organ | None:
        """Who handles the matter asks; then it lies with the office that convenes."""
        if self.state == "new":
            return self.matter.acting_organ if self.matter_id else None
        return self.organ

    @property
    def acting_organ_keys(self) -> list[int]:
        """Before it is asked every organ that handles a claim of the file, whatever organ is stated to convene."""
        if self.state == "new":
            return list(self.matter.acting_organ_keys) if self.matter_id else []
        return [self.organ_id]

    @property
    def item(self) -> Any:
        """Its place on the last agenda on which it was put; None before."""
        return self.items.select_related("conference").order_by("pk").last() if self.pk else None

    @property
    def day(self) -> date | None:
        """The day of that conference."""
        item = self.item
        return localtime(item.conference.starts_at).date() if item is not None else None

    def last_referral(self) -> Any:
        """Where it was sent last; None before it was sent anywhere."""
        return self.referrals.order_by("pk").last() if self.pk else None

    def may_go_to(self, body: str) -> bool:
        """Whether the body stands above the one that has it."""
        order, last = HigherBody.values, self.last_referral()
        return last is None or order.index(body) > order.index(last.body)

    def was_conferred_on(self) -> bool:
        """Whether the conference on whose agenda it stands was held."""
        item = self.item
        return item is not None and item.conference.held_on is not None

    def fits_between(self, day: date, today: date) -> bool:
        """Whether a meeting of that day lies between the one before and today."""
        last, item = self.last_referral(), self.item
        earliest = last.sent_on if last is not None else item and item.conference.held_on
        return bool(day <= today and (earliest is None or earliest <= day))

    def is_open_on(self, conference: Any) -> bool:
        """Whether it lies before that conference now."""
        item = self.item
        on_it = item is not None and item.conference_id == (conference and conference.pk)
        open_states = (AgendaRequestState.ON_AGENDA, AgendaRequestState.REFERRED)
        return bool(on_it and self.state in open_states and not item.deferred_why)

    def has_extract(self) -> bool:
        """Whether the extract of the conference on whose agenda it stands was issued into its file."""
        issued = Paper.objects.of_kind(PaperKind.CONFERENCE_EXTRACT).issued()
        mine = issued.filter(subject_type="agendarequest", subject_id=self.pk, matter=self.matter_id)
        return mine.filter(issued_on__gte=self.day).exists() if self.day else False

    def asked_organs(self) -> list[Organ]:
        """The organs whose opinion is wanted."""
        return [one.organ for one in self.asked.select_related("organ")]

    def interested_organs(self, act: Act) -> set[Organ]:
        """Who does not convene on it."""
        return interested_organs(self.matter, act)

    def accused_organs(self, act: Act) -> set[int]:
        """Whom something in the file accuses that who acts reads, by key."""
        return {organ.pk for organ in accused_as_told(self.matter, act.by)}

    def may_be_shown(self, papers: Iterable[Paper], files: Iterable[Attachment]) -> bool:
        """Whether all of it lies in the file, was issued, carries neither code nor letter, and is sealed from nobody."""
        issued = set(self._to_show().values_list("pk", flat=True)) if papers else ()
        return all(one.pk in issued for one in papers) and all(
            one.matter_id == self.matter_id and not one.sealed_from.exists() for one in files
        )

    def _to_show(self) -> models.QuerySet[Any]:
        found = Paper.objects.issued().filter(matter=self.matter, sealed_from=None)
        return found.exclude(kind__in=(*CARRY_CODE, *CARRY_LETTER, *PANEL_ONLY))

    def choices_of(self, name: str, actor: Actor) -> models.QuerySet[Any] | None:
        """What may be shown, on which agenda it may be put, for whom an opinion is given."""
        if name == "papers":
            return self._to_show()
        if name == "conference":
            kind: Any = lifecycle_named("jointconference")
            coming = (JointConferenceState.CONVENED, JointConferenceState.HELD)
            return kind._base_manager.filter(organ=self.organ_id, state__in=coming)
        if name == "member" and self.pk and actor.user is not None:
            return Organ.objects.filter(pk__in=[one.pk for one in self.asked_organs() if actor.is_member_of(one)])
        return None


class AskedOrgan(models.Model):
    """An organ that is asked, its question, and what it answered before the day; blank where it answered nothing."""

    request = models.ForeignKey(AgendaRequest, models.CASCADE, related_name="asked")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    question = models.CharField(_("请该单位回答的问题"), max_length=200)
    opinion = models.TextField(_("书面意见"), blank=True)
    opinion_on = models.DateField(_("提交日期"), null=True)
    given_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("提交人"))

    class Meta:
        verbose_name = _("征求意见的单位")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "organ"], name="asked_organ_once")]

    def __str__(self) -> str:
        return str(self.organ)


class Referral(models.Model):
    """One step up: to which meeting of which organ, decided on what day and why; and what that meeting decided, on its day."""

    request = models.ForeignKey(AgendaRequest, models.CASCADE, related_name="referrals")
    body = models.CharField(_("会议"), max_length=20, choices=HigherBody.choices)
    before = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("开会的机关"))
    sent_on = models.DateField(_("决定上报的日期"))
    why = models.TextField(_("上报的理由和建议"))
    met_on = models.DateField(_("会议作出决定的日期"), null=True)
    decision = models.TextField(_("决定的内容"), blank=True)

    class Meta:
        verbose_name = _("报上级会议")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["request", "body", "sent_on"], name="referral_once_a_day")]

    def __str__(self) -> str:
        return f"{self.before}{self.get_body_display()}"


def waiting(organs: Iterable[int]) -> models.QuerySet[AgendaRequest]:
    """What waits to be put on an agenda of these organs, the oldest first."""
    found = AgendaRequest.objects.filter(organ__in=list(organs), state=AgendaRequestState.ASKED)
    return found.order_by("asked_on", "pk")
