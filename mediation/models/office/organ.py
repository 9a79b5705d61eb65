"""Organs: a tree with dates in force, successors, and who reviews whom."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override
from treebeard.mp_tree import MP_Node, MP_NodeManager, MP_NodeQuerySet

from mediation.vocabulary import OrganKind, ReviewStage, Role, SealBeforeService
from mediation.vocabulary.standing_words import STANDING_WORDS
from mediation.workflows.writing import once_in_an_act

# No organ is told of less: a morning's work would alarm it every day.
FEWEST_FILES = 10


class OrganQuerySet(MP_NodeQuerySet):
    """Organs on a day."""

    def in_force(self, on: date) -> OrganQuerySet:
        """Those that exist on the day."""
        ended = models.Q(in_force_until__isnull=True) | models.Q(in_force_until__gte=on)
        return self.filter(ended, in_force_from__lte=on)

    def naming_local_rules(self) -> Iterable[Any]:
        """The names of the local rules that organs name in their settings."""
        return self.filter(settings__has_key="local_rules").values_list("settings__local_rules", flat=True)


class OrganManager(MP_NodeManager.from_queryset(OrganQuerySet)):  # type: ignore[misc]
    """The tree's manager, whose querysets also know the days in force."""

    def get_queryset(self) -> OrganQuerySet:
        """Organs in the order of the tree."""
        return OrganQuerySet(self.model, using=self._db).order_by("path")


