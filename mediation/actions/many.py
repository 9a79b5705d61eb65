"""One step taken by many objects at once, for what a notice brings to thousands of rows.

The rules are the gateway's: files are locked first, permission and guards are asked of every object, each gets a row
of the ledger of its own, chained in its file, and all is one transaction. Only the writing is in bulk. Steps with
lists, files or effects of their own are for the gateway alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from itertools import islice
from typing import Any, TypeVar

from django.conf import settings
from django.db import connection, models
from django.utils.translation import override

from mediation.actions import gateway
from mediation.actions.consequences import expect_step
from mediation.actions.ledger import whole_act
from mediation.actions.registry import effects_of
from mediation.models import Event, Matter
from mediation.permissions import Actor
from mediation.workflows.base import Act, Step
from mediation.workflows.facts import Kind, clean_facts
from mediation.workflows.writing import written

Row = TypeVar("Row")


@dataclass(frozen=True)
class Taking:
    """One object that takes the step: stored and locked, or prepared and unsaved; `changes` are its other fields."""

    obj: Any
    facts: dict[str, Any] = field(default_factory=dict)
    changes: dict[str, Any] = field(default_factory=dict)
    cause: Event | None = None


def in_parts(rows: Iterable[Row], size: int) -> Iterator[list[Row]]:
    """Hand rows on in parts of a size, so that memory does not grow with their number."""
    left = iter(rows)
    while part := list(islice(left, size)):
        yield part


def under_lock(found: models.QuerySet[Any]) -> list[Any]:
    """The rows under lock, their files first and in order, as every step takes its locks."""
    files = found.order_by().values("matter_id")
    list(Matter.objects.select_for_update().filter(pk__in=files).order_by("pk").values_list("pk"))
    return list(found.select_for_update(of=("self",)).order_by("matter_id", "pk"))


def take(step: str, rows: Sequence[Taking], *, at: datetime, following: bool = False) -> list[Act]:
    """Let every object take the step, by the clock; return each one's act, with its row of the ledger.

    `following`: another step has brought this one about. Runs inside the caller's transaction.
    Raises Refused, and then nothing has happened.
    """
    if not rows:
        return []
    declared = _declared(rows, step)
    actor = Actor(on=at.astimezone(gateway.SHANGHAI).date(), following=following)
    with override(settings.LANGUAGE_CODE):
        acts = [
            Act(by=actor, at=at, on=actor.on, facts=clean_facts(declared.facts, row.facts), cause=row.cause)
            for row in rows
        ]
        return _take_all(rows, declared, acts)


def follow(act: Act, step: str, rows: Sequence[Taking]) -> list[Act]:
    """Let every object take a step that an act brings about, as `gateway.follow` would one after the other."""
    if not rows:
        return []
    declared = _declared(rows, step)
    by = replace(act.by, following=True)
    acts = []
    for row in rows:
        expect_step(act, row.obj, step, row.facts)
        facts = clean_facts(declared.facts, row.facts)
        acts.append(replace(act, by=by, facts=facts, cause=act.event, event=None, kept={}))
    with override(settings.LANGUAGE_CODE):
        return _take_all(rows, declared, acts)


def _declared(rows: Sequence[Taking], step: str) -> Step:
    model = type(rows[0].obj)
    declared = gateway.declared_step(model, step)
    if effects_of(model, step) or any(fact.kind in (Kind.SOME, Kind.FILE, Kind.CONTENT) for fact in declared.facts):
        raise LookupError(f"{model.__name__}.{step} must be taken one by one")
    return declared


def _take_all(rows: Sequence[Taking], declared: Step, acts: list[Act]) -> list[Act]:
    before = [_advance(row, declared, act) for row, act in zip(rows, acts, strict=True)]
    _store([row.obj for row in rows], before)
    return _enter(rows, declared, acts, [was["state"] for was in before])


def _advance(row: Taking, declared: Step, act: Act) -> dict[str, Any]:
    """Bring one object to the state after the step, unsaved; return its fields as they were."""
    was = _fields_of(row.obj)
    for name, value in row.changes.items():
        setattr(row.obj, name, value)
    gateway.check(row.obj, declared, act)
    gateway.advance(row.obj, declared, act)
    return was


def _fields_of(obj: Any) -> dict[str, Any]:
    return {f.attname: getattr(obj, f.attname) for f in obj._meta.concrete_fields}


def _store(objects: list[Any], before: list[dict[str, Any]]) -> None:
    """Insert what is new; of what is stored, write the fields that any of the objects changed."""
    model, is_new = type(objects[0]), objects[0].pk is None
    if is_new:
        model._base_manager.bulk_create(objects)
    else:
        _store_changes(model, objects, before)
    if (here := written.get()) is not None:
        for obj in objects:
            here.note(obj, is_new=is_new, whole=is_new, sealed=True)


def _store_changes(model: type[models.Model], objects: list[Any], before: list[dict[str, Any]]) -> None:
    changed = [
        f for f in model._meta.concrete_fields
        if any(getattr(obj, f.attname) != was[f.attname] for obj, was in zip(objects, before, strict=True))
    ]  # fmt: skip
    _update(model, objects, changed)


def _update(model: type[models.Model], objects: list[Any], changed: list[Any]) -> None:
    """Write some fields of many rows by one statement, an array for each column."""
    columns = [model._meta.pk, *changed]
    kinds = [f.rel_db_type(connection) if f.is_relation else f.db_type(connection) for f in columns]
    values = [[f.get_db_prep_save(getattr(obj, f.attname), connection) for obj in objects] for f in columns]
    quoted = [connection.ops.quote_name(f.column) for f in columns]
    table, key = connection.ops.quote_name(model._meta.db_table), quoted[0]
    sets = ", ".join(f"{name} = new.{name}" for name in quoted[1:])
    arrays = ", ".join(f"%s::{kind}[]" for kind in kinds)
    sql = f"UPDATE {table} SET {sets} FROM unnest({arrays}) AS new({', '.join(quoted)}) WHERE {table}.{key} = new.{key}"  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _enter(rows: Sequence[Taking], declared: Step, acts: list[Act], states: list[str]) -> list[Act]:
    """A row of the ledger for each, behind the last of its file."""
    with whole_act() as (pages, outermost):
        pages.turn_to({row.obj.matter_id for row in rows}, keys=0 if outermost else len(rows))
        events = []
        for row, act, from_state in zip(rows, acts, states, strict=True):
            event = gateway.entry(row.obj, declared, act, from_state)
            pages.place(event, row.obj, act)
            events.append(event)
        pages.enter(events, acts, alone=outermost)
    return [replace(act, event=event) for act, event in zip(acts, events, strict=True)]
