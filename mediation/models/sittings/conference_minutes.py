"""What each organ said of an item, and what its members wanted corrected in the draft minutes."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.models.sittings.conference import ConferenceItem, JointConference
from mediation.vocabulary import Position


class ItemPosition(models.Model):
    """Where an organ stands on an item; who dissents says why. What was noted before stays in the ledger."""

    item = models.ForeignKey(ConferenceItem, models.CASCADE, related_name="positions")
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    position = models.CharField(_("表态"), max_length=20, choices=Position.choices)
    view = models.TextField(_("意见和理由"), blank=True)

    class Meta:
        verbose_name = _("各单位表态")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["item", "organ"], name="item_position_once")]

    def __str__(self) -> str:
        return f"{self.organ}：{self.get_position_display()}"


class MinutesCorrection(models.Model):
    """要求更正: what a member wanted corrected, who asked, and what became of it (`accepted` None: it waits)."""

    conference = models.ForeignKey(JointConference, models.CASCADE, related_name="corrections")
    no = models.PositiveSmallIntegerField(_("序号"))
    item = models.ForeignKey(ConferenceItem, models.CASCADE, related_name="corrections", verbose_name=_("议题"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("单位"))
    wanted = models.TextField(_("应当怎样更正"))
    asked_by = models.ForeignKey(User, models.PROTECT, related_name="+", verbose_name=_("提出人"))
    asked_on = models.DateField(_("提出日期"))
    accepted = models.BooleanField(_("采纳"), null=True)
    answer = models.TextField(_("怎样更正，或者不采纳的理由"), blank=True)
    settled_on = models.DateField(_("处理日期"), null=True)

    class Meta:
        verbose_name = _("要求更正")
        ordering = ["no"]
        constraints = [models.UniqueConstraint(fields=["conference", "no"], name="minutes_correction_no_once")]

    def __str__(self) -> str:
        return f"{self.organ}：{self.wanted[:30]}"
