"""The figures of the house as plain text, in an order that does not change, with what must be zero told apart."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from setup.house import rules, sizes, templates
from setup.house.modules import FOLDERS, ROOT, Module

LINE = "{:<38}{:>8}   {:>5}{:>5}{:>8}   {:>9}{:>5}{:>5}{:>8}"
HEAD = LINE.format("", "modules", "p50", "p90", "longest", "functions", "p50", "p90", "longest")


@dataclass(frozen=True)
class Kept:
    """Something of which there must be none, and what there is of it."""

    what: str
    found: tuple[str, ...]


def kept(top: Path, modules: dict[str, Module]) -> list[Kept]:
    """What the house forbids itself; a test asserts that every one is empty."""
    imports = [one for module in rules.house_only(modules) for one in module.imports]
    upward = [
        (name, f"{one.importer} → {one.imported} (line {one.line})")
        for name, one in rules.Contracts(top).upward(imports)
    ]
    wings = [line for name, line in upward if name.startswith("Wings")]
    inside = rules.inside_functions(modules)
    return [
        Kept("circles of modules", tuple(" ↔ ".join(group) for group in rules.circles(modules))),
        Kept("imports upward between layers or surfaces", tuple(line for _n, line in upward if line not in wings)),
        Kept("imports against the order of the wings", tuple(wings)),
        Kept(
            "files that fit no wing (move them into one, or name them in mediation/wings.py)",
            tuple(rules.without_wing(modules)),
        ),
        Kept("imports inside functions without a reason", tuple(_place(one) for one in inside if not one.reason)),
        Kept("models asked for by name in models", tuple(rules.models_by_name(modules))),
        Kept("modules over 400 or functions over 60 lines", tuple(sizes.too_long(modules))),
        Kept("template lines over 200 characters", tuple(templates.long_lines(top))),
        Kept("conditions of more than one in templates", tuple(templates.tangled(top))),
    ]


def report(modules: dict[str, Module], zeros: Iterable[Kept]) -> Iterator[str]:
    """Every line of the report."""
    yield "房间 / rooms: lines of modules and of functions"
    yield HEAD
    yield from (_row(room) for room in sizes.rooms(modules))
    yield ""
    yield "合计 / in all"
    yield HEAD
    for folder in FOLDERS:
        yield _row(sizes.room(folder, (one for one in sizes.counted(modules) if one.path.startswith(f"{folder}/"))))
    yield _longest(modules)
    yield ""
    yield "函数内的导入及理由 / imports inside functions, and why"
    yield from (f"  {_place(one)}  # {one.reason}" for one in rules.inside_functions(modules))
    yield ""
    yield "应为零 / what must be zero"
    for one in zeros:
        yield f"{len(one.found):>6}  {one.what}"
        yield from (f"        {line}" for line in one.found)


def _row(room: sizes.Room) -> str:
    m, f = room.modules, room.functions
    return LINE.format(room.name, m.count, m.half, m.nine, m.most, f.count, f.half, f.nine, f.most)


def _longest(modules: dict[str, Module]) -> str:
    whole = sizes.room(ROOT, (one for one in sizes.counted(modules) if one.path.startswith(f"{ROOT}/")))
    return f"最长 / longest: {whole.modules.where} ({whole.modules.most}); {whole.functions.where} ({whole.functions.most})"


def _place(one: rules.Import) -> str:
    return f"{one.importer}:{one.line} imports {one.imported}"
