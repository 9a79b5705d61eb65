"""撤销登记: which record was wrong, or who in it, why, who decided, and all the records that no longer count."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accuses
from mediation.models.event import Event
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import Role
from mediation.workflows.office.annulment import AnnulmentLifecycle, AnnulmentState


class AnnulmentQuerySet(models.QuerySet[Any]):
    """Annulments by reader and standing."""

    @by_part
    def visible_to(self, actor: Actor) -> AnnulmentQuerySet:
        """Those of visible files; of what is recorded with an accusation the accused learns nothing. A party is told."""
        if actor.user is None:
            return self.none()
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        closed = self.model._base_manager.filter(accuses(actor, "matter__claims__")).exclude(record__part="")
        return found.exclude(pk__in=closed.values("pk"))

    def to_decide_by(self, actor: Actor) -> AnnulmentQuerySet:
        """Those that wait for this person as head, who did not make the entry."""
        if actor.user is None:
            return self.none()
        organs = actor.user.organs_as(Role.HEAD, on=actor.on)
        return self.filter(state=AnnulmentState.ASKED, organ__in=organs).exclude(record__user=actor.user)


class Annulment(AnnulmentLifecycle):
    """One annulment. `record` is the one that was wrong; `records` all that do not count any more, once it is done.

    Where a `person` is named, the record stands, and only who was entered by it wrongly is no party any more.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="annulments", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("办理机关"))
    record = models.ForeignKey(Event, models.PROTECT, related_name="annulled_by", verbose_name=_("登记错误的记录"))
    person = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("登错的人"))
    why = models.CharField(_("撤销的理由"), max_length=500)
    asked_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("提出人"))
    asked_on = models.DateField(_("提出日期"))
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    why_not = models.CharField(_("不予撤销的理由"), max_length=500, blank=True)
    records = models.ManyToManyField(Event, related_name="annulments", verbose_name=_("不再作数的记录"), editable=False)

    objects = AnnulmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("撤销登记")
        ordering = ["pk"]
        triggers = guarded(AnnulmentLifecycle, "annulment")
        constraints = [
            *states_known(AnnulmentLifecycle, "annulment"),
            models.UniqueConstraint(
                fields=["record", "person"], condition=~Q(state="refused"), name="annulled_once", nulls_distinct=False
            ),
        ]
        indexes = [models.Index(fields=["organ"], condition=Q(state="asked"), name="annulment_to_decide")]

    def __str__(self) -> str:
        return f"{self.record}：{self.person}" if self.person_id else str(self.record)

    @property
    def part(self) -> str:
        """Where the wrong record is."""
        return self.record.part
