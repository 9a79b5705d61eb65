"""What an annulment takes back: the wrong record, what followed from it, and what the same thing went through later.

It stops at papers that went out: they fall by correction or revocation. Never taken back: a party's own act, and a right
that was used. What the clock did meanwhile goes in the same act.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import F
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy

from mediation.documents.registry import document_type
from mediation.models import Deadline, Event, Message, Paper, Party
from mediation.models.intake.party_change import first_names
from mediation.workflows.base import COMMON_STEPS, Act, NotPossibleNow, Refused, Step, lifecycles
from mediation.workflows.clock.deadline import DeadlineState
from mediation.workflows.facts import Fact, Kind
from mediation.workflows.papers.paper import BEFORE_ISSUE, PaperState

Found = Callable[[Event], Iterable[Event]]
Restorer = Callable[[Any, "list[Event]"], "tuple[str, dict[str, Any]]"]

ENDED_BY_CLOCK = (DeadlineState.LAPSED, DeadlineState.OVERDUE)
USED = ("meet", "meet_late")
BEGINNINGS = ("start", "carry_over")
OWN_COURSE = ("move", "suspend", "resume", "restate", "recount", "settle", "find_late", "find_in_time")

Period = Callable[[Any, Act], "Deadline | None"]

# What stands against striking out somebody, and what of his ends with it, in words; declared by whoever knows of it.
Struck = Callable[[Party], "Refused | None"]
Ending = Callable[[Party], Iterable[str]]

_KEEPING: list[Struck] = []
_ENDING: list[Ending] = []
_BESIDES: list[Callable[[Event], Iterable[str]]] = []
_PERIODS: dict[str, Period] = {}
_RESTING: dict[str, list[Found]] = {}
_RESTORERS: dict[str, Restorer] = {}


def rests_on(object_type: str) -> Callable[[Found], Found]:
    """Declare what later records rest on one of a kind of thing, though they did not follow from it: closing on service."""

    def declare(find: Found) -> Found:
        _RESTING.setdefault(object_type, []).append(find)
        return find

    return declare


def restored_by(object_type: str) -> Callable[[Restorer], Restorer]:
    """Declare how a kind of thing stands after some of its records were taken back, where state and fields are not all."""

    def declare(restore: Restorer) -> Restorer:
        _RESTORERS[object_type] = restore
        return restore

    return declare


def keeps_a_party(find: Struck) -> Struck:
    """Declare what stands against striking out somebody who was entered wrongly: what he did, or owes, as a party."""
    _KEEPING.append(find)
    return find


def ends_with_a_party(find: Ending) -> Ending:
    """Declare what ends with somebody who is struck out, in words for the preview."""
    _ENDING.append(find)
    return find


def told_besides(find: Callable[[Event], Iterable[str]]) -> Callable[[Event], Iterable[str]]:
    """Declare what else goes back with a record than records, in words for the preview."""
    _BESIDES.append(find)
    return find


def own_period_of(object_type: str) -> Callable[[Period], Period]:
    """Declare whose period an act on a kind of thing must fall in, where it is not the one whose end moved the thing."""

    def declare(period: Period) -> Period:
        _PERIODS[object_type] = period
        return period

    return declare


@dataclass
class Closure:
    """All that is taken back with one record, what falls with it, what stays, and what stands against it.

    `people` are parties no more: whom the record had entered, or the one `person` of them who was entered wrongly; then the
    record itself stands. `besides` tells what goes without being a record.
    """

    root: Event
    person: Party | None = None
    people: list[Party] = field(default_factory=list)
    besides: list[str] = field(default_factory=list)
    records: dict[int, Event] = field(default_factory=dict)
    to_void: list[Paper] = field(default_factory=list)
    to_revoke: list[Paper] = field(default_factory=list)
    used: list[Deadline] = field(default_factory=list)
    against: list[Refused] = field(default_factory=list)

    def of(self, object_type: str) -> dict[int, list[Event]]:
        """The records of a kind of thing, in order, by its key."""
        found: dict[int, list[Event]] = {}
        for event in sorted(self.records.values(), key=lambda one: one.pk):
            if event.object_type == object_type:
                found.setdefault(event.object_id, []).append(event)
        return found

    @property
    def things(self) -> list[tuple[str, int, list[Event]]]:
        """What is taken back, thing by thing, what came last first."""
        kinds = {event.object_type for event in self.records.values()}
        every = [(kind, pk, events) for kind in kinds for pk, events in self.of(kind).items()]
        return sorted(every, key=lambda one: one[2][-1].pk, reverse=True)

    @property
    def limits(self) -> list[Deadline]:
        """The limits that it touches."""
        own = Deadline.objects.filter(party__in=self.people).running()
        touched = Deadline.objects.filter(pk__in=self.of("deadline")) | own
        return list(touched.select_related("party", "organ").order_by("pk"))

    @property
    def right_hangs(self) -> bool:
        """Whether a right or a duty hung on the entry, so that the head decides."""
        annul = self.root.model.steps()[self.root.step].annul
        return bool(self.people) or bool(annul and annul.weighs) or bool(self.of("deadline"))

    @property
    def messages(self) -> list[Message]:
        """What was told with the records: it cannot be taken back, whoever was told is told again."""
        acts = [event.recorded_at for event in self.records.values()]
        sent = Message.objects.filter(matter_id=self.root.matter_id, sent_at__in=acts)
        return list(sent.select_related("user", "party").order_by("pk"))


def closure_of(root: Event, person: Party | None = None) -> Closure:
    """What the annulment of a record, or of one `person` in it, would take back; nothing is changed."""
    closure = Closure(root, person)
    waiting = [] if person is not None else [root]
    while waiting:
        event = waiting.pop()
        if event.pk in closure.records or not event.counts or event.object_type == "attachment":
            continue  # what was handed in stays in the file
        if event.object_type == "paper":
            _of_paper(closure, event)
            continue
        closure.records[event.pk] = event
        waiting += [*_consequences(event), *_later(closure, event), *_resting(event)]
    _leave_used_rights(closure)
    closure.against += _moved_since(closure)
    closure.against += [refusal for event in closure.records.values() if (refusal := _against(closure, event))]
    _strike_people(closure)
    return closure


def _strike_people(closure: Closure) -> None:
    """Whoever came in by the record is none any more; what he did or is owed as a party stands against it."""
    closure.people = [closure.person] if closure.person else parties_entered_by(closure.root)
    for party in closure.people:
        closure.against += [refusal for find in _KEEPING if (refusal := find(party)) is not None]
        closure.besides += [line for find in _ENDING for line in find(party)]
    if closure.person is None:
        closure.besides += [line for find in _BESIDES for line in find(closure.root)]


def parties_entered_by(record: Event) -> list[Party]:
    """Those whom a record made parties, and who still are."""
    if not record.model.steps()[record.step].people:
        return []
    came = came_by(record.matter_id)
    present = Party.objects.filter(matter_id=record.matter_id).taking_part().order_by("pk")
    return [party for party in present if came.get(party.pk) == record]


def came_by(matter: int) -> dict[int, Event]:
    """By which record each party came in, by its key; of several of one name each came by the next row of that name."""
    steps = {step.name for model in lifecycles() for step in model.steps().values() if step.people}
    rows: dict[str, list[Event]] = {}
    for event in Event.objects.filter(matter_id=matter, step__in=steps).order_by("pk"):
        for table in event.model.steps()[event.step].people:
            for row in event.facts.get(table) or []:
                rows.setdefault(row["name"], []).append(event)
    waiting = {name: iter(events) for name, events in rows.items()}
    found = {pk: next(waiting.get(name, iter(())), None) for pk, name in first_names(matter).items()}
    return {pk: event for pk, event in found.items() if event is not None}


def _consequences(event: Event) -> list[Event]:
    """What it brought about; not what accuses somebody in another file, which is handled there and told nowhere else."""
    caused = [*Event.objects.filter(cause=event), *Event.objects.filter(pk__in=event.elsewhere)]
    return [one for one in caused if one.matter_id == event.matter_id or one.part in ("", event.part)]


def _resting(event: Event) -> list[Event]:
    return [later for find in _RESTING.get(event.object_type, ()) for later in find(event)]


def _later(closure: Closure, event: Event) -> list[Event]:
    """What the same thing went through later: all, if it is the thing itself or came into being; else what the clock did."""
    later = list(Event.objects.of(event.object_type, event.object_id).standing().filter(version__gt=event.version))
    root = closure.root
    if (event.object_type, event.object_id) == (root.object_type, root.object_id) or event.version == 1:
        steps = event.model.steps()
        later = [one for one in later if one.step not in COMMON_STEPS]
        return [one for one in later if one.from_state != one.to_state or steps[one.step].annul is not None]
    return [one for one in later if one.outset.by_clock and one.step not in OWN_COURSE]


def _of_paper(closure: Closure, event: Event) -> None:
    """A draft is void; a record that the office made for itself is revoked; what went out to others stands against it."""
    paper = Paper.objects.get(pk=event.object_id).latest()
    if event.step not in ("draft", "issue") or paper in (*closure.to_void, *closure.to_revoke):
        return
    if paper.state in BEFORE_ISSUE:
        closure.to_void.append(paper)
    elif paper.state == PaperState.ISSUED and not document_type(paper.kind).for_parties and paper.to_organ_id is None:
        closure.to_revoke.append(paper)
    elif paper.state == PaperState.ISSUED:
        said = gettext_lazy("随这一步签发的{paper}仍然有效，撤销登记不能使它失效。")
        mend = gettext_lazy("请先更正或者撤销这份文书。")
        closure.against.append(NotPossibleNow("paper_stands", format_lazy(said, paper=str(paper)), mend))


def _leave_used_rights(closure: Closure) -> None:
    """A right that its holder has used, and a limit that another act has ended, stay as they are."""
    for pk, events in closure.of("deadline").items():
        if events[0].step not in BEGINNINGS:
            continue
        limit = Deadline.objects.get(pk=pk)
        used = [one for one in events if one.step in USED and one.outset.pk not in closure.records]
        if not used and limit.state != DeadlineState.ENDED:
            continue
        if used:
            closure.used.append(limit)
        for event in events:
            del closure.records[event.pk]


def _against(closure: Closure, event: Event) -> Refused | None:
    """Why a record may not be taken back."""
    step: Step | None = event.model.steps().get(event.step)
    if event.party_id is not None and event.cause is None:
        said = gettext_lazy("“{step}”（{day}）是当事人自己办理的，不能撤销。")
        return NotPossibleNow("party_acted", format_lazy(said, step=event.label, day=event.day()))
    was_unknown = event.step == "adjust" and not event.facts.get("was")
    if step is None or step.annul is None or was_unknown or _of_a_limit_that_stays(closure, event):
        said = gettext_lazy("“{step}”（{thing}，{day}）不能以撤销登记的方式改正。")
        return NotPossibleNow(
            "not_annullable", format_lazy(said, step=event.label, thing=event.thing, day=event.day()),
            gettext_lazy("文书用更正或者撤销，日期用更正日期。"),
        )  # fmt: skip
    return None


def _of_a_limit_that_stays(closure: Closure, event: Event) -> bool:
    """Whether it notes how a limit moved that began before: its day cannot be told from the records."""
    if event.object_type != "clockchange":
        return False
    limit = event.model._base_manager.get(pk=event.object_id).deadline_id
    return not any(one.step in BEGINNINGS for one in closure.of("deadline").get(limit, []))


def _moved_since(closure: Closure) -> list[Refused]:
    """What followed brought another thing to a state from which another act has moved it on since."""
    found: list[Refused] = []
    for kind, pk, events in closure.things:
        moved = Event.objects.of(kind, pk).standing().filter(version__gt=events[0].version)
        moved = moved.exclude(pk__in=closure.records).exclude(step__in=(*OWN_COURSE, "take_back"))
        one = moved.exclude(from_state=F("to_state")).order_by("pk").first()
        if one is None:
            continue
        if (annul := one.model.steps()[events[0].step].annul) is not None and annul.yields:
            for event in events:
                del closure.records[event.pk]
            continue
        said = gettext_lazy("此后已经办理“{step}”（{thing}，{day}）。")
        mend = gettext_lazy("请先撤销那一步登记，或者用那一步自己的方式改正。")
        told = format_lazy(said, step=one.label, thing=one.thing, day=one.day())
        found.append(NotPossibleNow("moved_since", told, mend))
    return found


def restored(obj: Any, taken: list[Event]) -> tuple[str, dict[str, Any], dict[str, list[int]]]:
    """How the thing stands without the records: its state, its fields, and its lists by key."""
    if (restore := _RESTORERS.get(taken[0].object_type)) is not None:
        return (*restore(obj, taken), {})
    steps, first = type(obj).steps(), taken[0]
    state = next((one.from_state for one in taken if one.from_state != one.to_state), obj.state)
    declared = [steps[event.step] for event in taken]
    if (annul := declared[0].annul) is not None and declared[0].opens:
        return annul.leaves, {}, {}
    before = list(
        Event.objects.of(first.object_type, first.object_id)
        .standing()
        .filter(version__lt=first.version)
        .order_by("-pk")
    )
    names = {fact.name for step in declared for fact in step.facts} | {step.day_field for step in declared}
    columns = {f.name: f for f in type(obj)._meta.concrete_fields}
    by_attname = {f.attname: f for f in columns.values()}
    lists = {f.name for f in type(obj)._meta.many_to_many}
    fields = {columns[name].attname: _left(columns[name], name, before) for name in names & columns.keys()}
    for step in declared:
        if step.annul is not None:
            fields |= {name: leaving(before) for name, leaving in step.annul.sets.items()}
    for event in reversed(taken):
        if event.step == "adjust":
            fields |= {n: by_attname[n].to_python(was) for n, was in json.loads(event.facts["was"]).items()}
    return state, fields, {name: _keys(name, before) for name in names & lists}


def _left(column: Any, name: str, before: list[Event]) -> Any:
    """What the records before say of a field, the latest first; else what it began with."""
    for event in before:
        step = event.model.steps().get(event.step)
        if step is None:
            continue
        if step.day_field == name and not event.facts.get(name):
            return event.day()
        fact = next((fact for fact in step.facts if fact.name == name), None)
        if fact is not None and event.facts.get(name) is not None:
            return as_stated(fact, event.facts[name])
    return None if column.null else column.get_default()


def _keys(name: str, before: list[Event]) -> list[int]:
    stated: list[dict[str, Any]] = next(
        (event.facts[name] for event in before if event.facts.get(name) is not None), []
    )
    return [one["id"] for one in stated]


def as_stated(fact: Fact, value: Any) -> Any:
    """A fact of the ledger as it was stated; what points at another thing by its key."""
    if isinstance(value, dict) and "id" in value:
        return value["id"]
    if fact.kind is Kind.DAY:
        return date.fromisoformat(value)
    if fact.kind is Kind.MOMENT:
        return datetime.fromisoformat(value)
    return Decimal(value) if fact.kind is Kind.MONEY else value


def overtaken(obj: Any, step: Step, act: Act) -> list[Event]:
    """What the clock did though this act was in time: done or posted within the period, and entered after its end.

    These records are taken back first, each by one that names it; then the act finds the thing as it was.
    """
    if not step.may_overtake(obj):
        return []
    ended = Event.objects.last_move_of(obj.page_name, obj.pk).outset
    if not ended.by_clock or ended.object_type != "deadline":
        return []
    own = _PERIODS[obj.page_name](obj, act) if obj.page_name in _PERIODS else None
    limit = own or Deadline.objects.get(pk=ended.object_id)
    if (act.get("posted_on") or act.on) > limit.legal_on:
        return []
    return [ended, *([own_end] if (own_end := end_by_clock(limit)) not in (None, ended) else [])]


def end_by_clock(limit: Deadline) -> Event | None:
    """The record by which the clock found that a limit was over; None where it has not."""
    ended = Event.objects.of("deadline", limit.pk).standing().filter(step__in=("lapse", "fall_due"))
    return ended.filter(user=None, party=None).order_by("pk").last() if limit.state in ENDED_BY_CLOCK else None
