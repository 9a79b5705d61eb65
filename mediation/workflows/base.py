"""What every lifecycle shares: the step, and how one is declared. The act and the guards: `acts`."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, cast

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django_fsm import FSMField, transition

from mediation.permissions import Permission, consequence, in_charge
from mediation.workflows import facts as f
from mediation.workflows import writing
from mediation.workflows.acts import (
    NEW,
    Act,
    FurtherGuard,
    Guard,
    NotAllowed,
    NotPossibleNow,
    Refused,
    Stale,
    UnknownFact,
    further_guards,
)
from mediation.workflows.facts import Fact

__all__ = [
    "NEW",
    "Act",
    "FurtherGuard",
    "Guard",
    "Lifecycle",
    "NotAllowed",
    "NotPossibleNow",
    "Refused",
    "Stale",
    "StateField",
    "Step",
    "UnknownFact",
    "lifecycle_named",
    "lifecycles",
    "step",
]


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

    def guards_for(self, model: type[Lifecycle]) -> tuple[Guard | FurtherGuard, ...]:
        """All its guards for objects of a model, in the order in which they are asked."""
        return (*self.guards, *further_guards(model.__name__, self.name))

    def refusals(self, obj: Any, act: Act) -> Iterator[Refused]:
        """Every reason against taking the step now; none when it may be taken."""
        act = act.as_seen_by(self.facts, obj)
        state = obj.state or NEW
        if state not in self.sources and self.sources != ("*",):
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
        elif _taken_off(obj, act):
            yield NotAllowed("recused", _("您已在本事项中回避，不能再办理。"), _("请由其他人员办理。"))
        elif (refused := self._beyond_authority(act)) is not None:
            yield refused
        yield from self._said_for_others(act)
        yield from self._naming_the_gone(act)
        for guard in self.guards_for(type(obj)):
            if guard.asked(act) and (refusal := guard.against(obj, act)) is not None:
                yield refusal

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


def _taken_off(obj: Any, act: Act) -> bool:
    """Whether the person was taken off the matter by a granted recusal (第二十八条第三款)."""
    if act.by.user is None or act.by.following or obj.matter_id is None:
        return False
    return act.by.user.pk in obj.matter.taken_off


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
) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Declare a method as a step.

    `target` None keeps the state. A fact whose name is a field of the object is stored there by
    the gateway; `day_field` receives the day on which the step was done. `hidden` steps get no
    button of their own.

    What comes next in a file: a step that `turns_back` or sets aside is never proposed; one that leads `forward` is, though
    the state stays; one that `comes_last` only where nothing else is to be done.
    For the parties: `told_to_party` says whether the step stands in the course that they read, and must be said of every
    change of state in a lifecycle whose course is told. `plain` is what a step means to the party that takes it (words, or
    a function of the object), required where a party may; a `quiet` one catches no eye, one for `any_time` comes after what
    belongs to this moment, `period` is the code of the party's own limit within which it can be taken. `power` is what an
    agent needs to take it for the party, besides being its agent (`vocabulary.Power`).
    """
    sources = (source,) if isinstance(source, str) else tuple(source)

    def declare(method: Callable[..., None]) -> Callable[..., None]:
        declared = Step(
            name=method.__name__, label=label, sources=sources, target=target, permission=by, guards=tuple(guards),
            facts=tuple(facts), basis=basis, meaning=(method.__doc__ or "").strip(), day_field=day_field,
            hidden=hidden or by is consequence, turns_back=turns_back, forward=forward, comes_last=comes_last,
            told_to_party=told_to_party, plain=plain, quiet=quiet, any_time=any_time, period=period, power=power,
        )  # fmt: skip
        fsm_source = "*" if sources == ("*",) else list(sources)
        wrapped = transition(field="state", source=fsm_source, target=target, custom={"step": declared})(method)
        return cast(Callable[..., None], wrapped)

    return declare


