"""代理人: who acts for a party, and his way into the portal."""

from __future__ import annotations

from datetime import date
from typing import Any, ClassVar

from django.db import models
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from mediation.models.codes import opens
from mediation.models.guarding import guarded, states_known
from mediation.models.matter import AFTER_RENEWAL, Matter, Party
from mediation.models.office.organ import Organ
from mediation.models.parts import by_part
from mediation.permissions import Actor
from mediation.vocabulary import AgentKind, Power
from mediation.workflows.base import Act
from mediation.workflows.intake.agent import AgentLifecycle
from mediation.workflows.intake.identity import masked

SETS = ("set_secret", "set_secret_at_screen")
NEEDED = {Power.SETTLE: "may_settle", Power.WITHDRAW: "may_withdraw", Power.RECEIVE: "may_receive"}


class AgentQuerySet(models.QuerySet[Any]):
    """Agents by day and reader."""

    def in_force(self, on: date) -> AgentQuerySet:
        """Those who may act on the day; one whose authority ended on a day acts no more on it."""
        return self.filter(Q(until=None) | Q(until__gte=on), Q(ended_on=None) | Q(ended_on__gt=on), since__lte=on)

    def entrusted_on(self, on: date) -> AgentQuerySet:
        """Those entrusted with acting, who count towards the two that a party may have."""
        return self.in_force(on).exclude(kind__in=(AgentKind.RECEIVER, AgentKind.GUARDIAN))

    @by_part
    def visible_to(self, actor: Actor) -> AgentQuerySet:
        """Those of visible files; a party, and who acts for it, see its own."""
        found = self.filter(matter__in=Matter.objects.visible_to(actor))
        return found if actor.party is None else found.filter(principal=actor.party)


class Agent(AgentLifecycle):
    """One agent of one party. Those on the same 授权委托书 name its first row as their `sheet`."""

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="agents", verbose_name=_("卷宗"))
    principal = models.ForeignKey(Party, models.PROTECT, related_name="agents", verbose_name=_("被代理人"))
    sheet = models.ForeignKey("self", models.PROTECT, null=True, related_name="likewise", editable=False)
    kind = models.CharField(_("身份"), max_length=20, choices=AgentKind.choices)
    name = models.CharField(_("姓名"), max_length=200)
    unit = models.CharField(_("律师事务所、推荐的社区或者单位"), max_length=200, blank=True)
    relation = models.CharField(_("与当事人的关系"), max_length=100, blank=True)
    phone = models.CharField(_("联系电话"), max_length=40, blank=True)
    address = models.CharField(_("地址"), max_length=300, blank=True)
    email = models.CharField(_("电子邮箱"), max_length=254, blank=True)
    id_number = models.CharField(max_length=40, blank=True, editable=False)
    judgment = models.CharField(_("人民法院判决书文号"), max_length=200, blank=True)
    scope = models.TextField(_("代理的事项和权限"), blank=True)
    may_settle = models.BooleanField(_("可以和解、调解"), default=False)
    may_withdraw = models.BooleanField(_("可以撤回、放弃"), default=False)
    may_receive = models.BooleanField(_("可以代收文书"), default=False)
    since = models.DateField(_("起"))
    until = models.DateField(_("止"), null=True)
    ended_on = models.DateField(_("终止日期"), null=True)
    ended_why = models.CharField(_("终止的原因"), max_length=200, blank=True)
    code_hash = models.CharField(max_length=64, blank=True, editable=False)

    UNSEALED: ClassVar = {"code_hash": "a key, not a record; who was given one, and when, stands in the ledger"}

    objects = AgentQuerySet.as_manager()

    class Meta:
        verbose_name = _("代理人")
        ordering = ["pk"]
        triggers = guarded(AgentLifecycle, "agent")
        constraints = states_known(AgentLifecycle, "agent")

    def __str__(self) -> str:
        return f"{self.name}（{self.get_kind_display()}）"

    @property
    def acting_organ(self) -> Organ | None:
        """The organ that handles the matter keeps its people."""
        return self.matter.acting_organ if self.matter_id else None

    @property
    def party_id(self) -> int | None:
        """The party whose word counts: its own agent is taken off by nobody else's."""
        return self.principal_id

    @property
    def masked_id(self) -> str:
        """The number of the card, as pages show it."""
        return masked(self.id_number)

    def choices_of(self, fact: str, actor: Actor) -> models.QuerySet[Any] | None:
        """Who may have an agent: those who take part."""
        return self.matter.parties.taking_part() if fact in ("principals", "ward") else None

    def covers(self, on: date) -> bool:
        """Whether he may act on the day: not before, not after, not from the day on which it ended."""
        ended = self.ended_on is not None and self.ended_on <= on
        return not ended and self.since <= on and (self.until is None or on <= self.until)

    def has(self, power: str) -> bool:
        """Whether what he was entrusted with covers a step that needs the power; a guardian acts in everything."""
        if self.kind == AgentKind.GUARDIAN or not power:
            return self.kind != AgentKind.RECEIVER
        return bool(getattr(self, NEEDED[Power(power)])) if power in NEEDED else False

    def speaks(self, on: date) -> bool:
        """Whether he may speak for the party at a sitting of the day."""
        return self.covers(on) and self.kind != AgentKind.RECEIVER

    def has_code(self, code: str) -> bool:
        """Compare a typed code; one whose authority is over opens nothing."""
        return opens(code, self.code_hash)

    @cached_property
    def binds_online_from(self) -> date | None:
        """The first day on which he binds the party online: after another code or a secret; None where he has his first code alone."""
        given = self.matter.events.filter(
            object_type="agent", object_id__in=self.of_the_sheet().values("pk"), step__in=("give_code", *SETS)
        )
        latest = list(given.order_by("-pk").values_list("done_on", "step")[:2])
        return latest[0][0] + AFTER_RENEWAL if len(latest) > 1 or (latest[:1] and latest[0][1] in SETS) else None

    @property
    def has_secret(self) -> bool:
        """Whether he has set a secret of his own, for all who signed the same sheet."""
        return hasattr(self.sheet or self, "own_secret")

    def of_the_sheet(self) -> Any:
        """The same agent for everybody who signed the same sheet."""
        first = self.sheet_id or self.pk
        return Agent.objects.filter(Q(pk=first) | Q(sheet=first))

    def is_on_both_sides(self, act: Act) -> bool:
        """Whether whom the act names is a party, or the agent of one, on the other side."""
        sides = {party.role for party in act.principals or ()}
        others = self.matter.parties.exclude(role__in=sides) if len(sides) == 1 else self.matter.parties.all()
        agents = self.matter.agents.in_force(act.on).filter(name=act.name, principal__in=others)
        return len(sides) > 1 or others.filter(name=act.name).exists() or agents.exists()
