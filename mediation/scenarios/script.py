"""A scenario as read and checked: who there is, and what is done and expected, in order."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from mediation.models.clock.calendar import named_rules
from mediation.scenarios.items import Checker, Item
from mediation.scenarios.reading import Node, ScenarioError, read
from mediation.scenarios.values import yes_no_of
from mediation.timelimits import TimeLimitError

TOP = ("title", "about", "uses", "organs", "people", "calendars", "acts")
CAST = ("organs", "people", "calendars")
ORGAN = (
    "name", "short", "kind", "below", "address", "phone", "court", "in_force_from", "in_force_until", "successor",
    "review", "re_examination", "reconsideration", "local_rules", "settings", "by_steps",
)  # fmt: skip
PERSON = ("name", "post", "phone", "roles", "stands_in_for", "by_steps")
ROLE = ("organ", "role", "since", "until")
DEPUTY = ("person", "organ", "role", "since", "until")
YEAR = ("notice", "holidays", "make_up_days")


@dataclass
class Script:
    """A checked scenario."""

    path: Path
    title: str
    cast: dict[str, dict[str, Node]]
    items: list[Item]

    @property
    def name(self) -> str:
        """The file's name without its ending."""
        return self.path.stem


def load(path: Path, *, go_on: bool = False) -> Script:
    """Read and check a file; ScenarioError names the first fault with its line.

    With `go_on` an act that is wrongly written is a difference of the play, and the others are played.
    """
    return script_of(read(path), go_on=go_on)


def script_of(root: Node, *acts: Node, go_on: bool = False) -> Script:
    """Check what was read; `acts` follow its own."""
    path = root.path
    top = root.entries(TOP, required=("title", "acts"))
    cast = _cast(root, top)
    script = Script(path, top["title"].text(), cast, [])
    checker = Checker(cast, go_on=go_on)
    script.items = [item for part in (top["acts"], *acts) for item in checker.items(part)]
    return script


def _cast(root: Node, top: dict[str, Node]) -> dict[str, dict[str, Node]]:
    cast: dict[str, dict[str, Node]] = {name: {} for name in CAST}
    sources = [top]
    for used in top["uses"].items() if "uses" in top else []:
        path = root.path.parent / used.text()
        if not path.is_file():
            raise used.wrong(f"没有文件“{used.text()}”。")
        sources.insert(0, read(path).entries(CAST))
    for source in sources:
        for name in CAST:
            if name in source and source[name].value:
                cast[name].update(source[name].entries())
    _check_cast(cast)
    return cast


def _check_cast(cast: dict[str, dict[str, Node]]) -> None:
    for node in cast["organs"].values():
        _check_organ(node, cast["organs"])
    for node in cast["people"].values():
        if comes_by_steps(node):
            continue
        entries = node.entries(PERSON, required=("roles",))
        for role in entries["roles"].items():
            role.entries(ROLE, required=("organ", "role"))["organ"].known(cast["organs"], "机关")
        for deputy in entries["stands_in_for"].items() if "stands_in_for" in entries else []:
            parts = deputy.entries(DEPUTY, required=DEPUTY)
            parts["person"].known(cast["people"], "人员")
            parts["organ"].known(cast["organs"], "机关")
    for node in cast["calendars"].values():
        node.entries(YEAR, required=("notice", "holidays"))


def comes_by_steps(node: Node) -> bool:
    """Whether an organ or a person is not on the stage: steps of the play bring it, and its key is its code or user name."""
    return "by_steps" in node.entries() and yes_no_of(node.entries(("by_steps",))["by_steps"])


def _check_organ(node: Node, organs: dict[str, Node]) -> None:
    if comes_by_steps(node):
        return
    entries = node.entries(ORGAN, required=("name", "short", "kind"))
    for key in ("below", "successor", "review", "re_examination", "reconsideration"):
        for one in entries[key].items() if key in entries else []:
            one.known(organs, "机关")
    if "local_rules" in entries:
        try:
            named_rules(entries["local_rules"].text())
        except TimeLimitError as wrong:
            raise entries["local_rules"].wrong(str(wrong)) from None


__all__ = ["Item", "ScenarioError", "Script", "load"]
