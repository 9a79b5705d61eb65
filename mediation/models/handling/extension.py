"""延期."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.clock.deadline import Deadline
from mediation.models.guarding import guarded, states_known
from mediation.models.intake.claim import Claim
from mediation.models.matter import Matter
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import ExtendableLimit, Route
from mediation.workflows.base import Act
from mediation.workflows.handling.extension import ExtensionLifecycle, ExtensionState


class ExtensionQuerySet(models.QuerySet[Any]):
    """Extensions by reader."""

    @by_part
    def visible_to(self, actor: Actor) -> ExtensionQuerySet:
        """Those of visible files; a party sees the approved ones."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found.filter(state=ExtensionState.APPROVED) if actor.party is not None else found


class Extension(ExtensionLifecycle):
    """One extension of the limit `code` of some claims; of one from before claims were named, of all on which it ran."""

    organ_acts_once_set = True
    begun_by_any_organ = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="extensions", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("办理机关"))
    code = models.CharField(_("延长的期限"), max_length=10, choices=ExtendableLimit.choices, blank=True)
    claims = models.ManyToManyField(Claim, related_name="extensions", verbose_name=_("诉求"))
    days = models.PositiveSmallIntegerField(_("延长的天数"))
    why = models.TextField(_("延期理由"))
    requested_by = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("申请人"))
    requested_on = models.DateField(_("申请日期"))
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("批准人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    refusal_reason = models.TextField(_("不批准的理由"), blank=True)
    old_due_on = models.DateField(_("原截止日"), null=True)
    new_due_on = models.DateField(_("新截止日"), null=True)

    SEALED_SINCE: ClassVar = {"claims": 2}

    objects = ExtensionQuerySet.as_manager()

    class Meta:
        verbose_name = _("延期")
        ordering = ["pk"]
        triggers = guarded(ExtensionLifecycle, "extension")
        constraints = states_known(ExtensionLifecycle, "extension")

    def __str__(self) -> str:
        return gettext("%(what)s延长%(n)d日") % {"what": self.get_code_display(), "n": self.days}

    @property
    def acting_organ(self) -> Organ:
        """The organ that handles the matter."""
        return self.organ if self.organ_id else self.matter.acting_organ

    def named(self, act: Act) -> list[Any]:
        """The claims that it names; none where it is for all of the organ's that one law governs."""
        return list(act.get("claims") or (self.claims.all() if self.pk else ()))

    def limit_of(self, act: Act) -> str:
        """Which limit is extended; where none was named, that of the claims that were, else D5."""
        on_duty = [claim.route == Route.DUTY_PERFORMANCE for claim in self.named(act)]
        return self.code or (ExtendableLimit.D18 if on_duty and all(on_duty) else ExtendableLimit.D5).value

    def own_claims(self, act: Act) -> list[int]:
        """The claims of whose limits it speaks, by id: those named, else all that the organ handles."""
        if named := self.named(act):
            return [claim.pk for claim in named]
        organ = self.organ if self.organ_id else self.acting_organ_of(act.by)
        return list(self.matter.petition.claims_of(organ, act.on).values_list("pk", flat=True))

    def deadlines(self, act: Act) -> models.QuerySet[Any]:
        """The running limits that the extension moves."""
        about = {"subject_type": "claim", "subject_id__in": self.own_claims(act)}
        return Deadline.objects.filter(**about, matter_id=self.matter_id, code=self.limit_of(act)).running()

    def extended(self) -> models.QuerySet[Any]:
        """The limits of the claims that it named, whatever became of them since."""
        found = Deadline.objects.filter(matter_id=self.matter_id, code=self.code)
        named = list(self.claims.values_list("pk", flat=True))
        return found.filter(subject_type="claim", subject_id__in=named) if named else found

    def laws(self, act: Act) -> set[str]:
        """The laws that set them: one extension is under one law."""
        return set(self.deadlines(act).values_list("authority", flat=True))

    def first_legal_on(self, act: Act) -> date | None:
        """The first of their legal days."""
        return self.deadlines(act).aggregate(first=models.Min("legal_on"))["first"]

    def longest(self, act: Act) -> int:
        """The most days that the law, or a local rule, lets the running limits be extended by."""
        caps = [d.time_limit.max_extension for d in self.deadlines(act).exclude(limit={})]
        return min((cap for cap in caps if cap is not None), default=30)

    def others(self, act: Act) -> models.QuerySet[Any]:
        """Extensions of the same limit of one of these claims that were asked for and not refused."""
        found = Extension.objects.filter(matter_id=self.matter_id, code=self.limit_of(act))
        same = models.Q(claims__in=self.own_claims(act)) | models.Q(claims=None)
        return found.filter(same).exclude(pk=self.pk).exclude(state=ExtensionState.REFUSED).distinct()

    def strangers(self, act: Act) -> list[Any]:
        """Claims that it names although no organ of the person handles them, or no such limit runs on them."""
        running = set(self.deadlines(act).values_list("subject_id", flat=True))
        return [c for c in self.named(act) if c.pk not in running or not act.by.is_member_of(c.acting_organ)]
