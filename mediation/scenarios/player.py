"""Play a scenario through the gateway, on its own calendar, and compare what happens with what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import Any

from django.utils.translation import override

from mediation.actions import gateway
from mediation.actions.clock import calendars
from mediation.actions.clock.deadlines import run_clock
from mediation.actions.intake import receipts
from mediation.actions.serving import copies
from mediation.models import FileView, OfficeChange, Paper
from mediation.scenarios import checking
from mediation.scenarios.codes import WRONG_FACTS
from mediation.scenarios.items import CLOCK, COMES_IN, LOAD_CALENDAR, RECORD, Item, names_a_record, with_number
from mediation.scenarios.reading import Node, ScenarioError
from mediation.scenarios.references import References
from mediation.scenarios.script import Script
from mediation.scenarios.stage import set_stage
from mediation.scenarios.values import SHANGHAI, choice_of, values_of
from mediation.timelimits import TimeLimitError
from mediation.vocabulary import PaperKind
from mediation.workflows.base import Refused, Step
from mediation.workflows.facts import WrongFacts

EARLY = time(0, 5)


class Player:
    """One scenario on the stage. `print_paper` makes an issued paper ready, as the worker would."""

    def __init__(self, script: Script, print_paper: Callable[[Paper, datetime], None]) -> None:
        self.script, self.print_paper = script, print_paper
        self.references: References
        self.now: datetime | None = None

    def play(self) -> None:
        """Play everything; raise ScenarioError at the first line that goes otherwise than written."""
        with override("zh-hans"):
            self.begin()
            for item in self.script.items:
                self.take(item)

    def play_all(self) -> list[ScenarioError]:
        """Play everything, past every line that goes otherwise than written; return them all."""
        found: list[ScenarioError] = []
        failed: list[Item] = []
        with override("zh-hans"):
            self.begin()
            for item in self.script.items:
                if any(_follows(item, one) for one in failed):
                    continue
                try:
                    self.take(item)
                except ScenarioError as difference:
                    found.append(difference)
                    failed.append(item)
        return found

    def play_on(self, *, until: datetime) -> None:
        """Play everything on a stage that stands, and let time pass up to a moment."""
        with override("zh-hans"):
            for item in self.script.items:
                self.take(item)
            self.pass_time(until)

    def begin(self) -> None:
        """Set the stage."""
        self.references = set_stage(self.script, self.script.items[0].at)

    def take(self, item: Item) -> None:
        """Let time pass up to the item, then do or check it."""
        self.pass_time(item.at)
        if item.fault is not None:
            raise item.fault
        if item.kind == "act":
            self.act(item)
        elif item.kind == LOAD_CALENDAR:
            load_calendar(item)
        elif item.kind == COMES_IN:
            self.come_in(item)
        elif item.kind != CLOCK:
            checking.check(item, self.references)

    def come_in(self, item: Item) -> None:
        """The party opens its page, as the slip lets it; who has no slip cannot."""
        matter = self.references.matter_of(self.references.find(item.entries["of"]))
        party = matter.parties.taking_part().exclude(code_hash="").filter(name=item.text(COMES_IN)).first()
        if party is None:
            raise item.node.wrong(f"{item.text(COMES_IN)}在这里没有查询凭条，不能上网查看。")
        FileView.objects.create(matter=matter, party=party, what="portal", seen_at=item.at)

    def pass_time(self, to: datetime) -> None:
        """Run the clock early on each day between, as the worker does every night."""
        first = day = self.now.date() + timedelta(days=1) if self.now else to.date()
        while day <= to.date():
            run_clock(datetime.combine(day, EARLY, tzinfo=SHANGHAI))
            day += timedelta(days=1)
        self.now = to
        if day > first:
            self.print_issued()

    def act(self, item: Item) -> None:
        """Take the step; a refusal must be the expected one, with its code."""
        expected = item.text("expect_refused")
        try:
            result = self.perform(item)
        except Refused as refused:
            _compare(item, expected, refused.code, str(refused))
        except WrongFacts as wrong:
            said = "；".join(f"{name}：{sentence}" for name, sentence in wrong.errors.items())
            _compare(item, expected, WRONG_FACTS, said)
        else:
            if expected:
                raise item.node.wrong(f"应当被拒绝（{expected}），实际办成了。")
            if item.model is OfficeChange:
                self.references.look_again()
            if "as" in item.entries:
                self.references.bind(item.text("as"), result)
            if "record_as" in item.entries:
                self.references.bind_record(item.text("record_as"), result, item.step)
            self.print_issued()

    def perform(self, item: Item) -> Any:
        """Look up everything the item names and go through the gateway."""
        entries, step = item.entries, item.step
        subject = self.references.find(entries["of"]) if "of" in entries else None
        matter = self.references.matter_of(subject)
        if not step.opens and type(subject) is not item.model:
            raise entries["of"].wrong(f"“{entries['step'].text()}”不能对“{subject._meta.verbose_name}”办理。")
        kind = paper_kind(step, subject, entries.get("facts"))
        stated = entries.get("facts")
        if stated is not None and names_a_record(step, stated):
            stated = with_number(stated, self.references.record_number(stated.entries()[RECORD], subject))
        facts = values_of(step.facts, stated, lambda f, node: self.references.fact(f, node, matter, kind))
        return gateway.perform(
            item.model,
            None if step.opens else subject.pk,
            step.name,
            by=self.references.actor(entries["by"], matter),
            at=item.at,
            matter=matter if step.opens else None,
            done_on=entries["done_on"].day() if "done_on" in entries else None,
            why_late=item.text("why_late"),
            key=item.key,
            **facts,
        )

    def print_issued(self) -> None:
        """Give the receipts and list the copies that wait, and make every issued paper ready that is not yet, as the worker would."""
        for left in (receipts.LEFT, copies.LEFT):
            for pk in left.waiting():
                left.go_on(pk, at=self.now)
        for paper in Paper.objects.issued().filter(sha256="").order_by("pk"):
            self.print_paper(paper, self.now)


def _follows(item: Item, failed: Item) -> bool:
    """Whether an act of a short form goes on from one of the same form that failed: what is not approved is not issued."""
    of = failed.text("of")
    return item.form is not None and item.form is failed.form and (item.text("of") + "/").startswith(of + "/")


def load_calendar(item: Item) -> None:
    """The notice of a year is loaded: what it touches is counted anew, as by the command."""
    notice = item.notice
    try:
        row = calendars.proposed(notice.year, notice.as_days(), notice=notice.notice, at=item.at)
        calendars.load(row, at=item.at)
    except TimeLimitError as wrong:
        raise item.entries[LOAD_CALENDAR].wrong(f"放假安排不能载入：{wrong}") from None


def paper_kind(step: Step, subject: Any, facts: Node | None) -> str:
    """Of which kind the paper is whose content an act writes."""
    stated = facts.entries().get("kind") if facts is not None else None
    if isinstance(subject, Paper):
        return subject.kind
    return choice_of(PaperKind, stated) if step.opens and stated is not None and "content" in facts.value else ""


def _compare(item: Item, expected: str, code: str, sentence: str) -> None:
    place: Node = item.entries.get("expect_refused", item.node)
    if not expected:
        raise place.wrong(f"没有办成（{code}）：{sentence}")
    if expected != code:
        raise place.wrong(f"应当因“{expected}”被拒绝，实际因“{code}”被拒绝：{sentence}")
    if (said := item.text("says")) and said not in sentence:
        raise place.wrong(f"拒绝的理由中没有“{said}”，实际是：{sentence}")
