"""The items of a play as they are read: each is checked where it stands, knowing what was named before it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from typing import Any

from mediation.actions.clock.calendar_file import NoticeFile, WrongFile, read_notice
from mediation.scenarios.codes import WRONG_FACTS, reasons
from mediation.scenarios.nouns import NoSuchStep, find_step, noun
from mediation.scenarios.reading import Node, ScenarioError
from mediation.scenarios.short_forms import (
    CORRECTIONS,
    ISSUE,
    SERVE,
    acts_for_each,
    acts_of_issue,
    acts_of_serving,
    correction_of,
)
from mediation.scenarios.values import SHANGHAI, check_complete, is_planned, values_of
from mediation.workflows.base import Lifecycle, Step
from mediation.workflows.facts import Fact, Kind

ACT = ("on", "at", "by", "step", "of", "as", "record_as", "done_on", "why_late", "facts", "expect_refused", "says")
DEADLINE = ("of", "code", "whose", "triggered", "nominal", "legal", "state")
NO_DEADLINE = ("of", "code", "whose", "triggered", "state")
EXPECTATIONS = {
    "expect": ((), ("of",)),
    "expect_deadline": (DEADLINE, ("of", "code")),
    "expect_no_deadline": (NO_DEADLINE, ("of", "code")),
    "expect_paper": (("of", "contains", "lacks"), ("of",)),
    "expect_message": (("of", "to", "contains"), ("of", "to", "contains")),
    "expect_record": (("of", "day", "counts", "by"), ("of",)),
}
CALENDAR = ("year", "notice", "holidays", "make_up_days")
CLOCK, LOAD_CALENDAR, COMES_IN = "clock", "load_calendar", "comes_in"
# What one item of the acts may be, by the key that says so.
KINDS = ("step", "issue", "serve", *CORRECTIONS, CLOCK, LOAD_CALENDAR, COMES_IN, *EXPECTATIONS)
WRONG = "wrong"
# They name one of the earlier records of the thing.
OF_RECORDS = ("annul", "correct_day")
RECORD = "event"
MORNING = time(9, 0)
PAUSE = timedelta(minutes=10)


@dataclass
class Item:
    """One line of the play: an act, an expected refusal, the clock, a calendar, or an expectation.

    `form` is the `issue` or `serve` of the file from which it comes, with others.
    """

    kind: str
    node: Node
    at: datetime
    entries: dict[str, Node] = field(default_factory=dict)
    model: Any = None
    step: Step | None = None
    key: str = ""
    notice: NoticeFile | None = None
    fault: ScenarioError | None = None
    form: Node | None = None

    def text(self, key: str) -> str:
        """A key's text, "" without it."""
        return self.entries[key].text() if key in self.entries else ""