class StateField(FSMField):
    """The state of an object; a migration sees its column only, for it takes no steps and would be slow with them."""

    def deconstruct(self) -> Any:
        """Say what the column is."""
        name, _path, args, kwargs = super().deconstruct()
        kwargs.pop("protected", None)
        return name, "django.db.models.CharField", args, kwargs


def _written_in(klass: type) -> dict[str, Step]:
    """The steps that are written in one class itself."""
    fsm = {name: value._django_fsm for name, value in vars(klass).items() if hasattr(value, "_django_fsm")}
    return {name: next(iter(one.transitions.values())).custom["step"] for name, one in fsm.items()}


def _forgotten(cls: type[Lifecycle]) -> Iterator[str]:
    """What a lifecycle does not say, or says wrongly, of what a party meets."""
    told = getattr(cls, "course_told", None)
    if told is None:
        yield ": say with course_told whether a party reads its course"
    if cls.plain_states and set(cls.plain_states) != set(cls.State.values):
        yield ": plain_states must speak of every state"
    for declared in _written_in(cls).values():
        if told and declared.target is not None and declared.told_to_party is None:
            yield f".{declared.name}: say told_to_party=True, or False"
        if declared.told_to_party and not told:
            yield f".{declared.name}: told_to_party, but course_told is False"
        if declared.permission.by_party and not declared.plain:
            yield f".{declared.name}: say with plain= what it means to the party that takes it"


