"""What runs in somebody's hands, as each wing declares it: all of it is handed over when the person leaves."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import dataclass, replace
from typing import Any

from mediation.actions import gateway
from mediation.models import Matter, User
from mediation.permissions import Actor
from mediation.workflows.base import Act, Refused
from mediation.workflows.facts import clean_facts

Found = Iterable[Any]


@dataclass(frozen=True, kw_only=True)
class Hand:
    """One sort of work that a person has in hand in a post.

    `find` gives what runs; `step` and `facts` are those by which another takes it over, whose guards say who may not. `takes_over`
    does so where the step alone does not, to nobody where there is nobody. `organs` are those in which the person has it in hand.
    Without a step the head has to see to it himself; what `may_wait` he sees to where nobody was named.
    """

    role: str
    label: Any
    find: Callable[[User], Found]
    step: str = ""
    facts: Callable[[Any, User], dict[str, Any]] = lambda obj, heir: {}
    organs: Callable[[Any, User], Iterable[Any]] = lambda obj, person: [obj.acting_organ]
    takes_over: Callable[[Act, Any, User | None], None] | None = None
    may_wait: bool = False


@dataclass(frozen=True, kw_only=True)
class Item:
    """One thing in hand: what it is, in which file, who takes it, or why nobody who was named may."""

    hand: Hand
    obj: Any
    heir: User | None
    against: Refused | None

    @property
    def matter(self) -> Matter:
        """Its file; of it no more than the number is told."""
        found: Matter = self.obj.matter
        return found


_HANDS: list[Hand] = []


def runs_in_hands(hand: Hand) -> Hand:
    """Declare a sort of work."""
    _HANDS.append(hand)
    return hand


def items_of(person: User, heirs: dict[str, User | None], act: Act) -> Iterator[Item]:
    """All that runs in the person's hands, with whoever takes it over."""
    for hand in _HANDS:
        for obj in hand.find(person):
            heir = heirs.get(hand.role) if hand.step else None
            yield Item(hand=hand, obj=obj, heir=heir, against=_against(hand, obj, heir, act))


def _against(hand: Hand, obj: Any, heir: User | None, act: Act) -> Refused | None:
    """The first reason why this one may not take it: recused, accused, took part before."""
    if heir is None:
        return None
    step = gateway.declared_step(type(obj), hand.step)
    facts = clean_facts(step.facts, hand.facts(obj, heir))
    tried = replace(
        act, by=Actor(on=act.on, user=act.by.user, following=True), facts=facts, preview=False, before=None, kept={}
    )
    try:
        gateway.check(copy(obj), step, tried)
    except Refused as refused:
        return refused
    return None


def hand_on(act: Act, item: Item) -> bool:
    """Give one thing to its heir, or to nobody where none may have it; False where only the head can see to it."""
    heir = item.heir if item.against is None else None
    if item.hand.takes_over is not None:
        item.hand.takes_over(act, item.obj, heir)
        return True
    if heir is None or not item.hand.step:
        return False
    gateway.follow(act, item.obj, item.hand.step, **item.hand.facts(item.obj, heir))
    return True
