"""一次履行: what was paid or done of an obligation at one time, shown by one side and confirmed, or denied, by the other."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.matter import Party
from mediation.models.sittings.obligation import Obligation
from mediation.vocabulary import ProofKind


class PerformedQuerySet(models.QuerySet[Any]):
    """What was shown, by what the other side said of it."""

    def waiting(self) -> PerformedQuerySet:
        """What nobody has confirmed or denied yet."""
        return self.filter(confirmed_on=None, denied_on=None)

    def confirmed(self) -> PerformedQuerySet:
        """What the creditor received."""
        return self.exclude(confirmed_on=None)


class Performed(models.Model):
    """One payment, or one thing done; without an amount it is the whole."""

    obligation = models.ForeignKey(Obligation, models.CASCADE, related_name="performed", verbose_name=_("履行事项"))
    amount = models.DecimalField(_("金额（元）"), max_digits=14, decimal_places=2, null=True)
    paid_on = models.DateField(_("付款、办到的日期"))
    kind = models.CharField(_("凭证种类"), max_length=20, choices=ProofKind.choices)
    note = models.CharField(_("凭证号、说明"), max_length=200, blank=True)
    shown_by = models.ForeignKey(Party, models.PROTECT, null=True, related_name="+", verbose_name=_("提出的当事人"))
    shown_on = models.DateField(_("提出日期"))
    confirmed_on = models.DateField(_("确认收到的日期"), null=True)
    denied_on = models.DateField(_("表示没有收到的日期"), null=True)
    denied_why = models.CharField(_("没有收到的说明"), max_length=500, blank=True)

    objects = PerformedQuerySet.as_manager()

    class Meta:
        verbose_name = _("一次履行")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(confirmed_on=None) | models.Q(denied_on=None), name="performed_confirmed_or_denied"
            )
        ]

    def __str__(self) -> str:
        what = f"{self.amount}元" if self.amount is not None else self.obligation.what
        return gettext("%(day)s：%(what)s，%(kind)s%(note)s") % {
            "day": date_format(self.paid_on), "what": what, "kind": self.get_kind_display(),
            "note": f"（{self.note}）" if self.note else "",
        }  # fmt: skip

    @property
    def standing(self) -> str:
        """What the other side has said of it."""
        if self.confirmed_on:
            return gettext("对方已确认")
        return gettext("对方说没有收到：%s") % self.denied_why if self.denied_on else gettext("等对方确认")
