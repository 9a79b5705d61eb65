"""The step of a lifecycle: what is declared of it, what stands against it, and how it is declared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.utils.translation import gettext as _
from django_fsm import transition

from mediation.permissions import Permission, consequence
from mediation.vocabulary import SaidHow
from mediation.workflows import facts as f
from mediation.workflows import said_how
from mediation.workflows.acts import (
    NEW,
    Act,
    FurtherGuard,
    Guard,
    NotAllowed,
    NotPossibleNow,
    Refused,
    further_guards,
    taken_off,
)
from mediation.workflows.annulling import TakenBack
from mediation.workflows.facts import Fact


@dataclass(frozen=True, kw_only=True)
class Step:
    """A declared step of a lifecycle."""

    name: str
    label: Any
    sources: tuple[str, ...]
    target: str | None
    permission: Permission
    guards: tuple[Guard, ...]
    facts: tuple[Fact, ...]
    basis: str
    meaning: str
    day_field: str
    hidden: bool
    turns_back: bool
    forward: bool
    comes_last: bool
    told_to_party: bool | None
    plain: Any
    quiet: bool
    any_time: bool
    period: str
    power: str
    binding: bool | None
    ways: tuple[SaidHow, ...]
    annul: TakenBack | None
    overtakes: tuple[str, ...]
    people: tuple[str, ...]

    def leads_on(self, state: str) -> bool:
        """Whether it brings an object in the state forward, rather than turning it back or setting it aside."""
        return self.forward or (self.target not in (None, state) and not self.turns_back)

    def plain_for(self, obj: Any) -> str:
        """What it means for the party that takes it."""
        return str(self.plain(obj) if callable(self.plain) else self.plain)

    @property
    def opens(self) -> bool:
        """Whether the step brings the object into being."""
        return self.sources == (NEW,)

    def leads_from(self, state: str) -> bool:
        """Whether it may be taken in the state."""
        return state in self.sources or self.sources == ("*",)

    def may_overtake(self, obj: Any) -> bool:
        """Whether only what the clock did by itself stands in its way: an act that was in time takes that back first."""
        steps = type(obj).steps()
        if not obj.pk or obj.state not in {steps[name].target for name in self.overtakes}:
            return False
        last = obj.matter.events.last_move_of(obj.page_name, obj.pk)
        return last is not None and last.step in self.overtakes

    def guards_for(self, model: type[Any]) -> tuple[Guard | FurtherGuard, ...]:
        """All its guards for objects of a model, in the order in which they are asked."""
        return (*self.guards, *further_guards(model.__name__, self.name))

    def refusals(self, obj: Any, act: Act) -> Iterator[Refused]:
        """Every reason against taking the step now; none when it may be taken."""
        act = act.as_seen_by(self.facts, obj)
        if not (self.leads_from(obj.state or NEW) or (act.preview and self.may_overtake(obj))):
            yield NotPossibleNow(
                "wrong_state",
                _("“%(thing)s”现在是“%(state)s”，不能“%(step)s”。")
                % {"thing": obj.thing(), "state": obj.state_label, "step": self.label},
            )
            return
        if not (act.by.following or self.permission(obj, act.by)):
            yield NotAllowed(
                "not_permitted",
                _("您的岗位不能办理“%(step)s”。") % {"step": self.label},
                _("可以办理的是：%(who)s。") % {"who": self.permission.label},
            )
        elif taken_off(obj, act):
            yield NotAllowed("recused", _("您已在本事项中回避，不能再办理。"), _("请由其他人员办理。"))
        elif (refused := self._beyond_authority(act)) is not None:
            yield refused
        yield from self._by_a_code_renewed_lately(act)
        yield from self._said_for_others(act)
        yield from said_how.against(self, act)
        yield from self._naming_the_gone(act)
        for guard in self.guards_for(type(obj)):
            if guard.asked(act) and (refusal := guard.against(obj, act)) is not None:
                yield refusal

    @property
    def binds(self) -> bool:
        """Whether who takes it gives something away or is bound by it: mostly what an agent needs an authority of its own for."""
        return bool(self.power) if self.binding is None else self.binding

    def _by_a_code_renewed_lately(self, act: Act) -> Iterator[Refused]:
        """Whoever made the code has seen it: what binds the party waits, so that it can object. Requests never wait."""
        who = None if act.by.following else act.by.agent or act.by.party
        if not self.binds or who is None or (since := who.binds_online_from) is None or act.on >= since:
            return
        yield NotPossibleNow(
            "code_renewed_lately",
            _("您的查询码或者办事密码是新近办的。为防止别人冒用，“%(step)s”从%(day)s起才能在网上办理。")
            % {"step": self.label, "day": since},
            _("急办的，请带证件到登记窗口，在纸上签名后由窗口登记。提出请求、提交材料不受影响。"),
        )

    def _naming_the_gone(self, act: Act) -> Iterator[Refused]:
        """Nothing is done with, or for, a party after it died, ended or left."""
        for party in f.gone_among(self.facts, act.facts, act.on):
            yield NotPossibleNow(
                "party_gone",
                _("%(who)s%(how)s（%(day)s），不再是本事项的当事人。")
                % {"who": party.name, "how": party.get_gone_how_display(), "day": party.gone_on},
                _("请选择仍在办理中的当事人；去世、终止的，请先“登记承继人”，由承继人参加。"),
            )

    def _beyond_authority(self, act: Act) -> NotAllowed | None:
        """An agent does what his authority covers, on days on which it is in force (《民法典》第一百六十二条)."""
        agent = None if act.by.following else act.by.agent
        if agent is None or (agent.covers(act.on) and agent.has(self.power)):
            return None
        if not agent.covers(act.on):
            return NotAllowed("agency_over", _("代理权已经终止。"), _("请由当事人本人办理，或者重新委托。"))
        return NotAllowed(
            "beyond_authority",
            _("授权委托书没有授权您代为“%(step)s”。") % {"step": self.label},
            _("请由当事人本人办理，或者补交写明这一事项的特别授权。"),
        )

    def _said_for_others(self, act: Act) -> Iterator[Refused]:
        """A party speaks for itself; for others only staff write down what they were shown (第二十条)."""
        party = None if act.by.following else act.by.party
        for fact in self.facts if party is not None else ():
            if not fact.speaks_for(party, act.facts.get(fact.name)):
                yield NotAllowed(
                    "speaks_for_others",
                    _("当事人只能为自己表示意见，不能在“%(label)s”中填写他人或者由工作人员登记的内容。")
                    % {"label": fact.label},
                    _("请由本人表示，或者凭书面材料到窗口办理。"),
                )


def step(
    *,
    source: str | Sequence[str],
    target: str | None = None,
    label: Any,
    by: Permission,
    guards: Iterable[Guard] = (),
    facts: Iterable[Fact] = (),
    basis: str = "",
    day_field: str = "",
    hidden: bool = False,
    turns_back: bool = False,
    forward: bool = False,
    comes_last: bool = False,
    told_to_party: bool | None = None,
    plain: Any = "",
    quiet: bool = False,
    any_time: bool = False,
    period: str = "",
    power: str = "",
    binding: bool | None = None,
    ways: Iterable[SaidHow] = (),
    annul: TakenBack | None = None,
    overtakes: Iterable[str] = (),
    people: Iterable[str] = (),
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a method as a step.

    `target` None keeps the state. A fact whose name is a field of the object is stored there by the gateway; `day_field`
    receives the day on which the step was done. `hidden` steps get no button of their own.

    What comes next in a file: a step that `turns_back` or sets aside is never proposed; one that leads `forward` is, though
    the state stays; one that `comes_last` only where nothing else is to be done. For the parties: `told_to_party` says whether the step stands in the course that they read, and must be said of every
    change of state in a lifecycle whose course is told. `plain` is what a step means to the party that takes it (words, or
    a function of the object), required where a party may; a `quiet` one catches no eye, one for `any_time` comes after what
    belongs to this moment, `period` is the code of the party's own limit within which it can be taken. `power` is what an
    agent needs to take it for the party, besides being its agent (`vocabulary.Power`). Such a step is `binding`, and waits where
    the code was renewed lately, unless it says otherwise: to end somebody's authority never waits.
    `ways` are those in which staff may be told it for the party (in person, on paper …), required where both may take the step.
    `annul` says that a wrong entry of it may be taken back, and how. It `overtakes` steps of the clock: done or posted
    in time and entered later, it takes back what silence has brought about meanwhile. `people` are the tables whose rows
    it makes parties: who of them was entered wrongly is struck out by name, while the record itself may have to stand.
    """
    sources = (source,) if isinstance(source, str) else tuple(source)
    ways = tuple(ways)
    facts = (*facts, *said_how.told_with(ways)) if by.by_party else tuple(facts)

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        declared = Step(
            name=method.__name__, label=label, sources=sources, target=target, permission=by, guards=tuple(guards),
            facts=facts, basis=basis, meaning=(method.__doc__ or "").strip(), day_field=day_field,
            hidden=hidden or by is consequence, turns_back=turns_back, forward=forward, comes_last=comes_last,
            told_to_party=told_to_party, plain=plain, quiet=quiet, any_time=any_time, period=period, power=power,
            binding=binding, ways=ways, annul=annul, overtakes=tuple(overtakes), people=tuple(people),
        )  # fmt: skip
        fsm_source = "*" if sources == ("*",) else list(sources)
        step_of = transition(field="state", source=fsm_source, target=target, custom={"step": declared})
        return cast(Callable[..., None], step_of(method))

    return declare
