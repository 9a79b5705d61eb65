"""期限变动: the ledger of what moved a clock."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.event import Event
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.permissions import Actor
from mediation.vocabulary import ClockGround, Role
from mediation.workflows.clock.clock_change import ClockChangeLifecycle, ClockChangeState


class ClockChangeQuerySet(models.QuerySet[Any]):
    """Changes by reader and standing."""

    def visible_to(self, actor: Actor) -> ClockChangeQuerySet:
        """Those of the deadlines that the person may see."""
        return self.filter(deadline__in=Deadline.objects.visible_to(actor))

    def to_sign_by(self, actor: Actor) -> ClockChangeQuerySet:
        """Those that wait for this person as head of the organ that owes, or that handles the matter."""
        if actor.user is None:
            return self.none()
        organs = actor.user.organs_as(Role.HEAD, on=actor.on)
        return self.filter(state=ClockChangeState.TO_SIGN, organ__in=organs)


class ClockChange(ClockChangeLifecycle):
    """One change: old and new day, ground, the days it concerns, and the paper or text it rests on.

    `since` and `until` are the ends of an excluded span (the days after the one, through the other).
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="clock_changes", verbose_name=_("卷宗"))
    deadline = models.ForeignKey(Deadline, models.PROTECT, related_name="changes", verbose_name=_("期限"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("办理机关"))
    ground = models.CharField(_("变动事由"), max_length=20, choices=ClockGround.choices)
    why = models.CharField(_("说明"), max_length=500)
    basis = models.CharField(_("依据"), max_length=200, blank=True)
    paper = models.ForeignKey("Paper", models.PROTECT, null=True, related_name="+", verbose_name=_("文书"))
    event = models.ForeignKey(Event, models.PROTECT, related_name="+")
    changed_on = models.DateField(_("变动日期"))
    extension_days = models.IntegerField(_("延长"), default=0)
    since = models.DateField(_("事由发生日"), null=True)
    until = models.DateField(_("事由终了日"), null=True)
    old_nominal_on = models.DateField(_("原名义届满日"))
    new_nominal_on = models.DateField(_("新名义届满日"))
    old_legal_on = models.DateField(_("原截止日"))
    new_legal_on = models.DateField(_("新截止日"))
    signed_on = models.DateField(_("签认日期"), null=True)
    signed_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("签认人"))

    objects = ClockChangeQuerySet.as_manager()

    class Meta:
        verbose_name = _("期限变动")
        ordering = ["pk"]
        triggers = guarded(ClockChangeLifecycle, "clockchange")
        constraints = states_known(ClockChangeLifecycle, "clock_change")
        indexes = [
            models.Index(fields=["organ"], condition=models.Q(state="to_sign"), name="clock_change_to_sign"),
        ]

    @property
    def part(self) -> str:
        """Where its deadline is recorded."""
        return self.deadline.part

    @property
    def told_why(self) -> str:
        """The reason that was written, where it says more than the ground does."""
        return "" if self.why == self.get_ground_display() else self.why

    def __str__(self) -> str:
        return f"{self.deadline.label}：{self.old_legal_on:%Y-%m-%d} → {self.new_legal_on:%Y-%m-%d}"
