"""送达: service of one paper on one addressee."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

import pgtrigger
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accuses
from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.vocabulary import Category, Receiver, ServiceMode
from mediation.workflows.base import Act
from mediation.workflows.serving.service import ServingLifecycle, ServingState

UNFINISHED = (ServingState.PLANNED, ServingState.DISPATCHED, ServingState.NOT_REACHED)


class ServiceQuerySet(models.QuerySet[Any]):
    """Services by standing."""

    def unfinished(self) -> ServiceQuerySet:
        """Those that have not reached the addressee yet."""
        return self.filter(state__in=UNFINISHED)


class ServiceOfDocument(ServingLifecycle):
    """One addressee's copy of a paper, and the proof that it arrived."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="services", verbose_name=_("卷宗"))
    paper = models.ForeignKey(Paper, models.PROTECT, related_name="services", verbose_name=_("文书"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="services", verbose_name=_("受送达人"))
    mode = models.CharField(_("送达方式"), max_length=20, choices=ServiceMode.choices, blank=True)
    place = models.CharField(_("送达地点"), max_length=200, blank=True)
    waybill = models.CharField(_("邮件号码"), max_length=200, blank=True)
    note = models.CharField(_("拒收情况或者备注"), max_length=500, blank=True)
    inquiry = models.CharField(_("查询下落的经过"), max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(_("未能送达的次数"), default=0)
    dispatched_on = models.DateField(_("送出日期"), null=True)
    served_on = models.DateField(_("送达日期"), null=True)
    served_at = models.DateTimeField(_("签收的时刻"), null=True)
    received_by = models.CharField(_("签收人"), max_length=200, blank=True)
    relation = models.CharField(_("与受送达人的关系"), max_length=200, choices=Receiver.choices, blank=True)
    witness = models.CharField(_("见证人及其单位"), max_length=200, blank=True)
    filmed = models.BooleanField(_("已拍照、录像"), default=False)
    servers = models.CharField(_("送达人"), max_length=200, blank=True)
    # The organ of the paper, put here by the database: what an organ has still to serve is found without its papers.
    issuer = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", editable=False)

    UNSEALED: ClassVar = {"issuer": "that of the paper, which is sealed itself"}

    objects = ServiceQuerySet.as_manager()

    class Meta:
        verbose_name = _("送达")
        ordering = ["paper", "pk"]
        triggers = [
            *guarded(ServingLifecycle, "serviceofdocument"),
            pgtrigger.Trigger(
                name="served_by_its_issuer",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="NEW.issuer_id := (SELECT organ_id FROM mediation_paper WHERE id = NEW.paper_id); RETURN NEW;",
            ),
        ]
        constraints = [
            *states_known(ServingLifecycle, "service"),
            models.UniqueConstraint(fields=["paper", "party"], name="served_once_each"),
        ]
        indexes = [
            models.Index(
                fields=["issuer", "paper"], condition=models.Q(state__in=UNFINISHED), name="service_unfinished"
            )
        ]

    def __str__(self) -> str:
        return f"{self.paper} → {self.party}"

    def is_placed(self) -> bool:
        """Whether the paper is known."""
        return self.paper_id is not None

    @property
    def part(self) -> str:
        """Where its paper is recorded."""
        return self.paper.part

    @property
    def acting_organ(self) -> Organ:
        """The organ that issued the paper serves it."""
        return self.paper.organ

    @property
    def acting_organ_key(self) -> int | None:
        """Its key."""
        return self.paper.organ_id

    @property
    def received_as(self) -> str:
        """As what the receiver took it, in words."""
        known = str(self.get_relation_display())
        online = self.mode == ServiceMode.ELECTRONIC and self.served_at is not None and bool(known)
        return str(_("%s（网上确认）") % known) if online else known

    def keeps_out_of_public(self, act: Act) -> bool:
        """Whether nothing of the matter may be told in public: a minor takes part, or it holds an accusation (第三十条第三款).

        One that the organ of the paper does not know of, or whoever acts, holds nothing up: a refusal would tell of it.
        """
        if any(party.is_minor(act.on) for party in self.matter.parties.all()):
            return True
        organ = self.paper.organ
        accusing = models.Q(category=Category.ACCUSATION) | models.Q(accused_organ__isnull=False)
        known = self.matter.claims_told(organ).filter(accusing).exclude(accused_organ=organ)
        if act.by.user is None:
            return known.exists()
        # Who works elsewhere knows of the file what was sent there.
        return organ.pk in act.by.user.organ_ids(act.on) and known.exclude(accuses(act.by)).exists()

    def public_notice(self) -> Deadline | None:
        """The period of the public notice that was begun last (D17)."""
        return Deadline.last_of(self, "D17")

    def public_notice_day(self) -> date | None:
        """The last day of the public notice, on which the paper counts as served."""
        found = self.public_notice()
        return found.legal_on if found else None
