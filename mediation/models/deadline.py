"""期限（案）: a limit that runs for someone in a matter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.event import Event
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.organ import Organ
from mediation.permissions import Actor
from mediation.timelimits import Bound, Direction, Ground, Source, TimeLimit, Unit
from mediation.workflows.deadline import RUNNING_STATES, DeadlineLifecycle, DeadlineState

LIMIT_FIELDS: dict[str, Callable[[Any], Any]] = {
    "unit": Unit,
    "direction": Direction,
    "bound": Bound,
    "source": Source,
    "excluded_grounds": lambda grounds: tuple(Ground(ground) for ground in grounds),
    "in_force_from": date.fromisoformat,
    "in_force_until": date.fromisoformat,
}


class DeadlineQuerySet(models.QuerySet[Any]):
    """Deadlines by standing and by subject."""

    def running(self) -> DeadlineQuerySet:
        """Those that still want something done."""
        return self.filter(state__in=RUNNING_STATES)

    def about(self, subject: Any) -> DeadlineQuerySet:
        """Those of one object."""
        return self.filter(subject_type=subject._meta.model_name, subject_id=subject.pk)

    def visible_to(self, actor: Actor) -> DeadlineQuerySet:
        """Those of visible files; a party sees the organs' limits and its own."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.party is not None:
            found = found.filter(models.Q(party=None) | models.Q(party=actor.party))
        return found

    def expired(self, on: date) -> DeadlineQuerySet:
        """Running ones whose legal day is over on the day."""
        return self.filter(state=DeadlineState.RUNNING, legal_on__lt=on)


class Deadline(DeadlineLifecycle):
    """One running limit, with the limit it was made with (`limit`) and how its day came about.

    `expiry_step`, if set, is the step of the subject that the clock takes when the legal day is over.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="deadlines", verbose_name=_("卷宗"))
    code = models.CharField(_("代号"), max_length=10)
    label = models.CharField(_("期限"), max_length=100)
    authority = models.CharField(_("依据"), max_length=200)
    limit = models.JSONField(default=dict, encoder=DjangoJSONEncoder)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("义务机关"))
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="deadlines", verbose_name=_("权利人"))
    subject_type = models.CharField(max_length=40)
    subject_id = models.BigIntegerField()
    trigger = models.CharField(_("起算事由"), max_length=200)
    trigger_on = models.DateField(_("起算事由发生日"))
    trigger_event = models.ForeignKey(Event, models.PROTECT, null=True, related_name="deadlines")
    extension_days = models.PositiveIntegerField(_("延长"), default=0)
    excluded = models.JSONField(_("不计入的期间"), default=list, encoder=DjangoJSONEncoder)
    nominal_on = models.DateField(_("名义届满日"))
    legal_on = models.DateField(_("法定届满日"))
    provisional = models.BooleanField(_("暂定"), default=False)
    calendar_version = models.CharField(_("日历版本"), max_length=60)
    met_on = models.DateField(_("完成日期"), null=True)
    expiry_step = models.CharField(max_length=60, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限")
        ordering = ["legal_on", "pk"]
        triggers = guarded(DeadlineLifecycle, "deadline")
        constraints = states_known(DeadlineLifecycle, "deadline")
        indexes = [
            models.Index(fields=["legal_on"], condition=models.Q(state="running"), name="deadline_running"),
            models.Index(fields=["subject_type", "subject_id"], name="deadline_subject"),
        ]

    def __str__(self) -> str:
        return f"{self.label}（{self.legal_on:%Y-%m-%d}）"

    @property
    def time_limit(self) -> TimeLimit:
        """The limit that this deadline was made with, whatever the law says today."""
        kept = dict(self.limit)
        for name, read in LIMIT_FIELDS.items():
            if kept.get(name) is not None:
                kept[name] = read(kept[name])
        return TimeLimit(**kept)

    @property
    def subject(self) -> Any:
        """The object that the limit is about."""
        return apps.get_model("mediation", self.subject_type)._base_manager.get(pk=self.subject_id)

    @property
    def acting_organ(self) -> None:
        """Nobody acts on a deadline by hand."""
        return None
