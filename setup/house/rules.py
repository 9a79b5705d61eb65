"""What the house keeps: layers never upward, wings in one order, no module that comes back to itself."""

import ast
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path

from mediation.wings import SHARED, WINGS
from setup.house.modules import INSIDE, ROOT, Import, Module


class Contracts:
    """The layers and wings as pyproject.toml declares them for import-linter: said once, kept twice."""

    def __init__(self, top: Path) -> None:
        declared = tomllib.loads((top / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
        self.orders = [one for one in declared["contracts"] if one["type"] == "layers"]

    def upward(self, imports: Iterable[Import]) -> list[tuple[str, Import]]:
        """Every import that runs against an order, wherever in a module it stands, with the name of the order."""
        found = []
        for order in self.orders:
            ranks = _ranks(order["layers"])
            for container in order["containers"]:
                found += [(order["name"], one) for one in imports if _against(one, container, ranks)]
        return sorted(found)


def _ranks(layers: list[str]) -> dict[str, tuple[int, bool]]:
    """Each name with its height, and whether those of the same height are strangers to each other."""
    ranks = {}
    for height, line in enumerate(reversed(layers)):
        strangers = "|" in line
        for name in line.replace("|", " ").replace(":", " ").replace("(", " ").replace(")", " ").split():
            ranks[name] = (height, strangers)
    return ranks


def _against(one: Import, container: str, ranks: dict[str, tuple[int, bool]]) -> bool:
    lower, upper = (_room(name, container) for name in (one.importer, one.imported))
    if lower == upper or lower not in ranks or upper not in ranks:
        return False
    (here, strangers), (there, _) = ranks[lower], ranks[upper]
    return there > here or (there == here and strangers)


def _room(name: str, container: str) -> str:
    inner = name.removeprefix(f"{container}.")
    return inner.split(".")[0] if inner != name else ""


def circles(modules: dict[str, Module]) -> list[list[str]]:
    """Groups of modules that import each other in a circle, at whatever place in them and for whatever purpose."""
    graph = {
        module.name: sorted({one.imported for one in module.imports if one.imported in modules} - {module.name})
        for module in house_only(modules)
    }
    return sorted(sorted(group) for group in _knots(graph) if len(group) > 1)


def _knots(graph: dict[str, list[str]]) -> list[list[str]]:
    """The parts of the graph in which every module reaches every other (Kosaraju)."""
    seen: set[str] = set()
    order = [name for start in graph for name in _reached(graph, start, seen)]
    back: dict[str, list[str]] = {}
    for name, followers in graph.items():
        for following in followers:
            back.setdefault(following, []).append(name)
    seen = set()
    return [group for name in reversed(order) if (group := _reached(back, name, seen))]


def _reached(graph: dict[str, list[str]], start: str, seen: set[str]) -> list[str]:
    """What is reached from the start and was not seen yet; each after all that it leads to."""
    found: list[str] = []
    path = [] if start in seen else [(start, iter(graph.get(start, ())))]
    seen.add(start)
    while path:
        _name, rest = path[-1]
        following = next((one for one in rest if one not in seen), None)
        if following is None:
            found.append(path.pop()[0])
        else:
            seen.add(following)
            path.append((following, iter(graph.get(following, ()))))
    return found


def without_wing(modules: dict[str, Module]) -> Iterator[str]:
    """What lies neither in a wing nor among what the wings of its layer share, and what is said to be shared and is not there."""
    for layer, shared in SHARED.items():
        below = {name.removeprefix(f"{layer}.").split(".")[0] for name in modules if name.startswith(f"{layer}.")}
        yield from (f"{layer}.{name}" for name in sorted(below - set(shared) - set(WINGS)))
        yield from (f"{layer}.{name} (not there)" for name in sorted(set(shared) - below))


def inside_functions(modules: dict[str, Module]) -> list[Import]:
    """Imports inside functions of the house; each says why on its line."""
    return [one for module in house_only(modules) for one in module.imports if one.where == INSIDE]


def models_by_name(modules: dict[str, Module]) -> Iterator[str]:
    """Where a model asks for another by its name: an import that nobody sees."""
    for module in house_only(modules):
        if module.name.startswith(f"{ROOT}.models."):
            for node in ast.walk(module.tree):
                if isinstance(node, ast.Attribute | ast.Name) and "get_model" in (
                    getattr(node, "attr", ""), getattr(node, "id", ""),
                ):  # fmt: skip
                    yield f"{module.path}:{node.lineno}"


def house_only(modules: dict[str, Module]) -> list[Module]:
    """The modules of the application, without tests and tools, in order of name."""
    return [modules[name] for name in sorted(modules) if name.split(".")[0] == ROOT]
