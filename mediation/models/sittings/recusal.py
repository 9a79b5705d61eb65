"""回避."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.models.sittings.hearing import Hearing
from mediation.models.sittings.mediation import Mediator
from mediation.permissions import Actor
from mediation.vocabulary import RecusalGround, RecusalRole
from mediation.workflows.base import Act
from mediation.workflows.sittings.recusal import RecusalLifecycle, RecusalState

HEARING_ROLES = (RecusalRole.PRESIDER, RecusalRole.PANELLIST, RecusalRole.RECORDER)


def bare(text: str | None) -> str:
    """A text by its words alone: other points and spaces make no other reason."""
    return "".join(one for one in text or "" if one.isalnum())


class RecusalQuerySet(models.QuerySet[Any]):
    """Recusals by standing."""

    def pending(self) -> RecusalQuerySet:
        """Those not decided yet."""
        return self.filter(state=RecusalState.ASKED)

    def granted(self) -> RecusalQuerySet:
        """Those that took a person off."""
        return self.filter(state=RecusalState.GRANTED)

    @by_part
    def visible_to(self, actor: Actor) -> RecusalQuerySet:
        """Those of visible files; a party sees what it asked for."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found.filter(asked_by=actor.party) if actor.party is not None else found


class Recusal(RecusalLifecycle):
    """One person asked to withdraw from one part in the matter."""

    organ_acts_once_set = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="recusals", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("决定机关"))
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, related_name="recusals", verbose_name=_("听证"))
    person = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("被申请回避的人"))
    role = models.CharField(_("职责"), max_length=20, choices=RecusalRole.choices)
    asked_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("申请人"))
    ground = models.CharField(_("理由"), max_length=20, choices=RecusalGround.choices)
    details = models.TextField(_("具体事实"))
    asked_on = models.DateField(_("提出日期"))
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    decision_reason = models.TextField(_("决定的理由"), blank=True)

    objects = RecusalQuerySet.as_manager()

    @property
    def is_granted(self) -> bool:
        """Whether the person was taken off."""
        return self.state == RecusalState.GRANTED

    class Meta:
        verbose_name = _("回避")
        ordering = ["pk"]
        triggers = guarded(RecusalLifecycle, "recusal")
        constraints = states_known(RecusalLifecycle, "recusal")

    def __str__(self) -> str:
        return gettext("%(name)s（%(side)s）") % {"name": self.person, "side": self.get_role_display()}

    @property
    def acting_organ(self) -> Organ:
        """Whose head decides: the organ of the hearing, else the one that handles or mediates."""
        if self.organ_id:
            return self.organ
        if self.hearing_id:
            return self.hearing.organ
        mediator = self.mediator() if self.role == RecusalRole.MEDIATOR else None
        if mediator is not None:
            return mediator.mediation.acting_organ
        review = self.review() if self.role == RecusalRole.REVIEWER else None
        if review is not None:
            return review.organ
        return self.matter.acting_organ

    def mediator(self) -> Mediator | None:
        """The part of the person in a mediation of the matter, if any."""
        sits = Mediator.objects.filter(mediation__matter=self.matter_id, user=self.person_id, left_on=None)
        return sits.select_related("mediation").order_by("-pk").first()

    def review(self) -> Any:
        """The 复查 or 复核 going on that the person handles, if any."""
        return self.matter.reviews.pending().filter(reviewer=self.person_id).last()

    def hearing_for(self, act: Act) -> Hearing | None:
        """The hearing in which the person has the part: the one named, else the one under way."""
        if act.role not in HEARING_ROLES:
            return None
        return act.hearing or self.matter.hearings.under_way().last()

    def people_to_choose(self) -> set[int]:
        """Everyone in the file of whom a recusal may be asked, by id."""
        petition = getattr(self.matter, "petition", None)
        found = {petition.handler_id if petition else None}
        found |= set(self.matter.mediators().values_list("pk", flat=True))
        found |= set(self.matter.reviews.pending().values_list("reviewer", flat=True))
        for hearing in self.matter.hearings.under_way():
            found |= {hearing.presider_id, hearing.recorder_id, *hearing.panel_ids()}
        return found - {None}

    def people_in_role(self, act: Act) -> set[int]:
        """Who has the part now, by id."""
        hearing = self.hearing_for(act)
        if hearing is not None and hearing.matter_id != self.matter_id:
            return set()
        if act.role == RecusalRole.HANDLER:
            petition = getattr(self.matter, "petition", None)
            return {petition.handler_id} if petition else set()
        if act.role == RecusalRole.MEDIATOR:
            return {self.person_id} if self.mediator() else set()
        if act.role == RecusalRole.REVIEWER:
            return {self.person_id} if self.review() else set()
        if hearing is None:
            return set()
        if act.role == RecusalRole.PANELLIST:
            return set(hearing.panel_ids()) - {hearing.presider_id}
        return {hearing.presider_id if act.role == RecusalRole.PRESIDER else hearing.recorder_id}

    def told(self, on: date) -> list[Party]:
        """Who learns of a recusal that nobody asked for: the petitioners' side, else everyone in the file."""
        petition = getattr(self.matter, "petition", None)
        return petition.addressees(on) if petition else list(self.matter.parties.taking_part())

    def is_asked_again(self, act: Act) -> bool:
        """Whether the same waits already, or was decided: of hearing officers on the same ground, unless facts were learnt since."""
        found = Recusal.objects.filter(
            matter_id=self.matter_id, person=act.person, role=act.role, hearing=self.hearing_for(act)
        ).order_by("pk")
        alike = [one for one in found if one.ground == act.ground]
        if act.role not in HEARING_ROLES or act.get("learnt"):
            alike = [one for one in alike if bare(one.details) == bare(act.details)]
        return bool(alike) or any(one.state == RecusalState.ASKED for one in found)

    def decider_is_challenged(self, by: Actor) -> bool:
        """Whether whoever presides would decide on others while it is open whether he himself withdraws."""
        if self.hearing_id is None or by.user is None or self.hearing.presider_id != by.user.pk:
            return False
        return any(one.person_id == by.user.pk for one in self.hearing.recusals_pending())
