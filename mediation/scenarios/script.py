"""A scenario as read and checked: who there is, and what is done and expected, in order."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from pathlib import Path
from typing import Any

from mediation.models.clock.calendar import named_rules
from mediation.scenarios.codes import WRONG_FACTS, reasons
from mediation.scenarios.nouns import NoSuchStep, find_step
from mediation.scenarios.reading import Node, ScenarioError, read
from mediation.scenarios.short_forms import ISSUE, SERVE, acts_for_each, acts_of_issue, acts_of_serving
from mediation.scenarios.values import SHANGHAI, check_complete, values_of
from mediation.timelimits import TimeLimitError
from mediation.workflows.base import Step
from mediation.workflows.facts import Fact, Kind

TOP = ("title", "about", "uses", "organs", "people", "calendars", "acts")
CAST = ("organs", "people", "calendars")
ACT = ("on", "at", "by", "step", "of", "as", "done_on", "why_late", "facts", "expect_refused", "says")
DEADLINE = ("of", "code", "whose", "triggered", "nominal", "legal", "state")
PAPER = ("of", "contains", "lacks")
MESSAGE = ("of", "to", "contains")
ORGAN = (
    "name", "short", "kind", "below", "address", "phone", "in_force_from", "in_force_until", "successor",
    "review", "re_examination", "reconsideration", "local_rules", "settings",
)  # fmt: skip
PERSON = ("name", "post", "phone", "roles", "stands_in_for")
ROLE = ("organ", "role", "since", "until")
DEPUTY = ("person", "organ", "role", "since", "until")
YEAR = ("notice", "holidays", "make_up_days")
CLOCK = "clock"
MORNING = time(9, 0)
PAUSE = timedelta(minutes=10)


@dataclass
class Item:
    """One line of the play: an act, an expected refusal, the clock, or an expectation."""

    kind: str
    node: Node
    at: datetime
    entries: dict[str, Node] = field(default_factory=dict)
    model: Any = None
    step: Step | None = None
    key: str = ""

    def text(self, key: str) -> str:
        """A key's text, "" without it."""
        return self.entries[key].text() if key in self.entries else ""


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


def load(path: Path) -> Script:
    """Read and check a file; ScenarioError names the first fault with its line."""
    return script_of(read(path))


def script_of(root: Node, *acts: Node) -> Script:
    """Check what was read; `acts` follow its own."""
    path = root.path
    top = root.entries(TOP, required=("title", "acts"))
    cast = _cast(root, top)
    script = Script(path, top["title"].text(), cast, [])
    checker = _Checker(cast)
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
        entries = node.entries(PERSON, required=("roles",))
        for role in entries["roles"].items():
            role.entries(ROLE, required=("organ", "role"))["organ"].known(cast["organs"], "机关")
        for deputy in entries["stands_in_for"].items() if "stands_in_for" in entries else []:
            parts = deputy.entries(DEPUTY, required=DEPUTY)
            parts["person"].known(cast["people"], "人员")
            parts["organ"].known(cast["organs"], "机关")
    for node in cast["calendars"].values():
        node.entries(YEAR, required=("notice", "holidays"))


def _check_organ(node: Node, organs: dict[str, Node]) -> None:
    entries = node.entries(ORGAN, required=("name", "short", "kind"))
    for key in ("below", "successor", "review", "re_examination", "reconsideration"):
        for one in entries[key].items() if key in entries else []:
            one.known(organs, "机关")
    if "local_rules" in entries:
        try:
            named_rules(entries["local_rules"].text())
        except TimeLimitError as wrong:
            raise entries["local_rules"].wrong(str(wrong)) from None


