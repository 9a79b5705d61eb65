"""What happened in a file: the acts of people, each with what followed from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Case, F, Q, QuerySet, Subquery, When
from django.utils.translation import gettext as _

from mediation.models import Annulment, Event, Matter
from mediation.queries.visibility import Sight, events_seen, sees_original
from mediation.workflows import said_how
from mediation.workflows.base import Lifecycle
from mediation.workflows.facts import Fact, Kind

ORIGINAL = {"account", "subject"}
# What the record keeps to take a change back by, not for reading.
UNREAD = {"was"}
SHOWN = 300
# So many acts of a file are looked through for one stretch of its course; so many of a kind are told in one line.
LOOKED_THROUGH = 500
AT_HAND = 20


@dataclass
class Entry:
    """One act with its consequences; of what is many, the first are at hand and the others counted."""

    event: Event
    original: bool = True
    followed: list[Event] = field(default_factory=list)
    # What the claims of a file with extracts are called for who reads.
    claims: dict[int, str] = field(default_factory=dict)
    alike: list[Entry] = field(default_factory=list)
    right_day: date | None = None
    correct_at: str = ""
    annulled: Annulment | None = None
    annul_at: str = ""
    further_alike: int = 0
    further_followed: int = 0

    @cached_property
    def stated(self) -> list[tuple[str, str]]:
        """What was said, as far as it may be read."""
        return stated_in(self.event, original=self.original, claims=self.claims)

    @property
    def count(self) -> int:
        """How many acts of the same kind this line stands for."""
        return len(self.alike) + self.further_alike + 1

    @property
    def consequences(self) -> int:
        """How much followed from it."""
        return len(self.followed) + self.further_followed


@dataclass(frozen=True)
class Course:
    """A stretch of what happened in a file, the newest first; `older` is the mark before which it goes on, 0 where it has begun."""

    entries: list[Entry]
    older: int = 0


def timeline(sight: Sight, *, lines: int, before: int = 0) -> Course:
    """So many lines of acts from the newest to the oldest, or from a mark on, without what the person may not see.

    However long the file is, the acts of a stretch are looked through by a few columns, and only what is shown is read.
    """
    seen = events_seen(sight)
    seen = seen.filter(pk__lt=before) if before else seen
    acts, further = _acts(seen)
    days, annulled = _right_days(sight, acts, before), _annulled(sight)
    folded = _folded(reversed(acts.values()), days, annulled)
    shown = folded[:lines]
    more = further or len(folded) > lines
    return Course(_told(sight, shown, days, annulled), min(act.pk for act in shown[-1]) if more and shown else 0)


@dataclass(frozen=True)
class _Act:
    """An act as it is looked through, and what followed: rows of the ledger, with the columns that are told."""

    row: tuple[Any, ...]
    followed: list[tuple[Any, ...]] = field(default_factory=list)

    @property
    def pk(self) -> int:
        return int(self.row[0])

    @property
    def place(self) -> tuple[str, int, int]:
        return self.row[4:7]

    @property
    def kind(self) -> tuple[Any, ...]:
        """What is the same in acts that are told in one line: step, kind of object, day, person, why it is entered late."""
        return (self.row[3], self.row[4], *self.row[7:10])


# What a line tells of a record; what was stated is read of acts alone, of what followed it is not told.
TOLD = ("id", "cause_id", "elsewhere", "step", "object_type", "object_id", "version", "done_on", "actor", "reason",
        "recorded_at", "user_id", "party_id", "matter_id")  # fmt: skip


def _acts(seen: QuerySet[Event]) -> tuple[dict[int, _Act], bool]:
    """The newest acts by the keys of their records, in their order, each with what followed; and whether there are older ones.

    The records of an act follow each other: who takes a step holds its file.
    """
    root: dict[int, int] = {}
    acts: dict[int, _Act] = {}
    beyond = seen.filter(cause=None).order_by("-pk").values("pk")[LOOKED_THROUGH : LOOKED_THROUGH + 1]
    found = seen.annotate(beyond=Subquery(beyond)).filter(Q(beyond=None) | Q(pk__gt=F("beyond"))).order_by("pk")
    stated = Case(When(cause=None, then=F("facts")))
    further = False
    for *row, facts, further in found.annotate(stated=stated).values_list(*TOLD, "stated", "beyond"):
        pk, cause, elsewhere = row[:3]
        if further and cause and not root:
            continue  # of the act before
        # What an accusation brought about in the open file is named by the accusation's record alone.
        known = root.get(pk, pk)
        # What an act in another file brought about here stands under the first of it.
        root[pk] = root.setdefault(cause, pk) if cause else known
        root.update(dict.fromkeys(elsewhere, root[pk]))
        if root[pk] == pk:
            acts[pk] = _Act((*row, facts))
        else:
            acts[root[pk]].followed.append(tuple(row))
    return acts, bool(further)


def _right_days(sight: Sight, acts: dict[int, _Act], before: int) -> dict[tuple[str, int, int], date]:
    """The right day of each corrected record; who looks at an older stretch looks for what was corrected since."""
    if not before and not any(act.row[3] == "correct_day" for act in acts.values()):
        return {}
    return corrections(events_seen(sight).filter(step="correct_day").order_by("pk"))


def _annulled(sight: Sight) -> dict[int, Annulment]:
    """By which annulment each record of the file that no longer counts was taken back."""
    if sight.matter.held("annulments") == []:
        return {}
    done = Annulment.objects.filter(records__matter=sight.matter).prefetch_related("records").distinct().order_by("pk")
    return {record.pk: one for one in done for record in one.records.all()}


def _folded(acts: Iterable[_Act], days: dict[Any, date], annulled: dict[int, Annulment]) -> list[list[_Act]]:
    """One step taken by one person on one day for many in a row is one line."""
    found: list[list[_Act]] = []
    last: Any = None
    for act in acts:
        kind = (act.kind, days.get(act.place), annulled.get(act.pk))
        if found and kind == last:
            found[-1].append(act)
        else:
            found.append([act])
        last = kind
    return found


def _told(sight: Sight, lines: list[list[_Act]], days: dict[Any, date], annulled: dict[int, Annulment]) -> list[Entry]:
    """The lines with their records; of what is many in one of them, the first."""
    original, claims = sees_original(sight.matter, sight.actor), names_of_claims(sight.matter)

    def record(row: tuple[Any, ...]) -> Event:
        # Without its facts a record of what followed; whoever asks for more of either reads it.
        known = dict(zip((*TOLD, "facts"), row, strict=False))
        names = [field.attname for field in Event._meta.concrete_fields if field.attname in known]
        event = Event.from_db("default", names, [known[name] for name in names])
        event.matter, event.annulled = sight.matter, annulled.get(event.pk)
        return event

    def entry(act: _Act) -> Entry:
        # What an act elsewhere brought about is told by its key alone: its facts were not read.
        head = record(act.row if act.row[-1] is not None else act.row[:-1])
        followed = [record(row) for row in act.followed[:AT_HAND]]
        return Entry(
            head, original, followed, claims, right_day=days.get(act.place), annulled=annulled.get(act.pk),
            further_followed=len(act.followed) - len(followed),
        )  # fmt: skip

    told = []
    for line in lines:
        first, *alike = map(entry, line[:AT_HAND])
        first.alike, first.further_alike = alike, len(line) - 1 - len(alike)
        told.append(first)
    return told


def tell_right_days(entries: Iterable[Entry]) -> None:
    """Let every record whose day was corrected know the right one; of several corrections the last holds."""
    entries = sorted(entries, key=lambda entry: entry.event.pk)
    right = corrections(entry.event for entry in entries)
    for entry in entries:
        entry.right_day = right.get(entry.event.place)


def tell_annulled(entries: Iterable[Entry]) -> None:
    """Let every record that no longer counts know the annulment that took it back."""
    entries = list(entries)
    records = [entry.event.pk for entry in entries]
    done = Annulment.objects.filter(records__in=records).prefetch_related("records").distinct().order_by("pk")
    by = {record.pk: one for one in done for record in one.records.all()}
    for entry in entries:
        entry.annulled = entry.event.annulled = by.get(entry.event.pk)


def corrections(events: Iterable[Event]) -> dict[tuple[str, int, int], date]:
    """The right day of each corrected record, by its object and version; the events come in their order."""
    made = (event for event in events if event.step == "correct_day")
    return {
        (one.object_type, one.object_id, one.facts["event"]): date.fromisoformat(one.facts["right_day"]) for one in made
    }


def names_of_claims(matter: Matter) -> dict[int, str]:
    """What claims are called for who reads, where organs that have an extract count their own; else as they were recorded."""
    if not matter.extracts:
        return {}
    claims = matter.every("claims")
    for claim in claims:
        claim.matter = matter
    return {claim.pk: str(claim) for claim in claims}


def stated_in(event: Event, *, original: bool = True, claims: dict[int, str] | None = None) -> list[tuple[str, str]]:
    """The facts of an act in words; the letter itself only for those who may read it."""
    step = event.model.steps().get(event.step)
    names = names_of_claims(event.matter) if claims is None else claims
    found = []
    for fact in step.facts if step else ():
        value = event.facts.get(fact.name)
        if fact.name == "said_how":
            how = said_how.in_words(step, event.facts, by_staff=event.user_id is not None and event.cause_id is None)
            found += [(str(fact.label), how)] if how else []
            continue
        if (
            fact.kind in (Kind.TABLE, Kind.FILE)
            or fact.name in UNREAD
            or value in (None, "", [], False)
            or (fact.name in ORIGINAL and not original)
        ):
            continue
        found.append((str(fact.label), in_words(fact, value, names)))
    return found


def in_words(fact: Fact, value: Any, claims: dict[int, str]) -> str:
    """A recorded fact as people read it."""
    if fact.confidential:
        return str(_("（内容不记入办理记录）"))
    if isinstance(value, list):
        return "、".join(in_words(fact, one, claims) for one in value)
    if isinstance(value, dict):
        named = claims.get(value.get("id", 0)) if fact.of == "Claim" else None
        return named or str(value.get("name", ""))
    if value is True:
        return str(_("是"))
    if fact.kind in (Kind.CHOICE, Kind.CHOICES):
        return str(dict(fact.choices.choices).get(value, value))
    text = str(value)
    return text if len(text) <= SHOWN else text[:SHOWN] + "…"


def record_of(obj: Lifecycle, sight: Sight) -> list[Entry]:
    """The object's own steps as far as the person may know of them, newest first."""
    events = events_seen(sight).filter(object_type=obj._meta.model_name, object_id=obj.pk).order_by("-pk")
    claims = names_of_claims(obj.matter)
    entries = [Entry(event, claims=claims) for event in events]
    tell_right_days(entries)
    tell_annulled(entries)
    return entries
