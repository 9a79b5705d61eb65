"""履行事项."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.intake.acting import in_place_of
from mediation.models.intake.claim import Claim
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.models.sittings.agreement import Agreement
from mediation.models.sittings.ways import ways_of
from mediation.permissions import Actor
from mediation.workflows.sittings.obligation import OUTSTANDING, ObligationLifecycle


class ObligationQuerySet(models.QuerySet[Any]):
    """Obligations by standing and by reader."""

    def outstanding(self) -> ObligationQuerySet:
        """Those still to be performed, late or not."""
        return self.filter(state__in=OUTSTANDING)

    @by_part
    def visible_to(self, actor: Actor) -> ObligationQuerySet:
        """Those of visible files."""
        return self.filter(matter__in=Matter.objects.visible_to(actor))


class Obligation(ObligationLifecycle):
    """What one owes another by a day: by agreement, or because a claim was supported (督促执行).

    The debtor and the creditor are parties; `debtor_organ` and the names stand for who is not one.
    """

    organ_acts_once_set = True
    SEALED_SINCE: ClassVar = {"joint_debtors": 3, "joint_creditors": 3, "third_payer": 3}

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="obligations", verbose_name=_("卷宗"))
    organ = models.ForeignKey(Organ, models.PROTECT, related_name="+", verbose_name=_("督促的机关"))
    agreement = models.ForeignKey(
        Agreement, models.PROTECT, null=True, related_name="obligations", verbose_name=_("协议")
    )
    claim = models.ForeignKey(Claim, models.PROTECT, null=True, related_name="obligations", verbose_name=_("诉求"))
    debtor = models.ForeignKey(Party, models.PROTECT, null=True, related_name="owes", verbose_name=_("履行人"))
    debtor_organ = models.ForeignKey(Organ, models.PROTECT, null=True, related_name="+", verbose_name=_("履行机关"))
    debtor_name = models.CharField(_("履行人名称"), max_length=200, blank=True)
    creditor = models.ForeignKey(Party, models.PROTECT, null=True, related_name="is_owed", verbose_name=_("权利人"))
    creditor_name = models.CharField(_("权利人名称"), max_length=200, blank=True)
    what = models.CharField(_("履行的内容"), max_length=500)
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True)
    due_on = models.DateField(_("履行期限"))
    manner = models.CharField(_("履行方式"), max_length=200, blank=True)
    # Keys of parties, each for the whole (民法典第五百一十八条). Who pays in another's place: if he does not, the debtor owes (第五百二十三条).
    joint_debtors = models.JSONField(_("与他连带的履行人"), default=list)
    joint_creditors = models.JSONField(_("共同的权利人"), default=list)
    third_payer = models.CharField(_("代为履行的第三人"), max_length=200, blank=True)
    performed_on = models.DateField(_("履行日期"), null=True)
    proof = models.CharField(_("履行凭证"), max_length=200, blank=True)

    objects = ObligationQuerySet.as_manager()

    class Meta:
        verbose_name = _("履行事项")
        ordering = ["due_on", "pk"]
        triggers = guarded(ObligationLifecycle, "obligation")
        constraints = states_known(ObligationLifecycle, "obligation")

    def __str__(self) -> str:
        return gettext("%(who)s：%(what)s（%(day)s前）") % {
            "who": self.owed_by, "what": self.what, "day": f"{self.due_on:%Y-%m-%d}",
        }  # fmt: skip

    @property
    def is_outstanding(self) -> bool:
        """Whether it is still to be performed, late or not."""
        return self.state in OUTSTANDING

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that watches over performance."""
        return self.organ if self.organ_id else None

    @property
    def owed_by(self) -> str:
        """Who owes, by name."""
        if self.debtor and not self.debtor.takes_part:
            return self._succeeded(self.debtor, gettext("%(dead)s（由%(heirs)s以所得遗产、承继的财产为限履行）"))
        return self._with_others(self.debtor_name or str(self.debtor or self.debtor_organ or ""), self.joint_debtors)

    @property
    def owed_to(self) -> str:
        """To whom it is owed, by name."""
        if self.creditor and not self.creditor.takes_part:
            return self._succeeded(self.creditor, gettext("%(dead)s（由%(heirs)s受领）"))
        return self._with_others(self.creditor_name or str(self.creditor or ""), self.joint_creditors)

    def _with_others(self, first: str, others: list[int]) -> str:
        """Who owes or is owed jointly stands beside the one named first."""
        if not others:
            return first
        names = {party.pk: party.name for party in self.matter.every("parties")}
        return "、".join([first, *(names[one] for one in others if one in names)])

    def _succeeded(self, gone: Party, words: str) -> str:
        """Who stands in what is owed for a party that is gone: heirs within the estate (民法典第一千一百六十一条)."""
        heirs = "、".join(party.name for party in in_place_of([gone], money=True) if party != gone)
        return words % {"dead": gone.name, "heirs": heirs} if heirs else gone.name

    @property
    def routes(self) -> str:
        """Where the creditor may turn when nothing is done."""
        return "；".join(map(str, ways_of(self)))

    def creditors(self) -> list[Party]:
        """Who is told that it is late: the creditor, or whoever stands in its place."""
        return in_place_of([self.creditor, *self.beside("joint_creditors")], money=True) if self.creditor else []

    def debtors(self) -> list[Party]:
        """The parties who owe: the one named first, and who owes the whole beside him."""
        return [*([self.debtor] if self.debtor else []), *self.beside("joint_debtors")]

    def beside(self, side: str) -> list[Party]:
        """The parties who stand on a side beside the one named first."""
        wanted = set(getattr(self, side))
        return [party for party in self.matter.every("parties") if party.pk in wanted] if wanted else []

    # What was shown to be done

    def left(self) -> Decimal | None:
        """What of its sum the creditor has not confirmed yet; None where it is no sum."""
        if self.amount is None or not self.pk:
            return self.amount
        return Decimal(self.amount) - sum((row.amount or Decimal() for row in self.performed.confirmed()), Decimal())

    def waits_for_word(self) -> bool:
        """Whether something was shown that the creditor has neither confirmed nor denied."""
        return bool(self.pk) and self.performed.waiting().exists()

    def can_be_denied(self, by_staff: bool) -> bool:
        """Whether something waits; staff may set right what was confirmed by mistake."""
        return bool(self.pk) and (self.waits_for_word() or (by_staff and self.performed.confirmed().exists()))

    def read_before(self, step: str, actor: Actor) -> list[tuple[str, list[str]]]:
        """Whoever confirms or denies reads what the other side has shown."""
        if step not in ("acknowledge", "deny") or not self.waits_for_word():
            return []
        left = self.left()
        told = [
            gettext("应当履行：%s") % self,
            *([gettext("还没有确认收到的：%s元") % left] if left is not None else []),
        ]
        return [(gettext("对方交来的凭证"), [str(row) for row in self.performed.waiting()]), (gettext("这一项"), told)]

    def shows_files_to(self, step: str) -> list[Party]:
        """What one side hands in as proof the other may look at."""
        if step == "show":
            return self.creditors()
        return self.debtors() if step == "acknowledge" else []
