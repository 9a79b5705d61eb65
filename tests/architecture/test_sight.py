"""One rule says who sees what: its rows are written in one place and read in one place."""

from __future__ import annotations

import ast
import re

from tests.architecture.code import modules, nodes

# Who knows the rows of access: the model and what is built on it, and the effects' one door to them.
OF_THE_RULE = {
    "mediation/models/__init__.py", "mediation/models/access.py", "mediation/models/accused.py", "mediation/models/matter.py",
    "mediation/models/office/staff.py",
}  # fmt: skip
WRITES = {"mediation/actions/access.py"}
MANAGERS = {"create", "bulk_create", "update", "delete", "get_or_create", "update_or_create"}


def test_only_the_rule_knows_the_rows_of_access():
    known = {module.path for module in modules("mediation") if "MatterAccess" in module.text}
    assert {path for path in known if "/migrations/" not in path} == OF_THE_RULE | WRITES


def test_what_is_written_goes_through_the_effects_door():
    """Neither the model nor anything that reads writes a row."""
    found = [
        f"{module.path}:{node.lineno}"
        for module, node in nodes("mediation")
        if isinstance(node, ast.Call)
        and _writes(node)
        and module.path not in WRITES
        and "/migrations/" not in module.path
    ]
    assert found == []


def test_pages_and_lists_ask_the_rule_whom_an_accusation_is_kept_from():
    """Nothing there compares a reader's organs with the accused one: `models.accused`, `visible_to` and `Sight` know."""
    compared = re.compile(r"accused_organ(_id)?(__in| in )|accused_staff|sealed_from__in")
    found = {module.path for module in modules("mediation/web", "mediation/queries") if compared.search(module.text)}
    assert found == {"mediation/queries/visibility.py"}


def _writes(node: ast.Call) -> bool:
    called = node.func
    return isinstance(called, ast.Attribute) and called.attr in MANAGERS and "access" in ast.dump(called.value).lower()
