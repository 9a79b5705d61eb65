"""Who takes part, who receives and who acts for a party on a day: answered here, and nowhere else.

A dead or ended party is represented by its successors, a minor by its guardian, anybody by his agents within their scope,
a member of a group by a representative with his written authority.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from mediation.models.intake.agent import Agent
from mediation.models.matter import Party, SpecialAuthority
from mediation.vocabulary import AgentKind
from mediation.workflows.intake.party_change_guards import WAITING


@dataclass(frozen=True, kw_only=True)
class StandIn:
    """One who may stand for a party on a day: by which right, and what for."""

    name: str
    capacity: str
    address: str
    phone: str
    receives: bool
    settles: bool
    withdraws: bool
    speaks: bool
    agent: Agent | None = None
    party: Party | None = None


def acting_for(party: Party, on: date) -> list[StandIn]:
    """Everybody who may stand for the party on the day: itself, its guardian and agents, a representative it authorised."""
    guarded = party.agents.in_force(on).filter(kind=AgentKind.GUARDIAN)
    own = [] if party.gone_on or guarded.exists() else [_itself(party)]
    agents = [_agent(agent) for agent in party.agents.in_force(on)]
    held = SpecialAuthority.objects.in_force(on).filter(principal=party).select_related("representative")
    return [*own, *agents, *(_representative(one) for one in held if one.representative.takes_part)]


def _itself(party: Party) -> StandIn:
    return StandIn(
        name=party.name, capacity=str(_("本人")), address=party.address, phone=party.phone, receives=True, settles=True,
        withdraws=True, speaks=True, party=party,
    )  # fmt: skip


def _agent(agent: Agent) -> StandIn:
    return StandIn(
        name=agent.name, capacity=agent.get_kind_display(), address=agent.address, phone=agent.phone,
        receives=agent.may_receive, settles=agent.may_settle, withdraws=agent.may_withdraw,
        speaks=agent.kind != AgentKind.RECEIVER, agent=agent,
    )  # fmt: skip


def _representative(held: SpecialAuthority) -> StandIn:
    one = held.representative
    return StandIn(
        name=one.name, capacity=str(_("代表人")), address=one.address, phone=one.phone, receives=held.may_receive,
        settles=held.may_settle, withdraws=held.may_withdraw, speaks=True, party=one,
    )  # fmt: skip


def receivers_for(party: Party, on: date) -> list[StandIn]:
    """Who may receive the party's papers on the day."""
    return [one for one in acting_for(party, on) if one.receives]


def in_place_of(people: Iterable[Party], *, money: bool = False) -> list[Party]:
    """These people, each who died or ended replaced by those who succeeded it: in its remedies, or in what is owed.

    One whom nobody has succeeded yet keeps its place, for its rights wait; one who left has none any more.
    """
    found: dict[int, Party] = {}
    for party in people:
        found |= {one.pk: one for one in _standing(party, money)}
    return list(found.values())


def _standing(party: Party, money: bool) -> list[Party]:
    if party.takes_part:
        return [party]
    successors = party.successors.filter(**({"for_money": True} if money else {"for_remedies": True}))
    return in_place_of(successors, money=money) or ([party] if party.gone_how in WAITING else [])


def recipients(people: Iterable[Party], on: date) -> list[Party]:
    """To whom papers go on the day: those who take part, or their successors; not whom a representative receives for."""
    present = in_place_of(people)
    received_for = SpecialAuthority.objects.received_by(present, on)
    return [party for party in present if party.pk not in received_for]


def entrusted_to(representative: Party | None, power: str, on: date) -> set[int]:
    """Whose written special authority for the power a representative holds on the day, by id."""
    if representative is None or not representative.takes_part:
        return set()
    held = SpecialAuthority.objects.in_force(on).filter(representative=representative, **{power: True})
    return set(held.values_list("principal_id", flat=True))
