"""What else a step does: effects, run by the gateway in the step's transaction; and what else stands against it."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

from mediation import wings
from mediation.actions import consequences
from mediation.workflows.acts import add_guard
from mediation.workflows.base import Act, FurtherGuard, Lifecycle, Refused
from mediation.workflows.facts import Kind

Effect = Callable[[Any, Act], None]
Finder = Callable[[Any, Act], Refused | None]

Reader = Callable[[Any], Any]

_EFFECTS_OF_FILES: list[Effect] = []
_READERS: dict[tuple[str, str], Reader] = {}
# By model and step: each effect with the names of those after which it runs.
_EFFECTS: dict[tuple[str, str], dict[Effect, tuple[str, ...]]] = {}
_COMPLETIONS: dict[tuple[str, str], Effect] = {}


def effect_of(
    model: type[Lifecycle], *steps: str, after: str | tuple[str, ...] = (), **brings: tuple[str, ...]
) -> Callable[[Effect], Effect]:
    """Declare a function as the effect of steps of a lifecycle.

    It gets the object after the step and the act, whose `event` is the ledger row. It may take
    further steps with `gateway.follow`; a `Refused` raised on the way takes the whole step back, but what can be known
    before the step is a guard (`guard_of`), so that buttons and previews know it. Where a step has several effects, each
    says `after` which it runs, so that one order and no other follows (`ordered`). `brings` declares what it brings about
    (`consequences.Consequences`): `drafts`, `issues`, `starts`, `meets`, `ends`, `moves`, `takes`, `tells`.
    """
    consequences.declare(model, steps, consequences.Consequences(**brings))

    def declare(effect: Effect) -> Effect:
        for name in steps:
            if name not in model.steps():
                raise LookupError(f"{model.__name__} has no step {name!r}")
            _EFFECTS.setdefault((model.__name__, name), {})[effect] = (after,) if isinstance(after, str) else after
        return effect

    return declare


def completes(model: type[Lifecycle], step: str) -> Callable[[Effect], Effect]:
    """Declare a function that fills in what the step itself cannot know, before its row is stored: once, not twice.

    It gets the object after the step and the act, which has no `event` yet; it sets fields and stores nothing of the object.
    """

    def declare(complete: Effect) -> Effect:
        if step not in model.steps() or (model.__name__, step) in _COMPLETIONS:
            raise LookupError(f"{model.__name__} has no step {step!r}, or it is completed already")
        _COMPLETIONS[model.__name__, step] = complete
        return complete

    return declare


def completion_of(model: type[Lifecycle], step: str) -> Effect | None:
    """What fills in the row of a step before it is stored; None where the step says it all."""
    return _COMPLETIONS.get((model.__name__, step))


def guard_of(
    model: type[Lifecycle], *steps: str, says: Any, on_facts: bool = False, dear: bool = False
) -> Callable[[Finder], Finder]:
    """Declare a function as a guard of steps of a lifecycle, where a guard beside the step would reach too far up.

    It is given the object before the step (with the facts that are its fields) and the act, and returns the reason against
    the step, or None; it changes nothing. Its name can be read aloud as a condition; `says` tells the same in a sentence. For
    `on_facts` and `dear` see `FurtherGuard`.
    """

    def declare(find: Finder) -> Finder:
        guard = FurtherGuard(code=find.__name__, sentence=says, find=find, on_facts=on_facts, dear=dear)
        for name in steps:
            if name not in model.steps():
                raise LookupError(f"{model.__name__} has no step {name!r}")
            add_guard(model.__name__, name, guard)
        return find

    return declare


def effect_of_files(effect: Effect) -> Effect:
    """Declare a function as the effect of every step with which files are handed in; it runs last."""
    _EFFECTS_OF_FILES.append(effect)
    return effect


def reads_files(model: type[Lifecycle], step: str) -> Callable[[Reader], Reader]:
    """Declare a function that reads each file of a step before its transaction; what it returns is `file.found`."""

    def declare(reader: Reader) -> Reader:
        _READERS[model.__name__, step] = reader
        return reader

    return declare


def reader_of(model: type[Lifecycle], step: str) -> Reader | None:
    """What reads the files of a step; None where they are only kept."""
    return _READERS.get((model.__name__, step))


def effects_of(model: type[Lifecycle], step: str) -> list[Effect]:
    """The effects of one step, in their declared order."""
    takes_files = any(fact.kind is Kind.FILE for fact in model.steps()[step].facts)
    return [*ordered(model.__name__, step), *(_EFFECTS_OF_FILES if takes_files else [])]


@cache
def ordered(model: str, step: str) -> tuple[Effect, ...]:
    """The one order that the declarations of a step allow; LookupError where they leave it open or go in a circle."""
    waiting, placed = dict(_EFFECTS.get((model, step), {})), []
    while waiting:
        names = {effect.__name__ for effect in waiting}
        ready = [effect for effect, after in waiting.items() if not names & set(after)]
        if len(ready) != 1:
            these = "、".join(sorted(effect.__name__ for effect in ready or waiting))
            raise LookupError(f"{model}.{step}: say with after= in which order these effects run: {these}")
        del waiting[ready[0]]
        placed += ready
    return tuple(placed)


def load() -> None:
    """Import every module of actions, so that all effects are known."""
    wings.load("mediation.actions")
    consequences.check_all()
    known = {effect.__name__ for effects in _EFFECTS.values() for effect in effects}
    for (model, step), effects in _EFFECTS.items():
        ordered(model, step)
        for name in {name for after in effects.values() for name in after} - known:
            raise LookupError(f"{model}.{step}: no effect is called {name}")
