"""诉求: what is asked for, claim by claim."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, Q, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.accused import accuses
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.petition import Petition
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import Category, Disposal, PartyRole, RefusalGround, Route
from mediation.workflows.intake.claim import ClaimLifecycle, ClaimState


class SealedQuerySet(models.QuerySet[Any]):
    """Rows that an accusation keeps from the accused organ (第三十条第三款)."""

    @by_part
    def visible_to(self, actor: Actor) -> SealedQuerySet:
        """Rows of visible files, without what accuses the organs of a member of staff.

        An organ that received an extract sees the claims passed to it and no other.
        """
        matters = Matter.objects.visible_to(actor)
        if actor.user is None:
            # The other side learns nothing of an accusation, nor what was handed in with it.
            own = Q() if actor.party and actor.party.role == PartyRole.PETITIONER else Q(accused_organ=None)
            return self.filter(own, matter__in=matters)
        organs = actor.user.organ_ids(actor.on)
        extract = Q(matter__dispatches__extract=True, matter__dispatches__to_organ__in=organs)
        whole = Q(matter__organ__in=organs)
        hidden = accuses(actor)
        passed = self._passed_to(organs)
        shut_out = self.model.objects.filter(extract & ~whole).exclude(passed)
        return self.filter(matter__in=matters).exclude(hidden).exclude(pk__in=shut_out.values("pk"))

    def _passed_to(self, organs: set[int]) -> Q:
        return Q(dispatches__to_organ__in=organs)

    def of_organ(self, organ: Organ, on: date | None = None) -> SealedQuerySet:
        """The claims that an organ handles, on the day also those of organs whose powers it has (第二十四条第二款)."""
        usual = Coalesce("organ", "petition__responsible_organ", "petition__organ")
        acting = Case(When(accused_organ=None, then=usual), default=Coalesce("organ", "petition__organ"))
        organs = {organ.pk} if on is None else organ.powers(on)
        return self.annotate(acting=acting).filter(acting__in=organs)


class Claim(ClaimLifecycle):
    """One claim; `no` is its place in the petition and in every paper. `organ` handles it where the claims have parted."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="claims", verbose_name=_("卷宗"))
    petition = models.ForeignKey(Petition, models.PROTECT, related_name="claims", verbose_name=_("信访事项"))
    no = models.PositiveSmallIntegerField(_("序号"))
    text = models.TextField(_("诉求"))
    category = models.CharField(_("类别"), max_length=20, choices=Category.choices, blank=True)
    route = models.CharField(_("办理途径"), max_length=30, choices=Route.choices, blank=True)
    accused_organ = models.ForeignKey(
        Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("被检举控告的单位")
    )
    # Name and post: who is meant in that organ. It is told wherever the organ is, and nowhere else.
    accused_person = models.CharField(_("被检举控告的人"), max_length=200, blank=True, default="")
    # Members of staff who bear that name, in whatever organ: nothing of it reaches them.
    accused_staff = models.ManyToManyField("User", related_name="accused_in", editable=False)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("办理机关"))
    handler = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("承办人"))
    accepted_on = models.DateField(_("受理日期"), null=True)
    reopened_on = models.DateField(_("重新办理日期"), null=True)
    disposal = models.CharField(_("处理结果"), max_length=30, choices=Disposal.choices, blank=True)
    disposed_on = models.DateField(_("处理日期"), null=True)
    ground = models.CharField(_("不予受理的理由"), max_length=30, choices=RefusalGround.choices, blank=True)
    explanation = models.TextField(_("说明"), blank=True)
    way_on = models.CharField(_("去处"), max_length=200, blank=True)
    same_as = models.ForeignKey(Petition, models.PROTECT, null=True, related_name="+")
    final_number = models.CharField(_("复核意见书文号"), max_length=100, blank=True, default="")
    to_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("移送机关"))
    competent_organ = models.CharField(_("有权机关"), max_length=200, blank=True)
    legal_basis = models.CharField(_("法律依据"), max_length=200, blank=True)
    time_limit = models.CharField(_("该程序的期限"), max_length=200, blank=True)
    known_on = models.DateField(_("知道有关行为、事实之日"), null=True)

    SEALED_SINCE: ClassVar = {
        "final_number": 2,
        "organ": 2,
        "handler": 2,
        "reopened_on": 2,
        "known_on": 2,
        "accused_person": 2,
        "accused_staff": 2,
    }

    objects = SealedQuerySet.as_manager()

    class Meta:
        verbose_name = _("诉求")
        ordering = ["petition", "no"]
        triggers = guarded(ClaimLifecycle, "claim")
        constraints = [
            *states_known(ClaimLifecycle, "claim"),
            models.UniqueConstraint(fields=["petition", "no"], name="claim_no_once"),
        ]
        indexes = [
            models.Index(
                fields=["organ"],
                condition=models.Q(state__in=(ClaimState.RAISED, ClaimState.CLASSIFIED)),
                name="claim_undecided",
            ),
        ]

    def __str__(self) -> str:
        return gettext("诉求%(no)d") % {"no": self.no_shown}

    @property
    def no_shown(self) -> int:
        """Its number for who reads: an organ that has an extract counts its own claims."""
        return self.matter.no_shown(self)

    def is_placed(self) -> bool:
        """Whether the petition is known."""
        return self.petition_id is not None

    @property
    def part(self) -> str:
        """What accuses is recorded in a part of its own, for as long as it accuses somebody."""
        return f"accusation:{self.pk}" if self.accused_organ_id else ""

    @property
    def acting_organ(self) -> Organ:
        """Who decides on the claim: its own organ where the claims have parted, else the petition's.

        An accusation stays with the office that registered it until it is passed on: who has the rest may be the accused.
        """
        if self.organ is not None:
            return self.organ
        return self.petition.organ if self.accused_organ_id else self.petition.acting_organ

    def acts_on(self, on: date) -> Organ:
        """Who acts for this claim on the day: its organ, or the successor that has its powers (第二十四条第二款).

        Whose staff may act for that organ, deputies included, is `User.holds`.
        """
        return self.acting_organ.competent_on(on)

    @property
    def acting_organ_key(self) -> int | None:
        """Its key."""
        if self.organ_id is None and self.accused_organ_id:
            return int(self.petition.organ_id)
        return self.organ_id or self.petition.acting_organ_key
