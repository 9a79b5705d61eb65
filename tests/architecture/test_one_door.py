"""Only the gateway takes a step, and nothing that labels or tracks a person exists anywhere."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest
from django.apps import apps

from mediation.workflows.base import lifecycles
from tests.architecture.code import modules, nodes

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = [
    path
    for folder in ("mediation", "templates", "static", "docs", "locale")
    for path in (ROOT / folder).rglob("*")
    if path.suffix in {".py", ".html", ".css", ".js", ".md", ".toml", ".yaml", ".po", ".txt"}
]
STEP_NAMES = {name for model in lifecycles() for name in model.steps()}
# Words and columns that must not exist (they track, label or rank persons).
FORBIDDEN = re.compile(
    "稳控|重点人员|劝返|接返|零登记|零进京|非访|缠访|闹访|老访户|轨迹|人员照片|维稳|打击处理"
    "|threat_flag|special_flag|risk_level|risk_score|watch_?list|blacklist|political_status|ethnicity"
)


def test_no_code_but_the_gateway_takes_a_step():
    """`obj.accept(act)` outside the gateway would pass by the lock, the guards and the ledger."""
    assert [f"{module.path}:{node.lineno}" for module, node in nodes("mediation") if _takes_a_step(node)] == []


@pytest.mark.parametrize(
    ("written", "found"), [("claim.accept(act)", True), ("papers.issue(act)", False), ("claim.accept(reason)", False)]
)
def test_a_step_past_the_gateway_would_be_found(written, found):
    assert any(_takes_a_step(node) for node in ast.walk(ast.parse(written))) is found


def _takes_a_step(node: ast.AST) -> bool:
    if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STEP_NAMES):
        return False
    names = [a.id for a in node.args if isinstance(a, ast.Name)]
    return "act" in names[:1] and not _is_module(node.func.value)


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"access", "deadlines", "papers", "gateway", "messages", "queue"}


def test_no_code_writes_a_state_past_the_gateway():
    writing = re.compile(r"\.update\([^)]*\bstate=|bulk_update\(")
    assert [module.path for module in modules("mediation") if writing.search(module.text)] == []


def test_no_word_that_tracks_or_labels_a_person():
    texts = {path.relative_to(ROOT): path.read_text(encoding="utf-8", errors="ignore") for path in SHIPPED}
    assert {str(path): found[0] for path, text in texts.items() if (found := FORBIDDEN.search(text))} == {}


def test_no_column_that_tracks_or_labels_a_person():
    for model in apps.get_app_config("mediation").get_models():
        for field in model._meta.get_fields():
            assert not FORBIDDEN.search(field.name), field


def test_the_state_machine_library_is_the_one_we_chose():
    """django-fsm (AGPL since 5.0) has the same import name as django-fsm-2."""
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions() if d.metadata["Name"]}
    assert "django-fsm" not in names
    assert "django-fsm-2" in names
