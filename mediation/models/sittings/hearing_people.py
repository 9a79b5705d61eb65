"""Who sits on the panel of a hearing, who was invited, and what each said."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Party
from mediation.models.papers.paper import Paper
from mediation.models.sittings.hearing import Hearing
from mediation.vocabulary import HearingPhase, Presence


class PanelMember(models.Model):
    """听证员: a member of the panel, how he or she voted, and the view kept with the vote."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="members", verbose_name=_("听证"))
    user = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("听证员"))
    since = models.DateField(_("起"))
    removed_on = models.DateField(_("退出日期"), null=True)
    agrees = models.BooleanField(_("同意结论"), null=True)
    view = models.TextField(_("意见"), blank=True)

    class Meta:
        verbose_name = _("听证组成员")
        ordering = ["hearing", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["hearing", "user"], condition=models.Q(removed_on=None), name="panel_member_once"
            )
        ]

    def __str__(self) -> str:
        return str(self.user)


class HearingParticipant(models.Model):
    """参加人: a party that was invited, by which notice, and whether it came."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="invited", verbose_name=_("听证"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("当事人"))
    notice = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name=_("听证通知书"))
    outcome = models.CharField(_("到场情况"), max_length=30, choices=Presence.choices, blank=True)
    agents = models.CharField(_("委托代理人"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    signed = models.BooleanField(_("已在笔录上签名"), default=False)
    signature_note = models.CharField(_("拒绝签名的情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("听证参加人")
        ordering = ["hearing", "pk"]
        constraints = [models.UniqueConstraint(fields=["hearing", "party"], name="invited_once")]

    def __str__(self) -> str:
        return str(self.party)


class HearingStatement(models.Model):
    """What one person said in one part of one sitting."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="statements", verbose_name=_("听证"))
    no = models.PositiveSmallIntegerField(_("序号"))
    sitting = models.PositiveSmallIntegerField(_("第几次开庭"))
    phase = models.CharField(_("环节"), max_length=30, choices=HearingPhase.choices)
    speaker = models.CharField(_("发言人"), max_length=200)
    text = models.TextField(_("发言内容"))
    on = models.DateField(_("日期"))

    class Meta:
        verbose_name = _("听证发言")
        ordering = ["hearing", "no"]
        constraints = [models.UniqueConstraint(fields=["hearing", "no"], name="hearing_statement_no_once")]

    def __str__(self) -> str:
        return f"{self.no}．{self.speaker}"
