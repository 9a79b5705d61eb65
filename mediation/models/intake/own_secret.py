"""办事密码: what a party, or an agent, knows and nobody else: it is asked for again before anything that binds."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.hashers import check_password, make_password
from django.db import models
from django.utils.translation import gettext_lazy as _

from mediation.models.codes import keyed, keyed_by_any
from mediation.models.intake.agent import Agent
from mediation.models.matter import Party

PURPOSE = "mediation.party.secret"


def kept_form(secret: str) -> str:
    """How a secret is kept: hashed slowly, and under a key that is not in the database, for it has few digits."""
    return make_password(keyed(PURPOSE, secret))


class OwnSecretQuerySet(models.QuerySet[Any]):
    """Secrets by whose they are."""

    def of(self, holder: Party | Agent) -> OwnSecretQuerySet:
        """That of a party, or of an agent for all who signed the same sheet."""
        if isinstance(holder, Agent):
            return self.filter(agent__in=holder.of_the_sheet())
        return self.filter(party=holder)


class OwnSecret(models.Model):
    """办事密码, as it is kept. A new query code ends it: who comes by the new one sets another."""

    party = models.OneToOneField(Party, models.CASCADE, null=True, related_name="own_secret", verbose_name=_("当事人"))
    agent = models.OneToOneField(Agent, models.CASCADE, null=True, related_name="own_secret", verbose_name=_("代理人"))
    kept = models.CharField(max_length=200, editable=False)
    set_on = models.DateField(_("设定日期"))
    turn = models.PositiveIntegerField(
        default=0, editable=False
    )  # how often it was changed: what came in before is out

    objects = OwnSecretQuerySet.as_manager()

    class Meta:
        verbose_name = _("办事密码")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(party=None) ^ models.Q(agent=None), name="own_secret_is_of_one_person",
            )
        ]  # fmt: skip

    def __str__(self) -> str:
        return str(self.party or self.agent)

    def is_known(self, secret: str) -> bool:
        """Whether what was typed is the secret, kept by any of the keys that still hold."""
        return any(check_password(one, self.kept) for one in keyed_by_any(PURPOSE, secret))
