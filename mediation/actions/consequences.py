"""What a step brings about, as its effects declare it: papers, limits, steps of other objects, and who is told.

`docs/workflows/` and `explain_step` are printed from these declarations. Wherever DECLARATIONS_CHECKED is set (in tests and
at an engineer's desk) what is not declared does not happen, so that they cannot grow untrue.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Any

from django.conf import settings

from mediation.timelimits import known_codes
from mediation.vocabulary import PaperKind, PartyRole, Role
from mediation.workflows.base import Act, Lifecycle, lifecycle_named, lifecycles
from mediation.workflows.facts import Kind

# Said of limits, and of papers, where any may be meant: a corrected day moves whatever ran from it.
ANY = "*"
# Said of messages to whoever takes part, on whichever side.
PARTIES = tuple(PartyRole.values)
LIMIT_STEPS = {"start": "starts", "meet": "meets", "meet_late": "meets", "end": "ends"}
WITH_FILES = ("Attachment.keep",)


@dataclass(frozen=True, kw_only=True)
class Consequences:
    """What an effect may bring about by itself; what follows from that stands with the steps that it takes.

    `drafts` are kinds of paper that wait to be finished, `issues` those that go out at once; `starts`, `meets`, `ends` and
    `moves` are codes of limits; `takes` are steps of other objects (`Claim.reopen`); `tells` are the sides of parties and the
    roles of staff who get a message.
    """

    drafts: tuple[str, ...] = ()
    issues: tuple[str, ...] = ()
    starts: tuple[str, ...] = ()
    meets: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    moves: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tells: tuple[str, ...] = ()

    def check(self, where: str) -> None:
        """Raise LookupError for what there is not: a kind of paper, a limit, a step, a role."""
        for kind in (*self.drafts, *self.issues):
            if kind != ANY and kind not in PaperKind.values:
                raise LookupError(f"{where}: no kind of paper is called {kind}")
        for code in (*self.starts, *self.meets, *self.ends, *self.moves):
            if code != ANY and code not in known_codes():
                raise LookupError(
                    f"{where}: no limit is called {code}; declare it in timelimits/ and name its file in timelimits/registry.py"
                )
        for role in self.tells:
            if role not in (*PartyRole.values, *Role.values):
                raise LookupError(f"{where}: nobody is called {role}")
        known = {f"{model.__name__}.{name}" for model in lifecycles() for name in model.steps()}
        if unknown := set(self.takes) - known:
            raise LookupError(f"{where}: there is no step {sorted(unknown)}")


KINDS = tuple(field.name for field in fields(Consequences))
_DECLARED: dict[tuple[str, str], list[Consequences]] = {}


def declare(model: type[Lifecycle], steps: Iterable[str], said: Consequences) -> None:
    """Add what steps of a model bring about."""
    for name in steps:
        _DECLARED.setdefault((model.__name__, name), []).append(said)
    brought_about.cache_clear()


def check_all() -> None:
    """Raise LookupError where a declaration names what there is not."""
    for (model, step), said in _DECLARED.items():
        for one in said:
            one.check(f"{model}.{step}")


@cache
def brought_about(model: type[Lifecycle], step: str) -> Consequences:
    """All that a step may bring about, each thing once, in the order of its declarations."""
    said = _DECLARED.get((model.__name__, step), [])
    if any(fact.kind is Kind.FILE for fact in model.steps()[step].facts):
        said = [*said, Consequences(takes=WITH_FILES)]
    return Consequences(**{kind: tuple(dict.fromkeys(x for one in said for x in getattr(one, kind))) for kind in KINDS})


def expect_step(act: Act, obj: Any, step: str, facts: Mapping[str, Any]) -> None:
    """Raise LookupError if the step of the act does not declare that it brings this one about.

    `adjust` is no step that anybody waits for: it is how the ledger keeps a field that an effect has set in another object;
    `annul` and `take_back` bring about nothing new.
    """
    model = type(obj).__name__
    if step in ("adjust", "annul", "take_back"):
        return
    if model == "Deadline":
        expect(act, LIMIT_STEPS.get(step, "moves"), obj.code)
    elif model == "Paper" and step == "draft":
        expect(act, "drafts", str(facts["kind"]))
    elif model == "Paper" and step == "issue":
        expect(act, "issues", str(obj.kind))
    else:
        expect(act, "takes", f"{model}.{step}")


def expect(act: Act, kind: str, name: str) -> None:
    """Raise LookupError if the step of the act does not declare this consequence; what is issued is drafted too."""
    if not settings.DECLARATIONS_CHECKED:
        return
    model, step = lifecycle_named(act.event.object_type), act.event.step
    declared = brought_about(model, step)
    allowed = (*getattr(declared, kind), *(declared.issues if kind == "drafts" else ()))
    if name not in allowed and ANY not in allowed:
        raise LookupError(
            f"{model.__name__}.{step}: no effect declares {kind}={name!r}; add it to its @effect_of, or do not bring it about"
        )
