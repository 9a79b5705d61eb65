"""From what a file says to the value that a fact wants; references are looked up by the caller."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from django.core.files.base import ContentFile

from mediation.documents.registry import document_type
from mediation.scenarios.reading import Node
from mediation.workflows.facts import Fact, Kind
from mediation.written.amounts import Unreadable, amount_of
from mediation.written.plans import against, instalments

SHANGHAI = ZoneInfo("Asia/Shanghai")
YES, NO = ("是", "true", "yes"), ("否", "false", "no", "")
Lookup = Callable[[Fact, Node], Any]


def values_of(facts: Iterable[Fact], node: Node | None, lookup: Lookup) -> dict[str, Any]:
    """The stated facts by name; unknown and missing ones are refused with their line."""
    declared = {fact.name: fact for fact in facts}
    if node is None:
        return {}
    if not declared and node.value:
        raise node.wrong("这一步骤没有要填写的内容。")
    given = node.entries(declared)
    return {name: value_of(declared[name], one, lookup) for name, one in given.items()}


def check_complete(facts: Iterable[Fact], node: Node | None, place: Node) -> None:
    """Refuse a required fact that is missing, at the line of the act or of the row."""
    given = node.entries() if node is not None else {}
    for fact in facts:
        if fact.required and (fact.name not in given or given[fact.name].value in ("", [], {})):
            raise (node or place).wrong(f"缺少必填的“{fact.name}”（{fact.label}）。")
        if fact.kind is Kind.TABLE and fact.name in given and is_planned(fact, given[fact.name]):
            check_complete(fact.planned_by, given[fact.name], given[fact.name])
        elif fact.kind is Kind.TABLE and fact.name in given:
            for row in given[fact.name].items():
                check_complete(fact.columns, row_of(fact, row), row)


def row_of(fact: Fact, node: Node) -> Node:
    """A row of a table; where the table has one column, its bare value will do."""
    if len(fact.columns) == 1 and not isinstance(node.value, dict):
        return Node({fact.columns[0].name: node}, node.path, node.line, node.key)
    return node


def is_planned(fact: Fact, node: Node) -> bool:
    """Whether the rows of a table are not written one by one, but as the plan that makes them."""
    return bool(fact.planned_by) and isinstance(node.value, dict)


def rows_planned(fact: Fact, node: Node, lookup: Lookup) -> list[dict[str, Any]]:
    """The rows that a plan makes: total, number and first day, who and to whom."""
    stated = values_of(fact.planned_by, node, lookup)
    plan = {one.name: stated.get(one.name) for one in fact.planned_by}
    if any(plan[one.name] in (None, "", []) for one in fact.planned_by if one.required):
        return []  # what is missing is told where all is checked
    if found := against(plan):
        raise node.wrong(f"这样的分期计划不成立：{found}。")
    return instalments(plan)


def value_of(fact: Fact, node: Node, lookup: Lookup) -> Any:
    """One value as its fact wants it."""
    if fact.kind is Kind.TABLE and is_planned(fact, node):
        return rows_planned(fact, node, lookup)
    if fact.kind is Kind.TABLE:
        return [values_of(fact.columns, row_of(fact, row), lookup) for row in node.items()]
    if fact.kind is Kind.SOME:
        return [found for one in node.items() for found in _many(lookup(fact, one))]
    if fact.kind is Kind.FILE:
        return [file_of(one) for one in node.items()]
    if fact.kind is Kind.CHOICES:
        return [choice_of(fact.choices, one) for one in node.items()]
    if fact.kind is Kind.CONTENT:
        return lookup(fact, node)
    if not node.text() and not fact.required:
        return None
    return _single(fact, node, lookup)


def _many(found: Any) -> list[Any]:
    return found if isinstance(found, list) else [found]


def _single(fact: Fact, node: Node, lookup: Lookup) -> Any:
    readers: dict[Kind, Callable[[], Any]] = {
        Kind.DAY: node.day,
        Kind.MOMENT: lambda: moment_of(node),
        Kind.NUMBER: node.number,
        Kind.MONEY: lambda: money_of(node),
        Kind.YES_NO: lambda: yes_no_of(node),
        Kind.CHOICE: lambda: choice_of(fact.choices, node),
        Kind.ONE: lambda: lookup(fact, node),
    }
    return readers.get(fact.kind, node.text)()


def content_of(kind: str, node: Node, lookup: Lookup) -> dict[str, Any]:
    """The fields of a paper of a kind, as a person writes them; unknown fields are refused."""
    return values_of(document_type(kind).fields, node, lookup)


def moment_of(node: Node) -> datetime:
    """Written 2025-03-03 09:30."""
    day, _space, clock = node.text().partition(" ")
    parts = [Node(part.strip(), node.path, node.line, node.key) for part in (day, clock or "09:00")]
    return datetime.combine(parts[0].day(), parts[1].clock(), tzinfo=SHANGHAI)


def money_of(node: Node) -> Decimal:
    """Yuan, with at most two decimals."""
    try:
        return amount_of(node.text())
    except Unreadable:
        raise node.wrong(f"“{node.text()}”不是金额，请写成1200或者1200.50的样子。") from None


def yes_no_of(node: Node) -> bool:
    """是 or 否, true or false."""
    word = node.text().lower()
    if word not in (*YES, *NO):
        raise node.wrong(f"“{node.text()}”请写“是”或者“否”。")
    return word in YES


def choice_of(choices: Any, node: Node) -> str:
    """The code of a closed list, given by code or by its Chinese label."""
    for code, label in choices.choices:
        if node.text() in (code, str(label), str(label).split("（")[0]):
            return str(code)
    known = "、".join(f"{code}（{label}）" for code, label in choices.choices)
    raise node.wrong(f"“{node.text()}”不在可选之列：{known}。")


def file_of(node: Node) -> ContentFile[bytes]:
    """A file that lies beside the scenario."""
    path = node.path.parent / node.text()
    if not path.is_file():
        raise node.wrong(f"没有文件“{node.text()}”。")
    return ContentFile(path.read_bytes(), name=path.name)
