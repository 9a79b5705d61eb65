"""用印: each use of an organ's seal, from the application to the scan."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.papers.paper import Paper
from mediation.models.papers.seal import Seal
from mediation.permissions import Actor
from mediation.vocabulary import Role, SealKind
from mediation.workflows.papers.seal_use import OPEN, SealUseLifecycle


class SealUse(SealUseLifecycle):
    """One use of a seal; `paper_sha256` is the hash of the frozen, unsealed file, `scans` hold those of the scan."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="seal_uses", verbose_name=_("卷宗"))
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="seal_uses", verbose_name=_("文书"))
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("用印机关"))
    seal = models.CharField(_("印章"), max_length=20, choices=SealKind.choices)
    copies = models.PositiveSmallIntegerField(_("份数"))
    purpose = models.CharField(_("用途"), max_length=200, blank=True)
    applied_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("申请人"))
    applied_on = models.DateField(_("申请日期"))
    decided_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("审批人"))
    decided_on = models.DateField(_("审批日期"), null=True)
    keeper = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("用印人"))
    stamped_on = models.DateField(_("用印日期"), null=True)
    stamped_copies = models.PositiveSmallIntegerField(_("用印份数"), null=True)
    scanned_on = models.DateField(_("归档日期"), null=True)
    paper_sha256 = models.CharField(_("未盖章文书的SHA-256"), max_length=64, blank=True, editable=False)
    scans = models.JSONField(_("扫描件"), default=list, editable=False)
    by_hand_why = models.CharField(_("人工核对的理由"), max_length=500, blank=True)
    why = models.CharField(_("不批准或者作废的理由"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("用印")
        ordering = ["pk"]
        triggers = guarded(SealUseLifecycle, "sealuse")
        constraints = [
            *states_known(SealUseLifecycle, "seal_use"),
            models.UniqueConstraint(
                fields=["paper", "organ"], condition=models.Q(state__in=OPEN), name="seal_one_open"
            ),
        ]
        indexes = [
            models.Index(fields=["organ", "applied_on", "id"], name="seal_register"),
            models.Index(fields=["organ", "state", "applied_on"], condition=models.Q(state__in=OPEN), name="seal_open"),
        ]

    @property
    def part(self) -> str:
        """Where its paper is recorded."""
        return str(self.paper.part)

    def __str__(self) -> str:
        return f"{self.paper} {self.get_seal_display()}"

    def is_placed(self) -> bool:
        """Whether the paper is known."""
        return self.paper_id is not None

    @property
    def acting_organ(self) -> Organ:
        """The organ whose seal it is; the one that issues, unless another that signs jointly was named."""
        return self.organ or self.paper.organ

    def seals(self) -> models.QuerySet[Seal]:
        """The seals of the kind that its organ has registered, in use or not."""
        return Seal.objects.filter(organ=self.acting_organ, kind=self.seal)

    def is_destroyed(self, on: date) -> bool:
        """Whether its organ registers such a seal, and has none in use on the day."""
        return bool(self.seal) and self.seals().exists() and not self.seals().in_use(on).exists()

    def kept_by_others(self, user: User | None, on: date) -> list[User]:
        """Who keeps the seal, where it is registered and this person is not its keeper."""
        known = list(self.seals().in_use(on).select_related("keeper"))
        mine = user is None or any(seal.is_kept_by(user, on) for seal in known)
        return [] if mine else [seal.keeper for seal in known]

    def others_open(self) -> list[SealUse]:
        """Applications for the same seal on the same paper that have not come to their end."""
        found = SealUse.objects.filter(paper=self.paper, organ=self.acting_organ, state__in=OPEN)
        return list(found.exclude(pk=self.pk))

    def another_head(self, user: User, on: date) -> bool:
        """Whether somebody else could approve."""
        return User.objects.holding(Role.HEAD, self.acting_organ, on=on).exclude(pk=user.pk).exists()

    def choices_of(self, name: str, actor: Actor) -> models.QuerySet[Any] | None:
        """The papers on which a seal may be put, and the organs that sign one."""
        if name == "paper":
            issued = Paper.objects.visible_to(actor).filter(state="issued", bears_seal=True)
            return issued.filter(matter_id=self.matter_id, sealed_sha256="")
        if name == "organ" and self.paper_id:
            return Organ.objects.filter(pk__in=[organ.pk for organ in self.paper.signing_organs()])
        return None
