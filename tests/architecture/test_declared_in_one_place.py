"""No list of steps, kinds of paper or limits away from their declarations: one that is forgotten there is silent."""

from __future__ import annotations

import ast

import pytest

from mediation.timelimits import CODES
from mediation.vocabulary import PaperKind
from mediation.workflows.base import lifecycles
from tests.architecture.code import nodes

FEW = 3


def words_of(node):
    """The plain strings in a list, a set, a tuple, or the keys of a dictionary."""
    inside = node.keys if isinstance(node, ast.Dict) else node.elts
    found = [one.value for one in inside if isinstance(one, ast.Constant) and isinstance(one.value, str)]
    return found if len(found) == len(inside) else []


def lists_of(names, *layers):
    """Where such a list stands: file and line."""
    for module, node in nodes(*(f"mediation/{layer}" for layer in layers)):
        if isinstance(node, ast.Dict | ast.Set | ast.List | ast.Tuple):
            words = words_of(node)
            if len(words) >= FEW and set(words) <= names:
                yield f"{module.path}: {words[:4]}"


@pytest.mark.parametrize(
    "names",
    [
        {step for model in lifecycles() for step in model.steps()},
        {str(model._meta.model_name) for model in lifecycles()},
        set(PaperKind.values),
        set(CODES),
    ],
    ids=["steps", "models", "papers", "limits"],
)
def test_the_surfaces_keep_no_list_of_their_own(names):
    assert sorted(lists_of(names, "web", "queries")) == []
