"""调查核实 and what it gathers."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import InvestigationItemKind, PartyRole
from mediation.workflows.base import Act
from mediation.workflows.handling.investigation import InvestigationLifecycle, InvestigationState


class InvestigationQuerySet(models.QuerySet[Any]):
    """Investigations by standing."""

    def under_way(self) -> InvestigationQuerySet:
        """Those not reported yet."""
        return self.filter(state=InvestigationState.OPEN)

    @by_part
    def visible_to(self, actor: Actor) -> InvestigationQuerySet:
        """Those of visible files; investigations are internal, no party reads them."""
        return self.none() if actor.user is None else self.filter(matter__in=Matter.objects.visible_to(actor))


class Investigation(InvestigationLifecycle):
    """One investigation of the organ that handles the matter."""

    organ_acts_once_set = True
    begun_by_any_organ = True

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="investigations", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("调查机关"))
    handler = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("调查人"))
    question = models.TextField(_("需要查明的问题"))
    opened_on = models.DateField(_("开始日期"))
    background = models.TextField(_("基本情况"), blank=True)
    course = models.TextField(_("调查经过"), blank=True)
    findings = models.TextField(_("查明的事实"), blank=True)
    proposal = models.TextField(_("处理建议"), blank=True)
    not_heard_because = models.CharField(_("未能听取信访人陈述的原因"), max_length=200, blank=True)
    reported_on = models.DateField(_("报告日期"), null=True)

    objects = InvestigationQuerySet.as_manager()

    class Meta:
        verbose_name = _("调查核实")
        ordering = ["pk"]
        triggers = guarded(InvestigationLifecycle, "investigation")
        constraints = [
            *states_known(InvestigationLifecycle, "investigation"),
            models.UniqueConstraint(
                fields=["matter", "organ"], condition=models.Q(state="open"), name="one_open_investigation"
            ),
        ]

    def __str__(self) -> str:
        return gettext("%(number)s%(what)s") % {"number": self.matter.number, "what": self.thing()}

    @property
    def acting_organ(self) -> Organ:
        """The organ that handles the matter investigates it."""
        return self.organ if self.organ_id else self.matter.acting_organ

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Only a letter of inquiry that waits for its answer can be answered."""
        return self.items.awaiting_answer() if fact == "inquiry" and self.pk else None

    def strangers(self, act: Act) -> list[Any]:
        """Those named as recorders who are not of this organ's staff."""
        return [u for u in act.recorders or () if self.acting_organ.pk not in u.organ_ids(act.on)]

    def heard_a_petitioner(self) -> bool:
        """Whether a petitioner stated facts and reasons, in a talk or at a hearing."""
        return (
            self.items.filter(kind=InvestigationItemKind.TALK, party__role=PartyRole.PETITIONER).exists()
            or self.matter.hearings.concluded().exists()
        )

    def people(self) -> set[int]:
        """Everyone who took part, by id; they do not sit on a panel in the matter."""
        return {self.handler_id, *self.items.exclude(recorders=None).values_list("recorders", flat=True)}


class InvestigationItemQuerySet(models.QuerySet[Any]):
    """Items by kind and standing."""

    def awaiting_answer(self) -> InvestigationItemQuerySet:
        """Inquiries without an answer."""
        return self.filter(kind=InvestigationItemKind.INQUIRY, answered_on=None)

    def awaited_on(self, on: date) -> InvestigationItemQuerySet:
        """Inquiries without an answer whose day has not passed."""
        return self.awaiting_answer().filter(due_on__gte=on).select_related("organ")


class InvestigationItem(models.Model):
    """One talk, site visit, inquiry or piece of evidence, in the order in which it came into the file."""

    investigation = models.ForeignKey(Investigation, models.PROTECT, related_name="items", verbose_name=_("调查"))
    no = models.PositiveSmallIntegerField(_("序号"))
    kind = models.CharField(_("类别"), max_length=20, choices=InvestigationItemKind.choices)
    on = models.DateField(_("日期"))
    title = models.CharField(_("名称、对象"), max_length=200)
    party = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("当事人"))
    capacity = models.CharField(_("身份、单位或者来源"), max_length=200, blank=True)
    place = models.CharField(_("地点"), max_length=200, blank=True)
    present = models.CharField(_("在场人员"), max_length=200, blank=True)
    recorders = models.ManyToManyField("User", related_name="+", verbose_name=_("调查人、记录人"))
    text = models.TextField(_("内容"))
    signed = models.BooleanField(_("已签名"), default=False)
    refusal_note = models.CharField(_("未签名的情况"), max_length=200, blank=True)
    organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("协查机关"))
    due_on = models.DateField(_("请求答复的日期"), null=True)
    answer = models.TextField(_("答复内容"), blank=True)
    answered_on = models.DateField(_("答复日期"), null=True)

    objects = InvestigationItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("调查材料")
        ordering = ["investigation", "no"]
        constraints = [models.UniqueConstraint(fields=["investigation", "no"], name="investigation_item_no_once")]

    def __str__(self) -> str:
        return f"{self.no}．{self.get_kind_display()}：{self.title}"
