"""What every lifecycle shares. The step and how one is declared: `steps`; the act and the guards: `acts`."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.db import models
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.permissions import consequence, in_charge
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
)
from mediation.workflows.annulling import TakenBack
from mediation.workflows.labels import Worded
from mediation.workflows.state_field import StateField
from mediation.workflows.steps import Step, step

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
        if (declared.permission.by_party and declared.permission.by_staff) is not bool(declared.ways):
            yield f".{declared.name}: say with ways= how a party may say it to staff, where both may take it, and nowhere else"


class Lifecycle(Worded):
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
    # Whether any organ that handles a claim of the file may begin one, for its own claims.
    begun_by_any_organ: ClassVar[bool] = False

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
    def outcome_label(self) -> str:
        """How it ended, as a word beside where it stands; empty where its state says all."""
        return ""

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
    def acting_organ_keys(self) -> list[int]:
        """Every organ whose staff take the steps, by key: one, unless it is not begun yet and the claims of its file have parted."""
        if self.begun_by_any_organ and self.organ_id is None and self.matter_id is not None:
            return list(self.matter.acting_organ_keys)
        key = self.acting_organ_key
        return [] if key is None else [key]

    def acting_organ_key_of(self, actor: Any) -> int | None:
        """For which of these organs somebody acts, by key; the first where it is nobody's staff."""
        keys = self.acting_organ_keys
        own = actor.user.organ_ids(actor.on) if actor.user is not None and len(keys) > 1 else ()
        return next((key for key in keys if key in own), keys[0] if keys else None)

    def acting_organ_of(self, actor: Any) -> Any:
        """That organ."""
        if len(self.acting_organ_keys) < 2:
            return self.acting_organ
        key = self.acting_organ_key_of(actor)
        return next(organ for organ in self.matter.acting_organs if organ.pk == key)

    @property
    def part(self) -> str:
        """The part of the file in which its records are kept: that of an accusation, or "" for the open file."""
        return ""

    @classmethod
    def kept_in_ledger(cls, step: str, facts: dict[str, Any]) -> dict[str, Any]:
        """The facts of a step as its record keeps them: anew, without what is told in another part; else as they are."""
        return facts

    def sealed_beside(self) -> dict[str, Any]:
        """What lies beside the object and is sealed with each of its steps: how far a record kept outside the ledger goes."""
        return {}

    def kept_from(self, actor: Any) -> frozenset[str]:
        """Its fields that the reader may not see yet, though he sees the object."""
        return frozenset()

    # Its records are read by whoever sees the object, and by nobody else who reads the file.
    records_go_with_it: ClassVar[bool] = False
    # A page of its own shows what a party may do with it; no list of the file does.
    own_page: ClassVar[bool] = False

    # Whether some records about its objects are kept from readers who see these.
    keeps_records: ClassVar[bool] = False

    def records_kept_from(self, actor: Any) -> models.Q:
        """Which records about it the reader may not see, though he sees the object."""
        return models.Q(pk__in=())

    def read_before(self, step: str, actor: Any) -> list[tuple[str, list[str]]]:
        """What a party reads in full on the page before it takes the step: headings with what stands under each."""
        return []

    def shows_files_to(self, step: str) -> list[Any]:
        """The parties who may look at what is handed in with a step, besides who hands it in."""
        return []

    def rows_known(self, table: str) -> list[dict[str, Any]]:
        """The rows of a table of facts that are known before anybody fills it in."""
        return []

    @classmethod
    def begun_under_lock(cls) -> Any:
        """A new object without a file yet; one whose file is there, and is its own kind's, comes with it locked, before it is judged."""
        return cls()

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
        lasting = found.lasting_beside()
        for field in self._meta.concrete_fields:
            self.__dict__[field.attname] = writing.as_read(field, getattr(found, field.attname))
        self._forget_what_was_read_beside()
        for kept, beside in lasting:
            kept.set_cached_value(self, beside)

    def apart(self) -> Self:
        """Another object of the row that this one has stored, as if it were read from the database."""
        fields = self._meta.concrete_fields
        stored = [writing.as_read(field, getattr(self, field.attname)) for field in fields]
        fresh = type(self).from_db(str(self._state.db), [field.attname for field in fields], stored)
        for kept, beside in self.lasting_beside():
            kept.set_cached_value(fresh, beside)
        return fresh

    def lasting_beside(self) -> list[tuple[Any, Any]]:
        """What was read beside it and no step changes, by field: its organs and people."""
        related: list[Any] = [field for field in self._meta.concrete_fields if field.is_relation]
        fields = [field for field in related if field.is_cached(self)]
        held = [(field, field.get_cached_value(self)) for field in fields]
        return [
            (field, beside)
            for field, beside in held
            if getattr(beside, "unchanged_by_steps", False) and beside.pk == getattr(self, field.attname)
        ]

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
        label=gettext_lazy("撤销登记"),
        by=in_charge,
        hidden=True,
        facts=[
            f.number("event", gettext_lazy("登记错误的是这一项的第几条记录")),
            f.one("wrong_person", gettext_lazy("登错的人"), "Party", required=False, by_page=True),
            f.long_text("why", gettext_lazy("撤销的理由"), longest=500),
        ],
    )
    def annul(self, act: Act) -> None:
        """Annul an entry that was wrong; the new record names the old one, and both stay in the ledger."""

    @step(
        source="*",
        label=gettext_lazy("恢复原状"),
        by=consequence,
        hidden=True,
        facts=[f.long_text("taken_back", gettext_lazy("不再作数的记录"), longest=4000)],
    )
    def take_back(self, act: Act) -> None:
        """Follows an annulment: the object stands again as it did before the entries that no longer count."""
        self.__dict__["state"] = self.returns_to

    @step(
        source="*",
        label=gettext_lazy("随之变更"),
        by=consequence,
        hidden=True,
        facts=[
            f.long_text("what", gettext_lazy("变更的内容")),
            f.long_text("was", gettext_lazy("原值"), required=False),
        ],
        annul=TakenBack(),
    )
    def adjust(self, act: Act) -> None:
        """A step of another thing changes something in this one; what it says after it is recorded and sealed."""


@cache
def _naming_column(model: type[Lifecycle]) -> str:
    """The column that names the acting organ; "" where it is named elsewhere."""
    derived = vars(Lifecycle)["acting_organ"] is not inspect.getattr_static(model, "acting_organ")
    return "" if derived and not model.organ_acts_once_set else "organ_id"


# Declared for every lifecycle alike.
COMMON_STEPS = ("correct_day", "annul", "take_back", "adjust")


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