class Organ(MP_Node):
    """机关、单位. `short` is the 机关代字 used in paper numbers."""

    name = models.CharField(_("全称"), max_length=100)
    short = models.CharField(_("机关代字"), max_length=20)
    code = models.SlugField(_("编码"), max_length=40, unique=True)
    kind = models.CharField(_("类别"), max_length=30, choices=OrganKind.choices, default=OrganKind.DEPARTMENT)
    address = models.CharField(_("地址"), max_length=200, blank=True)
    phone = models.CharField(_("电话"), max_length=40, blank=True)
    in_force_from = models.DateField(_("成立日期"), default=date(1949, 10, 1))
    in_force_until = models.DateField(_("撤销日期"), null=True, blank=True)
    successor = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="predecessors", verbose_name=_("职权承继机关")
    )
    reconsideration_organ = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("行政复议机关")
    )
    court = models.CharField(_("管辖其行政案件的人民法院"), max_length=100, blank=True, default="")
    settings = models.JSONField(_("本机关规则"), default=dict, blank=True)

    objects = OrganManager()
    # Set up by administrators, never by a step: within an act it is read once.
    unchanged_by_steps = True

    class Meta:
        verbose_name = _("机关")
        ordering = ["path"]

    def approval_chain(self, kind: str = "") -> list[str]:
        """Who looks at a draft of the kind before the head, in order, as the organ has set it in its rules.

        "approval_chains" has an order of its own for single kinds of paper, "approval_chain" holds for all others.
        """
        own = self.settings.get("approval_chains") or {}
        asked = own[kind] if kind in own else self.settings.get("approval_chain") or []
        return [role for role in asked if role in (Role.SECTION_CHIEF, Role.LEGAL_REVIEWER)]

    def files_an_hour(self, usual: int) -> int:
        """How many files somebody may open within an hour before the heads are told ("files_an_hour" of its rules)."""
        own = self.settings.get("files_an_hour")
        return own if isinstance(own, int) and own >= FEWEST_FILES else usual  # True is 1

    @property
    def stamped_states(self) -> tuple[str, ...]:
        """Where the use of a seal must stand before a paper is served ("seal_before_service" of its rules).

        Nothing unless the organ asks for it: it may keep its register of seal use elsewhere.
        """
        asked = self.settings.get("seal_before_service")
        return {SealBeforeService.STAMPED: ("stamped", "scanned"), SealBeforeService.SCANNED: ("scanned",)}.get(
            asked, ()
        )

    @property
    def opening_hours(self) -> str:
        """When people are received, as the organ says it in its rules."""
        return str(self.settings.get("opening_hours") or "")

    def standing_words(self, kind: str) -> dict[str, str]:
        """What is said in each part of such a sitting, in the organ's own words where it has set them."""
        own = self.settings.get("standing_words") or {}
        usual = STANDING_WORDS.get(kind, {})
        with override(settings.LANGUAGE_CODE):
            return {str(part): own.get(f"{kind}_{part}") or str(said) for part, said in usual.items()}

    def __str__(self) -> str:
        return self.name

    @classmethod
    def establish(cls, *, below: Organ | None = None, **fields: Any) -> Organ:
        """Put a new organ into the tree, at the top or below another."""
        if below is None:
            return cls.objects.add_root(create_kwargs=fields)
        return cls.objects.add_child(cls.objects.get(pk=below.pk), create_kwargs=fields)

    def review_organs(self, stage: str, on: date) -> models.QuerySet[Organ]:
        """The organs that may review this organ's opinion at the stage; the petitioner picks one."""
        return Organ.objects.filter(
            pk__in=ReviewAuthority.objects.in_force(on)
            .filter(organ=self.competent_on(on), stage=stage)
            .values("authority")
        )

    @classmethod
    def reviewing(cls, signers: list[Organ], stage: str, on: date) -> list[Organ]:
        """The organs that may review what these signed together: one that may review each, else the organ above all.

        Where none stands above all, any of theirs may be asked; it settles with the others who reviews (第二十四条).
        """
        signers = [organ.competent_on(on) for organ in signers]
        first, *others = [list(organ.review_organs(stage, on)) for organ in signers]
        shared = [organ for organ in first if all(organ in own for own in others)]
        if shared or not others:
            return shared
        above = signers[0].common_superior(*signers[1:])
        return [above] if above is not None else list(dict.fromkeys([*first, *(one for own in others for one in own)]))

    def superiors(self) -> list[Organ]:
        """The organs above this one, the nearest first."""
        return list(self._above)

    @cached_property
    def _above(self) -> list[Organ]:
        return list(Organ.objects.get_ancestors(self).order_by("-depth"))

    def common_superior(self, *others: Organ) -> Organ | None:
        """The nearest organ above all of them (第二十四条); None where there is none."""
        above = [{organ.pk for organ in other.superiors()} for other in others]
        return next((organ for organ in self.superiors() if all(organ.pk in one for one in above)), None)

    def competent_on(self, on: date) -> Organ:
        """This organ, or the successor that has its powers on the day (第二十四条第二款)."""
        organ: Organ = self
        while organ.successor_id and organ.in_force_until and organ.in_force_until < on:
            organ = organ.successor
        return organ

    @classmethod
    def succession(cls, ended: set[int]) -> dict[int, Organ]:
        """The organs and all whose powers came to them in turn, by id, successors first; nothing asked of nothing."""
        found: dict[int, Organ] = {}
        while ended:
            level = cls.objects.filter(pk__in=ended, in_force_until__isnull=False).exclude(pk__in=found).order_by("pk")
            found |= {organ.pk: organ for organ in level}
            ended = set(cls.objects.filter(successor__in=ended).exclude(pk__in=found).values_list("pk", flat=True))
        return found

    def powers(self, on: date) -> set[int]:
        """This organ and those whose powers it has on the day, by id."""
        return once_in_an_act(("powers of", self.pk, on), lambda: self._powers(on))

    def _powers(self, on: date) -> set[int]:
        before = set(Organ.objects.filter(successor=self.pk).values_list("pk", flat=True))
        return {self.pk, *(pk for pk, organ in Organ.succession(before).items() if organ.competent_on(on) == self)}

    def as_named_on(self, on: date) -> str:
        """The name of who acts in its place on the day, and its own where that is another: “甲局（原乙局）”."""
        now = self.competent_on(on)
        return self.name if now == self else f"{now.name}（原{self.name}）"


class ReviewAuthorityQuerySet(models.QuerySet[Any]):
    """Review relations on a day."""

    def in_force(self, on: date) -> ReviewAuthorityQuerySet:
        """Those in force on the day."""
        ended = models.Q(in_force_until__isnull=True) | models.Q(in_force_until__gte=on)
        return self.filter(ended, in_force_from__lte=on)


class ReviewAuthority(models.Model):
    """One organ that may review another's opinion at one stage (第三十五条、第三十六条)."""

    organ = models.ForeignKey(Organ, models.CASCADE, related_name="review_authorities", verbose_name=_("原办理机关"))
    stage = models.CharField(_("阶段"), max_length=20, choices=ReviewStage.choices)
    authority = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("复查、复核机关"))
    in_force_from = models.DateField(_("起"), default=date(1949, 10, 1))
    in_force_until = models.DateField(_("止"), null=True, blank=True)

    objects = ReviewAuthorityQuerySet.as_manager()

    class Meta:
        verbose_name = _("复查复核关系")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["organ", "stage", "authority"], name="review_authority_once")]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}：{self.authority}"
