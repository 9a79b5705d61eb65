"""延期."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.permissions import Actor
from mediation.vocabulary import ExtendableLimit
from mediation.workflows.handling.extension import ExtensionLifecycle, ExtensionState


class ExtensionQuerySet(models.QuerySet[Any]):
    """Extensions by reader."""

    def visible_to(self, actor: Actor) -> ExtensionQuerySet:
        """Those of visible files; a party sees the approved ones."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found.filter(state=ExtensionState.APPROVED) if actor.party is not None else found


class Extension(ExtensionLifecycle):
    """One extension of the limit `code` for every claim of the matter on which it runs."""

    organ_acts_once_set = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extensions", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("办理机关"))
    code = models.CharField(_("延长的期限"), max_length=10, choices=ExtendableLimit.choices, blank=True)
    days = models.PositiveSmallIntegerField(_("延长的天数"))
    why = models.TextField(_("延期理由"))
    requested_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    requested_on = models.DateField(_("申请日期"))
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    refusal_reason = models.TextField(_("不批准的理由"), blank=True)
    old_due_on = models.DateField(_("原截止日"), null=True)
    new_due_on = models.DateField(_("新截止日"), null=True)

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期")
        ordering = ["pk"]
        triggers = guarded(ExtensionLifecycle, "extension")
        constraints = [
            *states_known(ExtensionLifecycle, "extension"),
            models.UniqueConstraint(
                fields=["matter", "code"], condition=~models.Q(state="refused"), name="extended_once"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(what)s延长%(n)d日") % {"what": self.get_code_display(), "n": self.days}

    @property
    def acting_organ(self) -> Organ:
        """The organ that handles the matter."""
        return self.organ if self.organ_id else self.matter.acting_organ

    @property
    def limit_code(self) -> str:
        """Which limit is extended; D5 unless another was named."""
        return self.code or ExtendableLimit.D5.value

    def deadlines(self) -> models.QuerySet[Any]:
        """The running limits that the extension moves."""
        return Deadline.objects.filter(matter_id=self.matter_id, code=self.limit_code).running()

    def first_legal_on(self) -> date | None:
        """The first of their legal days."""
        return self.deadlines().aggregate(first=models.Min("legal_on"))["first"]

    def longest(self) -> int:
        """The most days that the law, or a local rule, lets the running limits be extended by."""
        caps = [d.time_limit.max_extension for d in self.deadlines().exclude(limit={})]
        return min((cap for cap in caps if cap is not None), default=30)

    def others(self) -> models.QuerySet[Any]:
        """Extensions of the same limit that were asked for and not refused."""
        found = Extension.objects.filter(matter_id=self.matter_id, code=self.limit_code)
        return found.exclude(pk=self.pk).exclude(state=ExtensionState.REFUSED)
