"""What stands against a step: the act that is tried, the guards that are asked, and the refusal that says why."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, TypeVar

from django.conf import settings
from django.utils.functional import Promise

from mediation.permissions import Actor
from mediation.workflows.facts import Fact

NEW = "new"
T = TypeVar("T")


class Refused(Exception):
    """A step that was not taken. `code` is stable, the message is for the person."""

    def __init__(self, code: str, sentence: str | Promise, mend: str | Promise = "") -> None:
        self.code = code
        # Kept unread: the page reads them in the person's own language.
        self.sentence: Any = sentence
        self.mend: Any = mend
        super().__init__(f"{sentence}{mend}")


class NotPossibleNow(Refused):
    """The state or a guard forbids the step at present."""


class NotAllowed(Refused):
    """The person may not take this step."""


class Stale(Refused):
    """The object was changed by someone else since the person looked at it."""


class UnknownFact(Exception):
    """A fact that the step does not declare: a fault of the code, never of the person."""


@dataclass(frozen=True, kw_only=True)
class Act:
    """Who does what, when: `on` is the day it was done, `at` the moment it is recorded.

    `language` is the person's own, in which a refusal is told; the record itself is in Chinese. In a `preview` nothing is
    stated yet; one that looks `closely` at a single step asks its dear guards too. `before` is the object as it stood
    before the facts were stored in it.
    """

    by: Actor
    at: datetime
    on: date
    facts: dict[str, Any] = field(default_factory=dict)
    reason: str = ""
    preview: bool = False
    closely: bool = False
    language: str = settings.LANGUAGE_CODE
    event: Any = None
    cause: Any = None
    before: Any = None
    kept: dict[tuple[str, int], Any] = field(default_factory=dict, compare=False, repr=False)

    def once(self, question: str, obj: Any, find: Callable[[], T]) -> T:
        """What is dear to find out about an object is found out once, for all guards of the step and its effects."""
        asked = question, id(obj)
        if asked not in self.kept:
            self.kept[asked] = obj, find()  # while it is kept, no other object gets its id
        found: T = self.kept[asked][1]
        return found

    def __getattr__(self, name: str) -> Any:
        """`act.reason_given` reads a fact of the step; in a preview it is None. Raises UnknownFact for any other name."""
        if name.startswith("__"):
            raise AttributeError(name)
        if name not in self.facts:
            raise UnknownFact(f"{name} is no fact of this step, which has: {', '.join(self.facts) or 'none'}")
        return self.facts[name]

    def get(self, name: str) -> Any:
        """A fact that only some of the steps declare which share a guard or an effect; None in the others."""
        return self.facts.get(name)

    def as_seen_by(self, facts: Iterable[Fact], obj: Any) -> Act:
        """The same act for a step with these facts, each None in a preview until it is stated, on the object as it is."""
        stated = {**dict.fromkeys(fact.name for fact in facts), **self.facts} if self.preview else self.facts
        return replace(self, facts=stated, before=obj if self.before is None else self.before)


@dataclass(frozen=True)
class Guard:
    """A condition of a step: a stable code, a sentence, the test, and who can mend it.

    The test is given the object and the act. `on_facts` marks a test that needs the facts, so that it is not tried when
    only the buttons are drawn; one that is `of_party` needs of them only who acts, which is known where a party looks itself: to
    it nothing is offered that would refuse once it is filled in. Facts that are fields of the object are stored in it before the guards are asked, except in
    a preview, where none are stated: what the object held before is `act.before`. A test that breaks is a fault, told as
    such; only False stands against the step.
    """

    code: str
    sentence: Any
    test: Callable[[Any, Act], bool]
    mend: Any = ""
    on_facts: bool = False
    of_party: bool = False

    def asked(self, act: Act) -> bool:
        """Whether it can be tried yet: in a preview nothing is stated, but for who looks."""
        known = self.of_party and act.by.party is not None
        return known or not (act.preview and self.on_facts)

    def against(self, obj: Any, act: Act) -> Refused | None:
        """The reason against the step, or None."""
        return None if self.test(obj, act) else self.refusal(obj, act)

    def refusal(self, obj: Any, act: Act) -> NotPossibleNow:
        """The exception that says why; the sentence may be made from the object and the act."""
        said = self.sentence(obj, act) if callable(self.sentence) else self.sentence
        return NotPossibleNow(self.code, str(said), str(self.mend))


@dataclass(frozen=True, kw_only=True)
class FurtherGuard:
    """A condition of a step that needs what lies above the declarations: papers as they print, statutes, scans.

    `find` gives the reason against the step, with its own code and sentence, or None; `sentence` says what must be so.
    `dear` marks one that renders, or reads the whole file: it is not tried for a list of buttons, but on the page of the
    step itself and when the step is taken, after all others. Declared with `actions.registry.guard_of`.
    """

    code: str
    sentence: Any
    find: Callable[[Any, Act], Refused | None]
    on_facts: bool = False
    dear: bool = False

    def asked(self, act: Act) -> bool:
        """Whether it can be tried yet, and is worth it."""
        return not act.preview or not (self.on_facts or (self.dear and not act.closely))

    def against(self, obj: Any, act: Act) -> Refused | None:
        """The reason against the step, or None."""
        return self.find(obj, act)


# By model and step, in the order in which they are asked.
_FURTHER: dict[tuple[str, str], tuple[FurtherGuard, ...]] = {}


def add_guard(model: str, step: str, guard: FurtherGuard) -> None:
    """Give a step one more guard. Cheap ones are asked before dear ones, and within each by name."""
    known = further_guards(model, step)
    if guard.code in {one.code for one in known}:
        raise LookupError(f"{model}.{step} has two guards called {guard.code}")
    _FURTHER[model, step] = tuple(sorted((*known, guard), key=lambda one: (one.dear, one.code)))


def further_guards(model: str, step: str) -> tuple[FurtherGuard, ...]:
    """The guards that were added to a step of a model."""
    return _FURTHER.get((model, step), ())


def taken_off(obj: Any, act: Act) -> bool:
    """Whether the person was taken off the matter by a granted recusal (第二十八条第三款)."""
    if act.by.user is None or act.by.following or obj.matter_id is None:
        return False
    return act.by.user.pk in obj.matter.taken_off
