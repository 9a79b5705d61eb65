"""Who sits on the panel of a hearing, and who was invited."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Party
from mediation.models.office.organ import Organ
from mediation.models.papers.paper import Paper
from mediation.models.sittings.hearing import Hearing
from mediation.permissions import Actor
from mediation.vocabulary import Challenge, IdentityCheck, PanelNoteKind, PaperKind, Presence, RightsKnown


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


class InterestDeclaration(models.Model):
    """声明: somebody who is to sit or record says before it begins that nothing stands against it, and what the parties should know."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="declarations", verbose_name=_("听证"))
    user = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("声明人"))
    known = models.TextField(_("需要说明的情况"), blank=True)
    declared_on = models.DateField(_("声明日期"))

    class Meta:
        verbose_name = _("无利害关系的声明")
        ordering = ["hearing", "pk"]
        constraints = [models.UniqueConstraint(fields=["hearing", "user"], name="interest_declared_once")]

    def __str__(self) -> str:
        return str(self.user)


class PanelNoteQuerySet(models.QuerySet[Any]):
    """Notes by who reads them."""

    def visible_to(self, actor: Actor) -> PanelNoteQuerySet:
        """One's own; what was discussed also the others who sit or record now; nobody who may not read the hearing any more."""
        if actor.user is None:
            return self.none()
        own = models.Q(writer=actor.user)
        panels = Hearing._base_manager.filter(
            models.Q(members__user=actor.user, members__removed_on=None) | models.Q(recorder=actor.user)
        ).order_by()
        own |= models.Q(kind=PanelNoteKind.DISCUSSION, hearing__in=panels.values("pk"))
        return self.filter(own, hearing__in=Hearing.objects.visible_to(actor).order_by().values("pk"))


class PanelNote(models.Model):
    """What a member or the recorder wrote for himself to prepare the hearing, or what the panel discussed in private.

    No paper but the record of the deliberation prints it, and no ledger holds it.
    """

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="notes", verbose_name=_("听证"))
    writer = models.ForeignKey("User", models.PROTECT, related_name="+", verbose_name=_("记录人"))
    kind = models.CharField(_("类别"), max_length=20, choices=PanelNoteKind.choices)
    text = models.TextField(_("内容"))
    written_on = models.DateField(_("日期"))

    objects = PanelNoteQuerySet.as_manager()

    class Meta:
        verbose_name = _("听证组笔记")
        ordering = ["hearing", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}（{self.written_on:%Y-%m-%d}）"


class HearingParticipant(models.Model):
    """参加人: a party that was invited, by which notice, and whether it came."""

    hearing = models.ForeignKey(Hearing, models.PROTECT, related_name="invited", verbose_name=_("听证"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="+", verbose_name=_("当事人"))
    notice = models.ForeignKey(Paper, models.PROTECT, null=True, related_name="+", verbose_name=_("听证通知书"))
    outcome = models.CharField(_("到场情况"), max_length=30, choices=Presence.choices, blank=True)
    agents = models.CharField(_("委托代理人"), max_length=200, blank=True)
    note = models.CharField(_("说明"), max_length=200, blank=True)
    identity = models.CharField(_("身份核对"), max_length=20, choices=IdentityCheck.choices, blank=True, default="")
    challenge = models.CharField(_("是否申请回避"), max_length=10, choices=Challenge.choices, blank=True, default="")
    challenge_said = models.CharField(_("申请谁回避、理由"), max_length=500, blank=True, default="")
    rights = models.CharField(_("权利义务是否清楚"), max_length=10, choices=RightsKnown.choices, blank=True, default="")
    rights_said = models.CharField(_("所作的说明"), max_length=500, blank=True, default="")
    signed = models.BooleanField(_("已在笔录上签名"), default=False)
    signature_note = models.CharField(_("拒绝签名的情况"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("听证参加人")
        ordering = ["hearing", "pk"]
        constraints = [models.UniqueConstraint(fields=["hearing", "party"], name="invited_once")]

    def __str__(self) -> str:
        return str(self.party)

    @property
    def has_answered(self) -> bool:
        """Whether who he is was checked, and he was asked about withdrawal and rights."""
        return bool(self.identity)

    def answers(self) -> dict[str, str]:
        """What the side answered at the opening, in words; empty before it was asked."""
        if not self.has_answered:
            return {}
        challenge, rights = self.get_challenge_display(), self.get_rights_display()
        return {
            "identity": str(self.get_identity_display()),
            "challenge": f"{challenge}：{self.challenge_said}" if self.challenge_said else str(challenge),
            "rights": f"{rights}：{self.rights_said}" if self.rights_said else str(rights),
        }


def to_account(hearing: Hearing, on: date) -> list[Organ]:
    """At review and re-examination: whoever made the opinions that are looked at comes before the panel to account for them."""
    if hearing.review is None:
        return []
    papers = dict.fromkeys([hearing.review.opinion, hearing.review.first_opinion])
    organs = dict.fromkeys(organ.competent_on(on) for paper in papers for organ in paper.signing_organs())
    among_parties = set(hearing.invited.exclude(party__organ=None).values_list("party__organ", flat=True))
    return [organ for organ in organs if organ.pk != hearing.organ_id and organ.pk not in among_parties]


def summoned(hearing: Hearing) -> list[Organ]:
    """The organs to which a summons was issued."""
    if hearing.review is None:
        return []
    notices = hearing.matter.papers.issued().of_kind(PaperKind.HEARING_NOTICE).exclude(to_organ=None)
    about = notices.filter(subject_type="hearing", subject_id=hearing.pk).select_related("to_organ").order_by("pk")
    return list(dict.fromkeys(notice.to_organ for notice in about))


class HearingAnnouncement(models.Model):
    """听证公告: what anybody may know of an open hearing beforehand, and how many may come to listen."""

    hearing = models.OneToOneField(Hearing, models.PROTECT, related_name="announcement", verbose_name=_("听证"))
    subject = models.CharField(_("公告的事由"), max_length=100)
    seats = models.PositiveSmallIntegerField(_("旁听席位"))
    announced_on = models.DateField(_("公告日期"))

    class Meta:
        verbose_name = _("听证公告")
        ordering = ["hearing"]

    def __str__(self) -> str:
        return self.subject
