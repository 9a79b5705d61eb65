"""Local rules that an administrator has loaded by a page: the text as it was given, with its days and its source."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pgtrigger
from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.office.organ import Organ
from mediation.models.office.staff import User
from mediation.timelimits import LocalRules, read_local_rules

# An organ names them in its settings as it names a file: “规则12”.
NAMED = re.compile(r"规则(\d{1,12})")


class LocalRule(models.Model):
    """One text of local rules. Append-only: what changes is a further text that follows it from its day."""

    organ = models.ForeignKey(Organ, models.PROTECT, related_name="local_rules", verbose_name=_("机关"))
    text = models.TextField(_("全文"))
    region = models.CharField(_("地区"), max_length=200)
    authority = models.CharField(_("依据"), max_length=500)
    in_force_from = models.DateField(_("施行日期"))
    in_force_until = models.DateField(_("失效日期"), null=True)
    # The name of the rules whose place it takes from its day on: a file or an earlier row.
    follows = models.CharField(_("接续的规则"), max_length=60, blank=True)
    entered_on = models.DateField(_("登记日期"))
    entered_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("登记人"))

    class Meta:
        verbose_name = _("地方规则")
        ordering = ["-pk"]
        triggers = [pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete)]

    def __str__(self) -> str:
        told = {"name": self.name, "authority": self.authority, "day": self.in_force_from.isoformat()}
        return str(gettext("%(name)s（%(authority)s，自%(day)s起）") % told)

    @property
    def name(self) -> str:
        """By which an organ names it."""
        return f"规则{self.pk}"

    @classmethod
    def named(cls, name: str) -> LocalRule | None:
        """The row that is named so; None where the name is that of a file."""
        found = NAMED.fullmatch(name)
        return cls.objects.filter(pk=int(found[1])).first() if found else None

    def read(self) -> LocalRules:
        """What it says. Raises WrongLocalRules where this edition of the program reads it no more."""
        return read_local_rules(self.text, file=self.name)

    def has_begun(self, on: date) -> bool:
        """Whether it is in force on the day, or was before."""
        return self.in_force_from <= on


def name_in_words(name: Any) -> str:
    """The name of local rules as people read it: of a row, with its source and its day."""
    row = LocalRule.named(str(name))
    return str(row) if row is not None else str(name)
