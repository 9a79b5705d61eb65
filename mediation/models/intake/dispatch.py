"""转送、交办."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accuses
from mediation.models.clock.calendar import limit_in
from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.timelimits import TimeLimit
from mediation.vocabulary import DispatchKind, PartyRole
from mediation.workflows.intake.dispatch import DispatchLifecycle, DispatchState


class DispatchQuerySet(models.QuerySet[Any]):
    """Transfers by reader."""

    @by_part
    def visible_to(self, actor: Actor) -> DispatchQuerySet:
        """Those of visible files; an accused organ learns nothing of where an accusation went."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.user is None:
            if actor.party is not None and actor.party.role == PartyRole.PETITIONER:
                return found
            return found.exclude(claims__in=Claim.objects.exclude(accused_organ=None))
        organs = actor.user.organ_ids(actor.on)
        found = found.exclude(claims__in=Claim.objects.filter(accuses(actor)))
        # Who has an extract is told of no other transfer.
        whole = models.Q(matter__organ__in=organs) | models.Q(to_organ__in=organs) | models.Q(organ__in=organs)
        return found.filter(whole | ~models.Q(matter__extracts__has_any_keys=[str(organ) for organ in organs]))


class Dispatch(DispatchLifecycle):
    """One transfer of claims; an extract shows the receiver those claims and no others."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="dispatches", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("转出机关"))
    to_organ = models.ForeignKey(Organ, models.PROTECT, related_name="received", verbose_name=_("转往机关"))
    kind = models.CharField(_("方式"), max_length=20, choices=DispatchKind.choices)
    claims = models.ManyToManyField(Claim, related_name="dispatches", verbose_name=_("诉求"))
    extract = models.BooleanField(_("摘转"), default=False)
    # What the receiver of an extract is told that the file is about.
    subject = models.CharField(_("摘转的事由"), max_length=200, blank=True, default="")
    note = models.TextField(_("要求"), blank=True)
    report_due_on = models.DateField(_("报告结果的日期"), null=True)
    sent_on = models.DateField(_("转出日期"), null=True)
    taken_on = models.DateField(_("接收日期"), null=True)
    objected_on = models.DateField(_("提出异议日期"), null=True)
    objection = models.TextField(_("异议理由"), blank=True)
    suggested_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+")
    reported_on = models.DateField(_("报告日期"), null=True)
    result = models.TextField(_("办理结果"), blank=True)

    SEALED_SINCE: ClassVar = {"subject": 2}

    objects = DispatchQuerySet.as_manager()

    class Meta:
        verbose_name = _("转送交办")
        ordering = ["pk"]
        triggers = guarded(DispatchLifecycle, "dispatch")
        constraints = states_known(DispatchLifecycle, "dispatch")
        indexes = [
            models.Index(fields=["to_organ"], condition=models.Q(state=DispatchState.SENT), name="dispatch_to_take"),
            models.Index(fields=["organ"], condition=models.Q(state=DispatchState.OBJECTED), name="dispatch_objected"),
        ]

    def __str__(self) -> str:
        return gettext("%(kind)s%(organ)s") % {"kind": self.get_kind_display(), "organ": self.to_organ}

    def has_original(self, actor: Actor) -> bool:
        """Whether the letter itself lies with the person's organs, and not an extract of it alone."""
        return actor.user is None or self.matter.extract_of(actor.user.organ_ids(actor.on)) is None

    def claims_read_by(self, actor: Actor) -> models.QuerySet[Any]:
        """What of the letter the person reads: he passes on no words of the rest, and a refusal would tell of them."""
        return self.matter.claims.visible_to(actor)

    @property
    def part(self) -> str:
        """A transfer that takes an accusation along is recorded with it."""
        accusing = self.claims.exclude(accused_organ=None).first() if self.pk else None
        return accusing.part if accusing else ""

    @property
    def acting_organ(self) -> Organ:
        """The receiver answers a dispatch that was sent; the sender answers an objection."""
        if not self.organ_id:
            return self.matter.acting_organ
        return self.organ if self.state == DispatchState.OBJECTED else self.to_organ

    @property
    def acting_organ_keys(self) -> list[int]:
        """Before it is sent: whoever has a claim to pass on, and the office that registered them all."""
        if self.organ_id or not self.matter_id:
            return super().acting_organ_keys
        petition = getattr(self.matter, "petition", None)
        return list(dict.fromkeys([*self.matter.acting_organ_keys, *([petition.organ_id] if petition else [])]))

    def objection_period(self) -> Deadline | None:
        """The period for an objection (D2); None where it never began."""
        return Deadline.last_of(self, "D2")

    def objection_due_on(self) -> date | None:
        """The last day for an objection."""
        found = self.objection_period()
        return found.legal_on if found else None

    def limit(self, code: str, *, on: date) -> TimeLimit:
        """A limit as it is in force for the receiver (D2 to object, D3 to tell of acceptance)."""
        return limit_in(self.matter, code, organ=self.to_organ, on=on)
