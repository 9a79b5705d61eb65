"""No number of days is written where a limit is meant: it is read from the limit in force (`workflows/periods.py`)."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

from mediation.workflows.base import lifecycles
from tests.architecture.code import modules

ROOT = Path(__file__).resolve().parents[2]
NUMBER = r"(?:\d+|[一二三四五六七八九十两]+)"
LENGTH = re.compile(rf"(?<![\d年月第星期周]){NUMBER}(?:个?工作日|天|日(?!期|常|元)|个月)")
ENGLISH = re.compile(
    r"\b(?:\d+|three|five|seven|ten|fifteen|twenty|thirty|sixty)[ -](?:working[ -])?days?\b", re.IGNORECASE
)
# Where limits themselves are declared, laws quoted, days of a calendar named, and what is frozen.
NOT_READ = ("mediation/timelimits/", "mediation/migrations/", "mediation/scenarios/")
# What is a length by law or by the house's own choice and no limit: the words, and where they come from.
ALLOWED = {
    "应当至少提前三日通知成员单位。": "the notice of a joint conference is a rule of the house (NOTICE_DAYS), not of a statute",
    "不足三日通知的理由": "the same",
    "本机关收到申请满60日": "the day from which a right runs (行政复议法实施条例第十六条), no period that anybody keeps",
    "今天（%s）是最后一天，到夜里12点为止。": "an hour, not a length",
    "“%(label)s”看不出是哪天几点，请写成2026-03-02 09:30的样子，也可以写3月2日9点半、3月2日下午2点。": "an example of a day",
}
# Words for one day in particular, not for a length.
ONE_DAY = re.compile(r"一(?:天|日|个工作日|个月)|[一二三四五六日]{7}|十?[一二三]十?天")


def sentences() -> Iterator[tuple[str, str]]:
    for module in modules("mediation"):
        if module.path.startswith(NOT_READ):
            continue
        docs = {
            id(node.body[0].value)
            for node in ast.walk(module.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in docs:
                yield module.path, node.value
    for path in sorted((ROOT / "templates").rglob("*.html")):
        for line in path.read_text(encoding="utf-8").splitlines():
            yield str(path.relative_to(ROOT)), line


def lengths_in(text: str) -> list[str]:
    return [found[0] for found in LENGTH.finditer(text) if not ONE_DAY.fullmatch(found[0])]


def test_no_sentence_and_no_paper_writes_a_length():
    found = [(file, text[:60], lengths_in(text)) for file, text in sentences() if text not in ALLOWED]
    assert [one for one in found if one[2]] == []


def test_what_is_allowed_is_still_there():
    told = {text for _file, text in sentences()}
    assert set(ALLOWED) <= told


def test_no_meaning_of_a_step_tells_a_length():
    steps = [(model.__name__, step) for model in lifecycles() for step in model.steps().values()]
    assert [(model, step.name) for model, step in steps if ENGLISH.search(step.meaning)] == []
