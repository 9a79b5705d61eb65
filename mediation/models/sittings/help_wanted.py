"""到场帮助: what parties need to take part in a sitting."""

from __future__ import annotations

from typing import Any

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.workflows.sittings.help_wanted import HelpLifecycle, HelpState, needs_of


class HelpQuerySet(models.QuerySet[Any]):
    """Requests by standing."""

    def standing(self) -> HelpQuerySet:
        """Those that were not withdrawn."""
        return self.exclude(state=HelpState.WITHDRAWN)

    @by_part
    def visible_to(self, actor: Actor) -> HelpQuerySet:
        """Those of visible files; a party sees its own."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found.filter(party=actor.party) if actor.party is not None else found


class HelpWanted(HelpLifecycle):
    """What one party needs when it comes, and what the office answered."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="help_wanted", verbose_name=_("卷宗"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="help_wanted", verbose_name=_("当事人"))
    step_free = models.BooleanField(_("无障碍通行"), default=False)
    hearing_loop = models.BooleanField(_("助听设备"), default=False)
    sign_language = models.BooleanField(_("手语翻译"), default=False)
    interpreter = models.CharField(_("语言翻译"), max_length=200, blank=True)
    other = models.CharField(_("其他帮助"), max_length=200, blank=True)
    asked_on = models.DateField(_("提出日期"), null=True)
    answer = models.TextField(_("如何安排"), blank=True)
    answered_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("答复人"))
    answered_on = models.DateField(_("答复日期"), null=True)

    objects = HelpQuerySet.as_manager()

    class Meta:
        verbose_name = _("到场帮助")
        ordering = ["pk"]
        triggers = guarded(HelpLifecycle, "helpwanted")
        constraints = states_known(HelpLifecycle, "help_wanted")

    def __str__(self) -> str:
        return gettext("%(who)s到场需要：%(what)s") % {"who": self.party, "what": "、".join(needs_of(self))}

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that handles the matter."""
        return self.matter.acting_organ if self.matter_id else None
