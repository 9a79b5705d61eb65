"""Which of the things that a fact may name would be refused anyhow, whatever else is filled in."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from copy import copy
from dataclasses import replace
from functools import partial
from typing import Any

from django.core.exceptions import ObjectDoesNotExist

from mediation.workflows.acts import Act, FurtherGuard, Guard, Refused
from mediation.workflows.facts import Fact, Kind
from mediation.workflows.steps import Step

CHOSEN = (Kind.ONE, Kind.SOME, Kind.CHOICE)
UNREAD = object()


class _ReadMore(Exception):
    """A guard wants to know what is not chosen yet."""


class _Unstated:
    """Stands in an object where a fact will be stored that is not chosen yet: whoever looks at it wants to know more."""

    def __getattr__(self, name: str) -> Any:
        raise _ReadMore(name)

    def _wanted(self, *_given: Any) -> Any:
        raise _ReadMore

    __eq__ = __ne__ = __lt__ = __le__ = __gt__ = __ge__ = __hash__ = __bool__ = __str__ = __iter__ = __len__ = _wanted
    __contains__ = __int__ = __index__ = __add__ = __radd__ = __sub__ = __rsub__ = __format__ = _wanted


UNSTATED = _Unstated()
# What an incomplete object answers with where a guard took it for a whole one.
INCOMPLETE = (_ReadMore, ObjectDoesNotExist, AttributeError, TypeError, ValueError)


class _OneStated(dict[str, Any]):
    """The facts of which one alone is stated; `read` tells whether a guard looked at it. To look at another ends the question."""

    read = False

    def __init__(self, name: str, value: Any, others: Iterable[str]) -> None:
        super().__init__({**dict.fromkeys(others), name: value})
        self.stated = name

    def __getitem__(self, name: str) -> Any:
        if name in self and name != self.stated:
            raise _ReadMore(name)
        self.read = self.read or name == self.stated
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        """As by its name; a fact that the step does not declare is none."""
        try:
            return self[name]
        except KeyError:
            return default


def closed_options(step: Step, obj: Any, act: Act, fact: Fact, options: Iterable[Any]) -> dict[Any, Refused]:
    """Those of the options that a guard refuses which looks at nothing else that is filled in, each with its first reason.

    So a form offers no door that shuts once everything else was typed. Guards that also want another fact, and dear ones,
    speak when the step is taken. Where several may be chosen, one is shut that spoils what could be chosen without it: a
    guard that wants all of them, or one among them, shuts none.
    """
    closed: dict[Any, Refused] = {}
    waiting = _waiting(obj, {one.name for one in step.facts} - {fact.name})
    for guard in step.guards_for(type(obj)):
        if getattr(guard, "dear", False):
            continue
        asking = partial(_refused, guard, step, waiting, act, fact)
        for option, reason in _shut_by(asking, list(options), many=fact.kind is Kind.SOME):
            closed.setdefault(option, reason)
    return closed


def _shut_by(asking: Callable[[Any], Any], options: list[Any], *, many: bool) -> Iterator[tuple[Any, Refused]]:
    refused: dict[Any, Refused] = {}
    for option in options:
        answer = asking([option] if many else option)
        if answer is UNREAD:
            return  # it does not look at this fact, and need not be asked of the next option
        if answer is not None:
            refused[option] = answer
    if not many:
        yield from refused.items()
    elif refused and (open_ones := [one for one in options if one not in refused]) and asking(open_ones) is None:
        yield from ((one, why) for one, why in refused.items() if asking([*open_ones, one]) is not None)


def _refused(guard: Guard | FurtherGuard, step: Step, obj: Any, act: Act, fact: Fact, value: Any) -> Any:
    """The reason of a guard against the value, None where it has none or wants to know more, UNREAD where it is not looked at."""
    stated = _OneStated(fact.name, value, [one.name for one in step.facts])
    asked = replace(act, facts=stated, before=obj, preview=True, kept={})
    try:
        if isinstance(guard, FurtherGuard):
            reason = guard.against(obj, asked)
        else:  # the sentence may tell more than the test had to know
            reason = None if guard.test(obj, asked) else guard.refusal(obj, replace(asked, facts=dict(stated)))
    except INCOMPLETE:
        return None  # it is asked when the step is taken, of the whole
    return reason if stated.read else UNREAD


def _waiting(obj: Any, names: set[str]) -> Any:
    """The object as it stands before the other facts are stored in it, which are fields of it."""
    waiting = copy(obj)
    for field in (one for one in obj._meta.concrete_fields if one.name in names):
        waiting.__dict__[field.attname] = UNSTATED
        if field.is_relation:
            field.set_cached_value(waiting, UNSTATED)
    return waiting
