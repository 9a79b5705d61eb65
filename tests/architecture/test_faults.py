"""Faults are not hidden as absence: what is caught broadly is listed with its reason; facts are named as declared."""

from __future__ import annotations

import ast
import dis
import inspect
import types
from collections.abc import Iterator
from typing import Any

import pytest

from mediation.actions import previewing
from mediation.actions.registry import effects_of
from mediation.workflows.base import Act, lifecycles
from tests.architecture.code import nodes

BROAD = {
    "AttributeError", "TypeError", "KeyError", "IndexError", "NameError", "LookupError", "ArithmeticError",
    "ObjectDoesNotExist", "DoesNotExist", "Exception", "BaseException",
}  # fmt: skip
# Where a broad catch hides nothing, and why.
ALLOWED = {
    "mediation/actions/ledger.py": "what the refused step had entered is forgotten, then raised",
    "mediation/actions/papers/bulk.py": "logged, and kept as a refusal of one paper, after the job's last try",
    "mediation/actions/papers/packing.py": "told to the person, then raised",
    "mediation/actions/sweeping.py": "logged, then raised once all other rows were dealt with",
    "mediation/documents/papers/content.py": "Decimal of a typed number: the value stays as typed and is refused later",
    "mediation/documents/papers/packing/child.py": "a stranger's file, read in a child process",
    "mediation/documents/papers/sealing/sample.py": "a stranger's PDF; what cannot be read is no signature of ours",
    "mediation/documents/papers/verifying.py": "a stranger's PDF without pages",
    "mediation/documents/rendering/child.py": "sent to the parent process, which raises it",
    "mediation/queries/office/ledger/walk.py": "a forked process tells what ended it and ends itself",
    "mediation/scenarios/apart.py": "a forked process tells what ended it and ends itself",
    "mediation/jobs/lanes.py": "what ended a job or a lane is kept and logged; the job is raised, the lane begun anew",
    "mediation/web/forms/folding.py": "rows that a browser folded; what is no such list is none",
    "mediation/workflows/options.py": "what belongs to an object that is not chosen yet is asked about when it is",
    "mediation/management/backup/programs.py": "the programs that were started are ended, then raised",
    "mediation/models/storage.py": "the half-written file is removed, then raised",
}


def broad_catches() -> Iterator[tuple[str, int, set[str]]]:
    for module, node in nodes("mediation"):
        if isinstance(node, ast.ExceptHandler):
            kinds = node.type.elts if isinstance(node.type, ast.Tuple) else [node.type]
            names = {getattr(kind, "attr", getattr(kind, "id", "Exception")) for kind in kinds}
            if names & BROAD:
                yield module.path, node.lineno, names & BROAD


def test_what_is_caught_broadly_is_listed_with_its_reason():
    found = {file for file, _line, _names in broad_catches()}
    assert found == set(ALLOWED), list(broad_catches())


STEPS = [(model, step) for model in lifecycles() for step in model.steps().values()]
OWN = {*Act.__dataclass_fields__, "get", "once"}


@pytest.mark.parametrize(("model", "step"), STEPS, ids=[f"{m.__name__}.{s.name}" for m, s in STEPS])
def test_guards_and_effects_name_only_facts_of_their_step(model, step):
    declared = {fact.name for fact in step.facts}
    tests = [part for guard in step.guards for part in (guard.test, guard.sentence) if callable(part)]
    further = [guard.find for guard in step.guards_for(model)[len(step.guards) :]]
    shown = previewing._PREVIEWS.get((model.__name__, step.name))
    for function in (shown, *tests, *further, getattr(model, step.name), *effects_of(model, step.name)):
        for name in named_by(function, set(), model):
            assert name in declared | OWN, (
                f"{function.__qualname__} reads act.{name}: act.get({name!r}) if steps share it"
            )


def named_by(function: Any, seen: set[Any], model: type | None = None) -> Iterator[str]:
    """What a function reads as `act.<name>`, itself and in the functions and methods to which it gives the act."""
    function = inspect.unwrap(function)
    if not isinstance(function, types.FunctionType) or function in seen:
        return
    seen.add(function)
    for code in codes_of(function.__code__):
        yield from read_of_act(code)
        for name in code.co_names:
            for found in (function.__globals__.get(name), getattr(model, name, None)):
                if takes_the_act(found) and not hasattr(found, "_django_fsm"):
                    yield from named_by(found, seen, model)
    for cell in function.__closure__ or ():
        if takes_the_act(cell.cell_contents):
            yield from named_by(cell.cell_contents, seen, model)


def codes_of(code: types.CodeType) -> Iterator[types.CodeType]:
    yield code
    for part in code.co_consts:
        if isinstance(part, types.CodeType):
            yield from codes_of(part)


def read_of_act(code: types.CodeType) -> Iterator[str]:
    last = None
    for instruction in dis.get_instructions(code):
        of_act = last is not None and last.opname in ("LOAD_FAST", "LOAD_DEREF") and last.argval == "act"
        if of_act and instruction.opname in ("LOAD_ATTR", "LOAD_METHOD"):
            yield instruction.argval
        last = instruction


def takes_the_act(found: Any) -> bool:
    return isinstance(found, types.FunctionType) and "act" in inspect.signature(found).parameters


def _misspelt(obj, act):
    return act.reson_given is None


def test_a_misspelt_fact_would_be_found():
    assert list(named_by(_misspelt, set())) == ["reson_given"]