class Checker:
    """Walks the acts in order, knowing what has been named so far.

    The first wrong item ends the reading; with `go_on` it becomes an item of its own, a difference when its turn comes.
    """

    def __init__(self, cast: dict[str, dict[str, Node]], *, go_on: bool = False) -> None:
        self.cast, self.go_on = cast, go_on
        self.names: dict[str, Any] = {}
        self.records: dict[str, str] = {}
        self.parties: set[str] = set()
        self.now: datetime | None = None

    def items(self, acts: Node) -> list[Item]:
        """Every line of the play."""
        return [item for written in acts.items() for item in self.read(written)]

    def read(self, written: Node) -> Iterator[Item]:
        """What one item stands for."""
        form = written if isinstance(written.value, dict) and written.value.keys() & {"issue", "serve"} else None
        try:
            for node in self.spelt_out(written):
                yield replace(self.item(node), form=form)
        except ScenarioError as fault:
            if not self.go_on or self.now is None:
                raise
            self.names.update(dict.fromkeys(_given(written, "as"), True))
            self.records.update(dict.fromkeys(_given(written, "record_as"), ""))
            yield Item(WRONG, written, self.now, fault=fault)

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
        for key, keys in CORRECTIONS.items():
            if key in entries:
                node.entries(keys, required=("by", key))
                return [correction_of(node, key, self.check_named_record(entries[key]))]
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
        methods = {"step": self.act, CLOCK: self.clock, LOAD_CALENDAR: self.load_calendar, COMES_IN: self.comes_in}
        methods |= dict.fromkeys(EXPECTATIONS, self.expect)
        for key, method in methods.items():
            if key in entries:
                return method(key, node, entries)
        raise node.wrong(f"每一项应当有下列之一：{'、'.join(KINDS)}。")

    def clock(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """Let time pass to the morning of a day."""
        node.entries((CLOCK,))
        return Item(CLOCK, node, self.moment(entries[CLOCK], None, node))

    def comes_in(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """A party looks at its matter with the code of its slip."""
        node.entries((COMES_IN, "of", "on", "at"), required=(COMES_IN, "of"))
        entries[COMES_IN].known(sorted(self.parties), "当事人")
        self.check_reference(entries["of"])
        return Item(COMES_IN, node, self.moment(entries.get("on"), entries.get("at"), node), entries)

    def load_calendar(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """The holiday notice of a year comes out."""
        node.entries((LOAD_CALENDAR, "on", "at"))
        at = self.moment(entries.get("on"), entries.get("at"), node)
        return Item(LOAD_CALENDAR, node, at, entries, notice=notice_of(entries[LOAD_CALENDAR]))

    def expect(self, key: str, node: Node, entries: dict[str, Node]) -> Item:
        """An expectation about what stands now."""
        node.entries((key,))
        allowed, wanted = EXPECTATIONS[key]
        inner = entries[key].entries(allowed, required=wanted)
        if key == "expect_record":
            self.check_named_record(inner["of"])
        else:
            self.check_reference(inner["of"])
        for name in ("nominal", "legal", "triggered", *(("day",) if key == "expect_record" else ())):
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
        self.check_facts(model, step, node, entries)
        self.check_actor(entries["by"])
        if "done_on" in entries:
            entries["done_on"].day()
        if "expect_refused" in entries:
            entries["expect_refused"].known(reasons(), "拒绝理由代号")
        else:
            self.name_result(model, entries)
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

    def check_facts(self, model: type[Lifecycle], step: Step, node: Node, entries: dict[str, Node]) -> None:
        """Names, types and completeness; what parties are named here may act and be referred to."""
        facts = entries.get("facts")
        if facts is not None:
            self.note_parties(step, facts)
        if facts is not None and names_a_record(step, facts):
            self.check_record(model, facts.entries()[RECORD])
            facts = with_number(facts, "1")
        values_of(step.facts, facts, self.look)
        if entries.get("expect_refused") is None or entries["expect_refused"].text() != WRONG_FACTS:
            check_complete(step.facts, facts, node)

    def note_parties(self, step: Step, facts: Node) -> None:
        """Whom the facts bring into the file, or rename."""
        given = facts.entries()
        for fact in step.facts:
            if fact.columns and fact.name in given and not is_planned(fact, given[fact.name]):
                rows = [row.entries() for row in given[fact.name].items() if isinstance(row.value, dict)]
                self.parties |= {row["name"].text() for row in rows if "name" in row}
        if "name" in given and any(fact.name == "name" for fact in step.facts):
            self.parties.add(given["name"].text())  # a corrected name, an agent

    def check_record(self, model: type[Lifecycle], node: Node) -> None:
        """Which earlier record of a thing is meant: its number, its name, or the step that entered it."""
        written = node.text()
        step, _slash, place = written.partition("/")
        if written.isdecimal():
            return
        if written in self.records:
            if self.records[written] not in ("", noun(model)):
                raise node.wrong(f"“{written}”是{self.records[written]}的记录，不是{noun(model)}的。")
        elif step not in model.steps() or (written != step and not place.isdecimal()):
            raise node.wrong(
                f"没有“{written}”这条记录。请写它的序号，用“record_as”取的名称（{'、'.join(self.records) or '（无）'}），"
                f"或者步骤的名称（同一步骤有几条的，写成“步骤/2”），步骤有：{'、'.join(model.steps())}。"
            )

    def check_named_record(self, node: Node) -> str:
        """A record that was named before; the word of the kind of thing it is of."""
        node.known(self.records, "记录（在登记它的那一步用“record_as”取名）")
        return self.records[node.text()] or "paper"

    def check_actor(self, node: Node) -> None:
        """Staff, a party, or the clock."""
        if node.text() != CLOCK and node.text() not in self.cast["people"] and node.text() not in self.parties:
            there = [*self.cast["people"], *sorted(self.parties), CLOCK]
            node.known(there, "人员或者当事人")

    def check_reference(self, node: Node) -> None:
        """A path begins with a name given before by `as` or `record_as`."""
        name = node.text().split("/")[0]
        if name not in self.names and name not in self.records:
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

    def name_result(self, model: type[Lifecycle], entries: dict[str, Node]) -> None:
        """What the result, and the record of the act, are called from now on."""
        if "as" in entries:
            self.names[self.new_name(entries["as"])] = True
        if "record_as" in entries:
            self.records[self.new_name(entries["record_as"])] = noun(model)

    def new_name(self, node: Node) -> str:
        """A name is given once, and to one thing."""
        name = node.text()
        if name in self.names or name in self.records or "/" in name or name.isdecimal() or not name:
            raise node.wrong(f"名称“{name}”已经用过，或者含有“/”，或者只是数字，请另取一个。")
        return name


def _given(written: Node, key: str) -> list[str]:
    """The name that a wrong item would have given."""
    node = written.value.get(key) if isinstance(written.value, dict) else None
    return [node.text()] if node is not None and node.is_text else []


def names_a_record(step: Step, facts: Node) -> bool:
    """Whether an act speaks of one earlier record of its thing."""
    return step.name in OF_RECORDS and isinstance(facts.value, dict) and RECORD in facts.value


def with_number(facts: Node, number: str) -> Node:
    """The facts with the number of the record they speak of."""
    named = facts.entries()[RECORD]
    one = Node(number, named.path, named.line, named.key)
    return Node({**facts.entries(), RECORD: one}, facts.path, facts.line, facts.key)


def notice_of(node: Node) -> NoticeFile:
    """The holiday notice that is loaded: a file beside the scenario, or written out."""
    if node.is_text:
        try:
            return read_notice(node.path.parent / node.text())
        except (WrongFile, OSError) as wrong:
            raise node.wrong(f"“{node.text()}”不能载入：{wrong}") from None
    given = node.entries(CALENDAR, required=("year", "notice", "holidays"))
    days = [_named_days(given[key]) if key in given else {} for key in ("holidays", "make_up_days")]
    return NoticeFile(given["year"].number(), given["notice"].text(), *days)


def _named_days(node: Node) -> dict[date, str]:
    return {Node(day, name.path, name.line, day).day(): name.text() for day, name in node.entries().items()}
