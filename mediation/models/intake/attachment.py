"""材料: what was handed in or collected, file by file."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from mediation.models.access import seats_of
from mediation.models.accused import accuses
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.lasting import materials
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.workflows.files import ENDINGS
from mediation.workflows.intake.attachment import AttachmentLifecycle


class AttachmentQuerySet(models.QuerySet[Any]):
    """Who may see which file."""

    @by_part
    def visible_to(self, actor: Actor) -> AttachmentQuerySet:
        """A party: its own, and what was given to it. Staff: files of visible matters, unless sealed from them.

        What proves an accusation is hidden from the accused organ whatever its seal says. An organ that
        received an extract sees what goes with its claims, and what it collected itself.
        """
        if actor.party is not None:
            own = self.model.given_by.through.objects.filter(party=actor.party).values("attachment")
            given = self.model.given_to.through.objects.filter(party=actor.party).values("attachment")
            return self.filter(Q(pk__in=own) | Q(pk__in=given), matter_id=actor.party.matter_id)
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        if actor.user is None:
            return found
        organs = actor.user.organ_ids(actor.on)
        return found.exclude(pk__in=self._hidden_from(actor, organs)).exclude(pk__in=self._not_passed_to(organs))

    def _hidden_from(self, actor: Actor, organs: set[int]) -> models.QuerySet[Any]:
        hidden = Q(sealed_from__in=organs) | accuses(actor, "claims__")
        hidden |= Q(sealed_from__isnull=False, matter__claims__accused_staff=actor.user)
        if in_part := seats_of(actor).files:
            hidden |= Q(sealed_from__isnull=False, matter__in=in_part)
        return self.model.objects.filter(hidden).values("pk")

    def _not_passed_to(self, organs: set[int]) -> models.QuerySet[Any]:
        every = self.model.objects
        extract = every.filter(matter__dispatches__extract=True, matter__dispatches__to_organ__in=organs)
        passed = Q(dispatches__to_organ__in=organs) | Q(claims__dispatches__to_organ__in=organs)
        own = Q(organ__in=organs) | Q(matter__organ__in=organs)
        return extract.exclude(pk__in=every.filter(passed | own).values("pk")).values("pk")


class Attachment(AttachmentLifecycle):
    """One file; `organ` took it in and keeps it, `subject_*` is the object with whose step it came."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="attachments", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("收存机关"))
    name = models.CharField(_("名称"), max_length=200)
    form = models.CharField(max_length=10, editable=False)
    size = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, editable=False)
    file = models.FileField(storage=materials, max_length=200, editable=False)
    claims = models.ManyToManyField(Claim, related_name="attachments", blank=True, verbose_name=_("诉求"))
    given_by = models.ManyToManyField(Party, related_name="handed_in", blank=True, verbose_name=_("提交人"))
    given_to = models.ManyToManyField(Party, related_name="may_read", blank=True, verbose_name=_("可以查看的当事人"))
    sealed_from = models.ManyToManyField(Organ, related_name="+", blank=True, verbose_name=_("对下列单位密封"))
    dispatches = models.ManyToManyField("Dispatch", related_name="attachments", blank=True, editable=False)
    subject_type = models.CharField(max_length=40, editable=False)
    subject_id = models.BigIntegerField(editable=False)
    kept_on = models.DateField(_("收到日期"))
    added_at = models.DateTimeField(editable=False)

    UNSEALED: ClassVar = {"dispatches": "written in the record of the transfer that took it along"}

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("材料")
        ordering = ["pk"]
        triggers = guarded(AttachmentLifecycle, "attachment")
        constraints = [
            *states_known(AttachmentLifecycle, "attachment"),
            models.CheckConstraint(condition=Q(sha256__regex="^[0-9a-f]{64}$", size__gt=0), name="attachment_has_file"),
            models.CheckConstraint(condition=Q(form__in=sorted(ENDINGS)), name="attachment_form_known"),
        ]
        indexes = [models.Index(fields=["subject_type", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name

    @property
    def part(self) -> str:
        """What proves an accusation is recorded with it; what an organ collected itself is not kept from it."""
        claims = self.accusing_claims()
        if not (self.pk and self.claims.exists()):
            claims = [claim for claim in claims if claim.accused_organ_id != self.organ_id]
        return claims[0].part if claims else ""

    def accusing_claims(self) -> list[Claim]:
        """The accusations that the file proves; of a file of no claim, as a whole letter, all of the matter."""
        if self.pk is None:
            return []
        claims = self.claims if self.claims.exists() else self.matter.claims
        return list(claims.exclude(accused_organ=None))

    def is_sealed_from(self, actor: Actor) -> bool:
        """Whether one of the person's organs must not learn of the file."""
        if self.pk is None:
            return False
        organs = actor.user.organ_ids(actor.on)
        return self.sealed_from.filter(pk__in=organs).exists() or self.claims.filter(accuses(actor)).exists()
