"""The modules of the house as they are written: lines, functions, and what each imports, from where in it and why."""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

ROOT = "mediation"
FOLDERS = (ROOT, "setup", "tests", "bench")
# Written by a machine, or frozen: their length says nothing.
UNCOUNTED = ("mediation/migrations/",)
NOT_A_REASON = re.compile(r"^noqa(: [A-Z]+\d+(, ?[A-Z]+\d+)*)?\s*")
TOP, INSIDE, TYPING = "top", "inside a function", "for types"


@dataclass(frozen=True, order=True)
class Import:
    """One module that another imports."""

    importer: str
    imported: str
    line: int
    where: str = TOP
    reason: str = ""


@dataclass(frozen=True)
class Function:
    """A function and how long it is, decorators counted."""

    name: str
    line: int
    lines: int


@dataclass
class Module:
    """One file."""

    name: str
    path: str
    text: str
    imports: list[Import] = field(default_factory=list)

    @cached_property
    def lines(self) -> int:
        """How many lines it has."""
        return len(self.text.splitlines())

    @cached_property
    def tree(self) -> ast.Module:
        """What is written in it."""
        return ast.parse(self.text)

    @cached_property
    def functions(self) -> list[Function]:
        """Its functions and methods; one inside another counts for both."""
        found = [node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)]
        begun = [(node, min([node.lineno, *(one.lineno for one in node.decorator_list)])) for node in found]
        return [Function(node.name, line, (node.end_lineno or line) - line + 1) for node, line in begun]

    @property
    def counted(self) -> bool:
        """Whether its length says anything."""
        return not self.path.startswith(UNCOUNTED)


def house(top: Path) -> dict[str, Module]:
    """Every module below the folder, by its dotted name, each with what it imports of the house's own."""
    found = {}
    for folder in FOLDERS:
        for path in sorted((top / folder).rglob("*.py")):
            parts = path.relative_to(top).with_suffix("").parts
            name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts)
            found[name] = Module(name, path.relative_to(top).as_posix(), path.read_text(encoding="utf-8"))
    for module in found.values():
        module.imports = sorted(set(_imports(module, found)))
    return found


def _imports(module: Module, known: dict[str, Module]) -> Iterator[Import]:
    lines = module.text.splitlines()
    for node, where in _import_nodes(module.tree.body, TOP):
        reason = NOT_A_REASON.sub("", lines[node.lineno - 1].partition("#")[2].strip()) if where == INSIDE else ""
        for name in _targets(node, module, known):
            yield Import(module.name, name, node.lineno, where, reason)


def _import_nodes(body: list[ast.stmt], where: str) -> Iterator[tuple[ast.Import | ast.ImportFrom, str]]:
    for node in body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            yield node, where
        elif isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _import_nodes(node.body, INSIDE)
        elif isinstance(node, ast.If) and "TYPE_CHECKING" in ast.dump(node.test):
            yield from _import_nodes(node.body, TYPING)
        else:
            for part in ("body", "orelse", "finalbody"):
                yield from _import_nodes(getattr(node, part, []), where)
            for handler in getattr(node, "handlers", []):
                yield from _import_nodes(handler.body, where)


def _targets(node: ast.Import | ast.ImportFrom, module: Module, known: dict[str, Module]) -> Iterator[str]:
    """What is imported: the house's own modules, and of strangers the name alone where it is asked for inside a function."""
    if isinstance(node, ast.Import):
        yield from (one.name for one in node.names)
        return
    base = node.module or ""
    if node.level:
        package = module.name.split(".")[: None if module.path.endswith("__init__.py") else -1]
        package = package[: len(package) - node.level + 1]
        base = ".".join([*package, *([base] if base else [])])
    for one in node.names:
        inner = f"{base}.{one.name}"
        yield inner if inner in known else base
