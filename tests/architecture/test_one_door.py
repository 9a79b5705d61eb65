"""Only the gateway takes a step, and nothing that labels or tracks a person exists anywhere."""

from __future__ import annotations

import ast
import importlib.metadata
import re
from pathlib import Path

import pytest
from django.apps import apps

from mediation.workflows.base import lifecycles

ROOT = Path(__file__).resolve().parents[2]
CODE = sorted((ROOT / "mediation").rglob("*.py"))
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


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_code_but_the_gateway_takes_a_step(path):
    """`obj.accept(act)` outside the gateway would pass by the lock, the guards and the ledger."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in STEP_NAMES:
            names = [a.id for a in node.args if isinstance(a, ast.Name)]
            assert "act" not in names[:1] or _is_module(node.func.value), f"{path}:{node.lineno}"


def _is_module(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id in {"deadlines", "papers", "gateway", "messages", "queue"}


@pytest.mark.parametrize("path", CODE, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_code_writes_a_state_past_the_gateway(path):
    text = path.read_text(encoding="utf-8")
    assert not re.search(r"\.update\([^)]*\bstate=|bulk_update\(", text), path


@pytest.mark.parametrize("path", SHIPPED, ids=lambda p: str(p.relative_to(ROOT)))
def test_no_word_that_tracks_or_labels_a_person(path):
    found = FORBIDDEN.search(path.read_text(encoding="utf-8", errors="ignore"))
    assert found is None, found


def test_no_column_that_tracks_or_labels_a_person():
    for model in apps.get_app_config("mediation").get_models():
        for field in model._meta.get_fields():
            assert not FORBIDDEN.search(field.name), field


def test_the_state_machine_library_is_the_one_we_chose():
    """django-fsm (AGPL since 5.0) has the same import name as django-fsm-2."""
    names = {d.metadata["Name"].lower() for d in importlib.metadata.distributions() if d.metadata["Name"]}
    assert "django-fsm" not in names
    assert "django-fsm-2" in names
