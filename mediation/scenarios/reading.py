"""Read YAML so that every value knows its line; refuse what a scenario may not hold, with that line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, time
from pathlib import Path
from typing import Any

import yaml

# That of libyaml where it is there: ten times as quick.
LOADER: Any = getattr(yaml, "CBaseLoader", yaml.BaseLoader)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
CLOCK = re.compile(r"\d{1,2}:\d{2}")


class ScenarioError(Exception):
    """A file that cannot be played, or a play that did not go as the file says: where, and why."""

    def __init__(self, where: str, sentence: str) -> None:
        self.where, self.sentence = where, sentence
        super().__init__(f"{where}: {sentence}")


class NotThere(ScenarioError):
    """What is named did not come about: this follows from an earlier difference."""


class Node:
    """A value of the file with its place. `value` is a str, a list of nodes or a dict of nodes."""

    def __init__(self, value: Any, path: Path, line: int, key: str = "") -> None:
        self.value, self.path, self.line, self.key = value, path, line, key

    @property
    def where(self) -> str:
        """file:line."""
        return f"{self.path.name}:{self.line}"

    def wrong(self, sentence: str) -> ScenarioError:
        """The refusal of this value, to be raised."""
        return ScenarioError(self.where, sentence)

    @property
    def is_text(self) -> bool:
        """Whether it is a single value."""
        return isinstance(self.value, str)

    def text(self) -> str:
        """The single value, or a refusal."""
        if not self.is_text:
            raise self.wrong(f"“{self.key}”应当是一个值，不是列表或者下级内容。")
        return str(self.value)

    def day(self) -> date:
        """A calendar day, written 2025-03-03."""
        try:
            if DAY.fullmatch(self.text()):
                return date.fromisoformat(self.text())
        except ValueError:
            pass
        raise self.wrong(f"“{self.text()}”不是日期，请写成2025-03-03的样子。")

    def clock(self) -> time:
        """A time of the day, written "09:30"."""
        try:
            if CLOCK.fullmatch(self.text()):
                return time.fromisoformat(self.text().rjust(5, "0"))
        except ValueError:
            pass
        raise self.wrong(f'“{self.text()}”不是时刻，请写成"09:30"的样子，并加引号。')

    def known(self, there: Iterable[str], what: str) -> str:
        """The single value, if it is one of those there are; a refusal tells them."""
        if self.text() not in there:
            raise self.wrong(f"没有名为“{self.text()}”的{what}，有的是：{'、'.join(there) or '（无）'}。")
        return self.text()

    def number(self) -> int:
        """A whole number."""
        if not self.text().isdecimal():
            raise self.wrong(f"“{self.text()}”应当是整数。")
        return int(self.text())

    def items(self) -> list[Node]:
        """The items of a list; a single value stands for a list of one."""
        if isinstance(self.value, dict):
            raise self.wrong(f"“{self.key}”应当是列表，每项以“- ”开头。")
        return [self] if self.is_text else list(self.value)

    def entries(self, known: Iterable[str] = (), required: Iterable[str] = ()) -> dict[str, Node]:
        """The keys of a mapping; with `known`, any other key is refused."""
        if not isinstance(self.value, dict):
            raise self.wrong(f"“{self.key or '这里'}”应当写成“键: 值”。")
        known = tuple(known)
        for name, node in self.value.items():
            if known and name not in known:
                raise node.wrong(f"不认识的键“{name}”，可用的是：{'、'.join(known)}。")
        for name in required:
            if name not in self.value:
                raise self.wrong(f"缺少“{name}”。")
        return dict(self.value)

    def plain(self) -> Any:
        """The value without places, as a messenger would read it aloud."""
        if isinstance(self.value, dict):
            return {name: node.plain() for name, node in self.value.items()}
        return self.value if self.is_text else [node.plain() for node in self.value]


def read(path: Path) -> Node:
    """The whole file as nodes; raise ScenarioError with the line where it is not YAML."""
    return nodes_of(text_of(path), path)


def text_of(path: Path) -> str:
    """What stands in a file."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        raise ScenarioError(path.name, f"文件读不出来：{problem}") from None


def nodes_of(text: str, path: Path) -> Node:
    """A text as nodes; `path` is where it came from."""
    try:
        root = yaml.compose(text, Loader=LOADER)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        where = f"{path.name}:{mark.line + 1}" if mark else path.name
        raise ScenarioError(where, f"不是正确的YAML：{getattr(problem, 'problem', problem)}") from None
    if root is None:
        raise ScenarioError(path.name, "文件是空的。")
    return _node(root, path)


def _node(found: yaml.Node, path: Path, key: str = "", line: int = 0) -> Node:
    line = line or found.start_mark.line + 1
    if isinstance(found, yaml.MappingNode):
        return Node(dict(_pairs(found, path)), path, line, key)
    if isinstance(found, yaml.SequenceNode):
        return Node([_node(one, path, key) for one in found.value], path, line, key)
    return Node(found.value.strip(), path, line, key)


def _pairs(found: yaml.MappingNode, path: Path) -> Iterator[tuple[str, Node]]:
    seen: set[str] = set()
    for key, value in found.value:
        line = key.start_mark.line + 1
        if not isinstance(key, yaml.ScalarNode):
            raise ScenarioError(f"{path.name}:{line}", "键应当是一个词。")
        if key.value in seen:
            raise ScenarioError(f"{path.name}:{line}", f"“{key.value}”写了两次。")
        seen.add(key.value)
        yield key.value, _node(value, path, key.value, line)
