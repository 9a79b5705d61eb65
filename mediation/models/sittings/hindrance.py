"""不便到场: what parties have said of the days on which they cannot come."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import models
from django.utils.timezone import localtime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mediation.models.guarding import guarded, states_known
from mediation.models.matter import Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.models.sittings.hearing import Hearing
from mediation.models.sittings.mediation_session import MediationSession
from mediation.permissions import Actor
from mediation.workflows.sittings.hindrance import HindranceLifecycle, HindranceState

STANDS = (HindranceState.HANDED_IN, HindranceState.GRANTED)


class HindranceQuerySet(models.QuerySet[Any]):
    """Hindrances by day and standing."""

    def standing(self) -> HindranceQuerySet:
        """Those that were neither refused nor withdrawn."""
        return self.filter(state__in=STANDS)

    def on(self, day: date) -> HindranceQuerySet:
        """Those of the day."""
        return self.filter(first_on__lte=day, last_on__gte=day)

    @by_part
    def visible_to(self, actor: Actor) -> HindranceQuerySet:
        """Those of visible files; a party sees its own."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found.filter(party=actor.party) if actor.party is not None else found


class Hindrance(HindranceLifecycle):
    """Days on which one party cannot come. `hearing` or `session` is what was fixed for them, and is asked to be moved."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="hindrances", verbose_name=_("卷宗"))
    party = models.ForeignKey(Party, models.PROTECT, related_name="hindrances", verbose_name=_("当事人"))
    hearing = models.ForeignKey(Hearing, models.PROTECT, null=True, related_name="hindrances", verbose_name=_("听证"))
    session = models.ForeignKey(
        MediationSession, models.PROTECT, null=True, related_name="hindrances", verbose_name=_("调解会议")
    )
    first_on = models.DateField(_("从哪一天起"))
    last_on = models.DateField(_("到哪一天止"))
    reason = models.TextField(_("原因"))
    help_wanted = models.CharField(_("到场时需要的帮助"), max_length=200, blank=True)
    help_offered = models.CharField(_("对所需帮助的答复"), max_length=200, blank=True)
    handed_in_on = models.DateField(_("提出日期"), null=True)
    decided_by = models.ForeignKey("User", models.PROTECT, null=True, related_name="+", verbose_name=_("决定人"))
    decided_on = models.DateField(_("决定日期"), null=True)
    decision_reason = models.TextField(_("决定的理由"), blank=True)

    objects = HindranceQuerySet.as_manager()

    class Meta:
        verbose_name = _("不便到场")
        ordering = ["first_on", "pk"]
        triggers = guarded(HindranceLifecycle, "hindrance")
        constraints = states_known(HindranceLifecycle, "hindrance")

    def __str__(self) -> str:
        return gettext("%(who)s %(first)s至%(last)s") % {
            "who": self.party, "first": self.first_on, "last": self.last_on,
        }  # fmt: skip

    @property
    def told_to_decide(self) -> str:
        """What the party has said, for whoever decides."""
        said = gettext("原因：%s") % self.reason
        return said + (gettext("；需要的帮助：%s") % self.help_wanted if self.help_wanted else "")

    @property
    def acting_organ(self) -> Organ | None:
        """Whose sitting is to be moved; else the organ that handles the matter."""
        if self.sitting is not None:
            return self.sitting.acting_organ
        return self.matter.acting_organ if self.matter_id else None

    @property
    def sitting(self) -> Any:
        """What was fixed for those days; None where nothing was."""
        return self.hearing or self.session

    def covers(self, moment: datetime) -> bool:
        """Whether the moment lies in those days."""
        return self.first_on <= localtime(moment).date() <= self.last_on

    def sittings_then(self) -> tuple[Hearing | None, MediationSession | None]:
        """What the party was called to and is still fixed for one of the days: the first of them."""
        hearings = self.matter.hearings.filter(state="scheduled", invited__party=self.party)
        sessions = self.matter.mediation_sessions.filter(state="scheduled", mediation__parties=self.party)
        fixed = [one for one in (*hearings, *sessions) if self.covers(one.starts_at)]
        first = min(fixed, key=lambda one: one.starts_at, default=None)
        return (first, None) if isinstance(first, Hearing) else (None, first)