class _Checker:
    """Walks the acts in order, knowing what has been named so far."""

    def __init__(self, cast: dict[str, dict[str, Node]]) -> None:
        self.cast = cast
        self.names: dict[str, Any] = {}
        self.parties: set[str] = set()
        self.now: datetime | None = None

    def items(self, acts: Node) -> list[Item]:
        """Every line of the play."""
        return [self.item(node) for written in acts.items() for node in self.spelt_out(written)]

    def spelt_out(self, node: Node) -> list[Node]:
        """The acts that a short form stands for; any other item is itself."""
        entries = node.entries()
        if "for_each" in entries:
            return acts_for_each(node)
        for key, keys, spell in (("issue", ISSUE, acts_of_issue), ("serve", SERVE, acts_of_serving)):
            if key in entries:
                node.entries(keys, required=(key, "registrar"))
                self.check_staff(entries)
                return spell(node, self.staff_names())
        return [node]

    def check_staff(self, entries: dict[str, Node]) -> None:
        """Those who draft, approve, issue and serve are declared."""
        for role in ("handler", "head", "registrar"):
            if role in entries:
                entries[role].known(self.cast["people"], "人员")

    def staff_names(self) -> dict[str, str]:
        """The names of the staff by key."""
        people = self.cast["people"].items()
        return {key: node.value["name"].text() if "name" in node.value else key for key, node in people}

    def item(self, node: Node) -> Item:
        """One line, by the key that says what it is."""
        entries = node.entries()
        for key, method in (
            ("step", self.act), (CLOCK, self.clock), ("expect", self.expect),
            ("expect_deadline", self.expect), ("expect_paper", self.expect), ("expect_message", self.expect),
        ):  # fmt: skip
            if key in entries:
                return method(key, node, entries)
        raise node.wrong(
            "每一项应当有step、issue、serve、clock、expect、expect_deadline、expect_paper或者expect_message之一。"
        )

    def clock(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """Let time pass to the morning of a day."""
        node.entries((CLOCK,))
        return Item(CLOCK, node, self.moment(entries[CLOCK], None, node))

    def expect(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """An expectation about what stands now."""
        node.entries((key,))
        allowed = {"expect": (), "expect_deadline": DEADLINE, "expect_paper": PAPER, "expect_message": MESSAGE}[key]
        wanted = {
            "expect": ("of",),
            "expect_deadline": ("of", "code"),
            "expect_paper": ("of",),
            "expect_message": ("of", "to", "contains"),
        }[key]
        inner = entries[key].entries(allowed, required=wanted)
        self.check_reference(inner["of"])
        for name in ("nominal", "legal", "triggered"):
            if name in inner:
                inner[name].day()
        if "whose" in inner and inner["whose"].text() not in self.parties:
            inner["whose"].known([*self.cast["organs"], *sorted(self.parties)], "机关或者当事人")
        if self.now is None:
            raise node.wrong("还没有任何步骤，不能检查结果。")
        return Item(key, entries[key], self.now, inner)

    def act(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """A step that is taken, or that is expected to be refused."""
        node.entries(ACT, required=("by", "step"))
        at = self.moment(entries.get("on"), entries.get("at"), node)
        try:
            model, step = find_step(entries["step"].text())
        except NoSuchStep as unknown:
            raise entries["step"].wrong(str(unknown)) from None
        if "of" in entries:
            self.check_reference(entries["of"])
        elif not step.opens:
            raise node.wrong(f"“{entries['step'].text()}”办理已有的事项，请用“of”写明是哪一件。")
        self.check_facts(step, node, entries)
        self.check_actor(entries["by"])
        if "done_on" in entries:
            entries["done_on"].day()
        refused = entries.get("expect_refused")
        if refused is not None:
            refused.known(reasons(), "拒绝理由代号")
        elif "as" in entries:
            self.name(entries["as"])
        return Item("act", node, at, entries, model, step)

    def moment(self, on: Node | None, at: Node | None, node: Node) -> datetime:
        """The moment of an act, never before the last one."""
        if on is None and self.now is None:
            raise node.wrong("第一项应当写明日期“on”。")
        last = self.now.date() if self.now else date.min
        day = on.day() if on is not None else last
        if at is not None:
            moment = datetime.combine(day, at.clock(), tzinfo=SHANGHAI)
        elif self.now is not None and day == last:
            moment = self.now + PAUSE
        else:
            moment = datetime.combine(day, MORNING, tzinfo=SHANGHAI)
        if self.now is not None and moment < self.now:
            raise (on or at or node).wrong(f"次序颠倒：前一项已经到了{self.now:%Y-%m-%d %H:%M}。")
        self.now = moment
        return moment

    def check_facts(self, step: Step, node: Node, entries: dict[str, Node]) -> None:
        """Names, types and completeness; what parties are named here may act and be referred to."""
        facts = entries.get("facts")
        values_of(step.facts, facts, self.look)
        if entries.get("expect_refused") is None or entries["expect_refused"].text() != WRONG_FACTS:
            check_complete(step.facts, facts, node)
        for fact in step.facts:
            if fact.columns and facts is not None and fact.name in facts.value:
                rows = [row.entries() for row in facts.value[fact.name].items()]
                self.parties |= {row["name"].text() for row in rows if "name" in row}
        if facts is not None and "name" in facts.value and any(fact.name == "name" for fact in step.facts):
            self.parties.add(facts.value["name"].text())  # a corrected name, an agent

    def check_actor(self, node: Node) -> None:
        """Staff, a party, or the clock."""
        if node.text() != CLOCK and node.text() not in self.cast["people"] and node.text() not in self.parties:
            there = [*self.cast["people"], *sorted(self.parties), CLOCK]
            node.known(there, "人员或者当事人")

    def check_reference(self, node: Node) -> None:
        """A path begins with a name given before by `as`."""
        name = node.text().split("/")[0]
        if name not in self.names:
            raise node.wrong(f"前面没有用“as”命名为“{name}”的事项，有的是：{'、'.join(self.names) or '（无）'}。")

    def look(self, fact: Fact, node: Node) -> Any:
        """Organs and staff are known beforehand; other references only begin with a known name."""
        if fact.of == "Organ":
            return node.known(self.cast["organs"], "机关")
        if fact.of == "User":
            return node.known(self.cast["people"], "人员")
        if fact.kind is Kind.CONTENT:
            return node.entries()
        if "/" in node.text():
            self.check_reference(node)
        return node.text()

    def name(self, node: Node) -> None:
        """A name is given once, and to one thing."""
        name = node.text()
        if name in self.names or "/" in name or name.isdecimal() or not name:
            raise node.wrong(f"名称“{name}”已经用过，或者含有“/”，或者只是数字，请另取一个。")
        self.names[name] = True


__all__ = ["Item", "ScenarioError", "Script", "load"]
