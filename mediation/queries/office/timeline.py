"""What happened in a file: the acts of people, each with what followed from it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.translation import gettext as _

from mediation.models import Annulment, Event, Matter
from mediation.queries.visibility import Sight, events_seen, sees_original
from mediation.workflows.base import Lifecycle
from mediation.workflows.facts import Fact, Kind

ORIGINAL = {"account", "subject"}
# What the record keeps to take a change back by, not for reading.
UNREAD = {"was"}
SHOWN = 300


@dataclass
class Entry:
    """One act with its consequences."""

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

    @cached_property
    def stated(self) -> list[tuple[str, str]]:
        """What was said, as far as it may be read."""
        return stated_in(self.event, original=self.original, claims=self.claims)

    @property
    def count(self) -> int:
        """How many acts of the same kind this line stands for."""
        return len(self.alike) + 1

    def same_as(self, other: Entry) -> bool:
        """Whether the same person took the same step on the same day for another object."""
        kind = ("step", "object_type", "done_on", "actor", "reason")
        same = all(getattr(self.event, name) == getattr(other.event, name) for name in kind)
        return same and self.right_day == other.right_day and self.annulled == other.annulled


def timeline(sight: Sight, *, newest: int | None = None) -> list[Entry]:
    """Acts from the newest to the oldest, without what the person may not see."""
    original = sees_original(sight.matter, sight.actor)
    claims = names_of_claims(sight.matter)
    root: dict[int, int] = {}
    entries: dict[int, Entry] = {}
    for event in events_seen(sight).order_by("pk"):
        # What an accusation brought about in the open file is named by the accusation's record alone.
        known = root.get(event.pk, event.pk)
        # What an act in another file brought about here stands under the first of it.
        root[event.pk] = root.setdefault(event.cause_id, event.pk) if event.cause_id else known
        root.update(dict.fromkeys(event.elsewhere, root[event.pk]))
        if root[event.pk] == event.pk:
            entries[event.pk] = Entry(event, original, claims=claims)
        else:
            entries[root[event.pk]].followed.append(event)
    tell_right_days(entries.values())
    tell_annulled(entries.values(), any_done=sight.matter.held("annulments") != [])
    found = _folded(reversed(entries.values()))
    return found[:newest] if newest else found


def tell_right_days(entries: Iterable[Entry]) -> None:
    """Let every record whose day was corrected know the right one; of several corrections the last holds."""
    entries = sorted(entries, key=lambda entry: entry.event.pk)
    right = corrections(entry.event for entry in entries)
    for entry in entries:
        entry.right_day = right.get(entry.event.place)


def tell_annulled(entries: Iterable[Entry], *, any_done: bool = True) -> None:
    """Let every record that no longer counts know the annulment that took it back, and so what followed from it."""
    entries = list(entries)
    events = {event.pk: event for entry in entries for event in (entry.event, *entry.followed)}
    done = Annulment.objects.filter(records__in=events).prefetch_related("records").distinct().order_by("pk")
    by = {record.pk: one for one in done for record in one.records.all()} if any_done else {}
    for entry in entries:
        entry.annulled = by.get(entry.event.pk)
    for pk, event in events.items():
        event.annulled = by.get(pk)


def corrections(events: Iterable[Event]) -> dict[tuple[str, int, int], date]:
    """The right day of each corrected record, by its object and version; the events come in their order."""
    made = (event for event in events if event.step == "correct_day")
    return {
        (one.object_type, one.object_id, one.facts["event"]): date.fromisoformat(one.facts["right_day"]) for one in made
    }


def _folded(entries: Iterable[Entry]) -> list[Entry]:
    """One step taken for many in a row is one line."""
    found: list[Entry] = []
    for entry in entries:
        if found and found[-1].same_as(entry):
            found[-1].alike.append(entry)
        else:
            found.append(entry)
    return found


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
