"""印章: the seals of an organ, each with who keeps it, and from when until when it was in use."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.office.staff import Appointment, Deputyship, User
from mediation.vocabulary import Role, SealKind


class SealQuerySet(models.QuerySet[Any]):
    """Seals by their days."""

    def in_use(self, on: date) -> SealQuerySet:
        """Those that may be put on paper on the day."""
        return self.filter(models.Q(until=None) | models.Q(until__gte=on), since__lte=on)


class Seal(models.Model):
    """One seal of an organ. Changed by `OfficeChange` alone, which keeps what stood there before."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="seals", verbose_name=_("机关"))
    kind = models.CharField(_("印章"), max_length=20, choices=SealKind.choices)
    name = models.CharField(_("印文"), max_length=100)
    imprint = models.CharField(_("印模留存"), max_length=100, blank=True)
    keeper = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("保管人"))
    since = models.DateField(_("启用日期"))
    until = models.DateField(_("使用的最后一日"), null=True)
    ended = models.CharField(_("怎样处理的"), max_length=200, blank=True)

    objects = SealQuerySet.as_manager()

    class Meta:
        verbose_name = _("印章")
        ordering = ["organ", "since", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["organ"], condition=models.Q(kind="official", until=None), name="seal_official_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.organ} {self.get_kind_display()}"

    def is_in_use(self, on: date) -> bool:
        """Whether it may be put on paper on the day."""
        return self.since <= on and (self.until is None or on <= self.until)

    def is_kept_by(self, user: User, on: date) -> bool:
        """Whether it is the keeper, or who stands in for the keeper's post on the day."""
        posts = Appointment.objects.in_force(on).filter(user=self.keeper_id, organ=self.organ_id, role=Role.REGISTRAR)
        standing_in = Deputyship.objects.filter(appointment__in=posts, deputy=user, since__lte=on, until__gte=on)
        return user.pk == self.keeper_id or standing_in.exists()

    def keeper_is_there(self, on: date) -> bool:
        """Whether the keeper still keeps papers and seals of the organ."""
        return bool(self.keeper.is_active and self.keeper.holds(Role.REGISTRAR, self.organ_id, on=on))
