"""窗口屏幕: the screen on the person's side of the window, opened for one person by a number that lives for minutes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.codes import keyed, keyed_by_any
from mediation.models.intake.agent import Agent
from mediation.models.matter import Party
from mediation.vocabulary import IdentitySeen

PURPOSE = "mediation.window.screen"
# The number is typed within this time; whoever sits at the screen then has as long again.
LASTS = timedelta(minutes=5)


class WindowScreenQuerySet(models.QuerySet[Any]):
    """Screens by person and time."""

    def of(self, holder: Party | Agent) -> WindowScreenQuerySet:
        """Those opened for a party, or for an agent."""
        return self.filter(agent=holder) if isinstance(holder, Agent) else self.filter(party=holder, agent=None)

    def open_at(self, at: datetime) -> WindowScreenQuerySet:
        """Those whose time is not over."""
        return self.filter(until__gt=at)

    def take(self, number: str, at: datetime) -> WindowScreen | None:
        """The one that the number opens; it opens once, also for two who type it at the same moment."""
        waiting = self.open_at(at).filter(taken=False, kept__in=keyed_by_any(PURPOSE, number))
        for screen in waiting.select_related("party", "agent"):
            if self.filter(pk=screen.pk, taken=False).update(taken=True, until=at + LASTS):
                return screen
        return None


class WindowScreen(models.Model):
    """For whom a screen is opened, and who saw which document. Gone once the secret is set, or its time is over."""

    party = models.ForeignKey(Party, models.CASCADE, related_name="+", verbose_name=_("当事人"))
    agent = models.ForeignKey(Agent, models.CASCADE, null=True, related_name="+", verbose_name=_("代理人"))
    kept = models.CharField(max_length=64, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+", verbose_name=_("工作人员"))
    identity = models.CharField(_("当面核对了什么证件"), max_length=20, choices=IdentitySeen.choices)
    until = models.DateTimeField(_("有效到"))
    taken = models.BooleanField(_("号码已经用过"), default=False)

    objects = WindowScreenQuerySet.as_manager()

    class Meta:
        verbose_name = _("窗口屏幕")
        indexes = [models.Index(fields=["until"], name="window_screen_over")]

    def __str__(self) -> str:
        return str(self.holder)

    @property
    def holder(self) -> Party | Agent:
        """Who is asked for a secret."""
        return self.agent or self.party

    @classmethod
    def ask(cls, holder: Party | Agent, number: str, *, by: Any, identity: str, at: datetime) -> WindowScreen:
        """Open one for the person; a number that was given before opens nothing more."""
        cls.objects.of(holder).delete()
        agent = holder if isinstance(holder, Agent) else None
        party = agent.principal if agent else holder
        return cls.objects.create(
            party=party, agent=agent, kept=keyed(PURPOSE, number), asked_by=by, identity=identity, until=at + LASTS,
        )  # fmt: skip

    @classmethod
    def forget_over(cls, at: datetime) -> None:
        """What is over is kept no longer."""
        cls.objects.filter(until__lt=at).delete()
