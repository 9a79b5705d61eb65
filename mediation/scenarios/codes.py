"""Every reason for which a step can be refused, read from the declarations and from the code."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import mediation
from mediation.scenarios.nouns import lifecycle_nouns

CALLED = ("NotPossibleNow", "NotAllowed", "Stale", "Refused", "Guard", "Finding")
WRONG_FACTS = "wrong_facts"


@dataclass(frozen=True)
class Reason:
    """A code, its sentence as far as it is fixed, and where it comes from."""

    code: str
    sentence: str
    source: str


@cache
def reasons() -> dict[str, Reason]:
    """All reasons by code: guards, permissions, and what effects raise."""
    found = {WRONG_FACTS: Reason(WRONG_FACTS, "填写的内容缺少、多余或者格式不对。", "facts")}
    for path in sorted(Path(mediation.__path__[0]).rglob("*.py")):
        for reason in _raised_in(path):
            found.setdefault(reason.code, reason)
    for word, model in lifecycle_nouns().items():
        for step in model.steps().values():
            for guard in step.guards:
                said = "" if callable(guard.sentence) else str(guard.sentence)
                known = found.get(guard.code)
                if known is None or not known.sentence:
                    found[guard.code] = Reason(
                        guard.code, said or (known.sentence if known else ""), f"{word}.{step.name}"
                    )
    return dict(sorted(found.items()))


def _raised_in(path: Path) -> list[Reason]:
    written = path.read_text(encoding="utf-8")
    if not any(f"{name}(" in written for name in (*CALLED, "finding")):
        return []
    calls = [n for n in ast.walk(ast.parse(written)) if isinstance(n, ast.Call)]
    named = [(c, c.func.id) for c in calls if isinstance(c.func, ast.Name)]
    named += [(c, "Finding") for c in calls if isinstance(c.func, ast.Attribute) and c.func.attr == "finding"]
    source = f"{path.parent.name}/{path.name}"
    found = []
    for call, name in named:
        if name in CALLED:
            words = [_text(a) for a in [*call.args, *(k.value for k in call.keywords if k.arg in ("code", "sentence"))]]
            if words and words[0].isidentifier():
                found.append(Reason(words[0], words[1] if len(words) > 1 else "", source))
    return found


def _text(node: ast.expr) -> str:
    """The first string literal in an expression: the sentence inside _() or a lambda."""
    literals = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return literals[0] if literals else ""