class Lifecycle(models.Model):
    """Base of every object that moves through states.

    Subclasses set `State` (the states with their labels) and declare steps. A row is changed
    only through `actions.gateway`; triggers in the database refuse the rest.

    `course_told`: whether its course is told on a party's page; each lifecycle says so. `plain_states` are sentences for the
    party on where it stands, by state. `opened_apart`: begun on a page of its own, never in a file that there is. The page of
    a file shows what has its `own_section` there, and all else in a common list. What is `of_people` is opened with the people
    of the file, not among its procedures.
    """

    State: type[models.TextChoices]
    # Columns and sets that the ledger does not cover, each with the reason; all others are in the digest of the row.
    UNSEALED: ClassVar[dict[str, str]] = {}
    # Columns and sets added to a model that has rows: the form of the ledger from which on the digest has them.
    SEALED_SINCE: ClassVar[dict[str, int]] = {}

    # Whether the organ of the row, once it is set, acts for it, where `acting_organ` has more to say before that.
    organ_acts_once_set: ClassVar[bool] = False

    course_told: bool
    plain_states: Mapping[str, Any] = MappingProxyType({})
    opened_apart = False
    own_section = False
    of_people = False

    if TYPE_CHECKING:
        # The concrete model brings the fields, above all `matter`, of which its steps speak.
        def __getattr__(self, name: str) -> Any: ...

    state = StateField(_("状态"), default=NEW, protected=True)
    version = models.PositiveIntegerField(default=0, editable=False)

    class Meta:
        abstract = True

    def __init_subclass__(cls, **more: Any) -> None:
        """Refuse to start where what a party meets was forgotten."""
        super().__init_subclass__(**more)
        if faults := list(_forgotten(cls)):
            raise LookupError(f"{cls.__name__}{faults[0]}")

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        """Store the row, within a step: the ledger seals every row that its act has written."""
        with writing.covered(self, update_fields, is_new=self._state.adding):
            super().save(*args, update_fields=update_fields, **kwargs)

    @classmethod
    @cache
    def steps(cls) -> dict[str, Step]:
        """The declared steps by name, in the order in which they are written."""
        found: dict[str, Step] = {}
        for klass in reversed(cls.__mro__):
            found |= _written_in(klass)
        return found

    @classmethod
    def thing(cls) -> str:
        """What the object is called in a sentence."""
        return str(cls._meta.verbose_name)

    @property
    def page_name(self) -> str:
        """The name under which the object stands in addresses and in the ledger."""
        return str(self._meta.model_name)

    @property
    def state_label(self) -> str:
        """The state as a word for people."""
        return str(self.State(self.state).label) if self.state != NEW else _("尚未开始")

    @property
    def holds_up_the_answer(self) -> bool:
        """Whether the petition is not answered before this has ended."""
        return False

    def is_placed(self) -> bool:
        """Whether it is known yet what the object belongs to; until then nobody's permission can be asked."""
        return self.matter_id is not None

    @property
    def acting_organ(self) -> Any:
        """The organ whose staff take the steps; None lets nobody but the system act."""
        return getattr(self, "organ", None)

    @property
    def acting_organ_key(self) -> int | None:
        """The key of that organ, which need not be read where the row itself names it."""
        named = getattr(self, _naming_column(type(self)), None)
        if named is None:
            named = getattr(self.acting_organ, "pk", None)
        return named

    @property
    def part(self) -> str:
        """The part of the file in which its records are kept: that of an accusation, or "" for the open file."""
        return ""

    @classmethod
    def kept_in_ledger(cls, step: str, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts of a step as its record keeps them: anew, without what is told in another part; else as they are."""
        return facts

    def open_matter(self, act: Act) -> Any:
        """Open the file of an object that needs one of its own."""
        raise NotPossibleNow("no_matter", _("请先选择卷宗。"))

    def refresh_from_db(self, *args: Any, **kwargs: Any) -> None:
        """Re-read without the library's switch that unprotects the field for the whole process."""
        fresh = type(self)._base_manager.get(pk=self.pk)
        self.__dict__.update({k: v for k, v in fresh.__dict__.items() if k != "_state"})
        self._forget_what_was_read_beside()

    def hold(self, found: Lifecycle) -> None:
        """Hold what another object of the same row, or this one, has stored: as if it were read from the database."""
        for field in self._meta.concrete_fields:
            self.__dict__[field.attname] = writing.as_read(field, getattr(found, field.attname))
        self._forget_what_was_read_beside()

    def _forget_what_was_read_beside(self) -> None:
        self._state.fields_cache.clear()
        self.__dict__.pop("_prefetched_objects_cache", None)

    @step(
        source="*",
        label=gettext_lazy("更正日期"),
        by=in_charge,
        hidden=True,
        facts=[
            f.number("event", gettext_lazy("记错日期的是这一项的第几条记录")),
            f.day("right_day", gettext_lazy("正确的日期")),
            f.long_text("why", gettext_lazy("更正理由"), longest=500),
        ],
    )
    def correct_day(self, act: Act) -> None:
        """Correct a mistyped day; the new record names the old one and clocks are recomputed."""

    @step(
        source="*",
        label=gettext_lazy("随之变更"),
        by=consequence,
        hidden=True,
        facts=[f.long_text("what", gettext_lazy("变更的内容"))],
    )
    def adjust(self, act: Act) -> None:
        """A step of another thing changes something in this one; what it says after it is recorded and sealed."""


@cache
def _naming_column(model: type[Lifecycle]) -> str:
    """The column that names the acting organ; "" where it is named elsewhere."""
    derived = vars(Lifecycle)["acting_organ"] is not inspect.getattr_static(model, "acting_organ")
    return "" if derived and not model.organ_acts_once_set else "organ_id"


# Declared for every lifecycle alike.
COMMON_STEPS = ("correct_day", "adjust")


def lifecycles() -> list[type[Lifecycle]]:
    """Every concrete model with a lifecycle, by name."""
    found = [m for m in apps.get_app_config("mediation").get_models() if issubclass(m, Lifecycle)]
    return sorted(found, key=lambda m: m.__name__)


_BY_NAME: dict[str, type[Lifecycle]] = {}


class NoSuchLifecycle(LookupError):
    """Nothing that has steps is called so."""


def lifecycle_named(name: str) -> type[Lifecycle]:
    """The lifecycle of a name: of an address, or stored in the ledger, as the subject of a paper or of a limit."""
    if name not in _BY_NAME:
        _BY_NAME.update({str(model._meta.model_name): model for model in lifecycles()})
    if name not in _BY_NAME:
        raise NoSuchLifecycle(name)
    return _BY_NAME[name]
