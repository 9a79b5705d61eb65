"""How long modules and functions are, room by room. A room is a folder with modules in it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from setup.house.modules import ROOT, Module

MODULE_MOST, FUNCTION_MOST = 400, 60


@dataclass(frozen=True)
class Spread:
    """Half are at most `half` long, nine of ten at most `nine`; the longest is `most`, at `where`."""

    count: int
    half: int
    nine: int
    most: int
    where: str


def spread(sizes: Iterable[tuple[int, str]]) -> Spread:
    """Of sizes with their places; of nothing, zeros."""
    known = sorted(sizes, key=lambda one: (one[0], one[1]))
    if not known:
        return Spread(0, 0, 0, 0, "")
    most = known[-1][0]
    where = min(place for size, place in known if size == most)
    return Spread(len(known), _share(known, 50), _share(known, 90), most, where)


def _share(known: list[tuple[int, str]], percent: int) -> int:
    return known[-(-len(known) * percent // 100) - 1][0]


@dataclass(frozen=True)
class Room:
    """A folder: its modules by lines, its functions by lines."""

    name: str
    modules: Spread
    functions: Spread


def rooms(modules: dict[str, Module]) -> list[Room]:
    """Every folder with modules that are counted, in order of name; empty `__init__` files are no modules."""
    inside: dict[str, list[Module]] = {}
    for module in counted(modules):
        inside.setdefault(module.path.rpartition("/")[0], []).append(module)
    return [room(name, inside[name]) for name in sorted(inside)]


def room(name: str, modules: Iterable[Module]) -> Room:
    """The figures of some modules together."""
    modules = list(modules)
    return Room(
        name,
        spread((module.lines, module.path) for module in modules),
        spread((one.lines, f"{module.path}:{one.line} {one.name}") for module in modules for one in module.functions),
    )


def counted(modules: dict[str, Module]) -> list[Module]:
    """What says something by its length, in order of name."""
    return [modules[name] for name in sorted(modules) if modules[name].counted and modules[name].lines]


def too_long(modules: dict[str, Module]) -> Iterator[str]:
    """Modules and functions of the house itself that are longer than they may be."""
    for module in counted(modules):
        if module.name.split(".")[0] in (ROOT, "setup"):
            if module.lines > MODULE_MOST:
                yield f"{module.path}: {module.lines}"
            for one in module.functions:
                if one.lines > FUNCTION_MOST:
                    yield f"{module.path}:{one.line} {one.name}: {one.lines}"
