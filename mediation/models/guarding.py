"""Triggers and checks made from a lifecycle's declarations.

The database refuses what the code forgets: unknown states, undeclared changes of state, a change
without a new version, a version without its event.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable

import pgtrigger
from django.db import models

from mediation import wings
from mediation.workflows.base import NEW, Lifecycle, lifecycles

GUARDS = {"opened_by_step", "changed_by_step", "has_event"}


def check_all(models_of_steps: Iterable[type[Lifecycle]] | None = None) -> None:
    """Raise LookupError for a model that Django was not told of, and for a lifecycle whose table is not guarded."""
    for name in wings.modules("mediation.models"):
        if name not in sys.modules:
            raise LookupError(f"{name}: import its models in mediation/models/__init__.py")
    for model in lifecycles() if models_of_steps is None else models_of_steps:
        has = {trigger.name for trigger in getattr(model._meta, "triggers", ())}
        checks = any(one.name.endswith("_state_known") for one in model._meta.constraints)
        if not has >= GUARDS or not checks:
            raise LookupError(
                f"{model.__name__}: its Meta needs triggers = guarded(…) and constraints = states_known(…)"
            )


def changes_of_state(lifecycle: type[Lifecycle]) -> list[tuple[str, str]]:
    """Every declared pair (from, to) between stored states."""
    pairs = set()
    for step in lifecycle.steps().values():
        sources = lifecycle.State.values if step.sources == ("*",) else step.sources
        pairs.update((source, step.target) for source in sources if step.target and source != NEW)
    return sorted((source, target) for source, target in pairs if source != target)


def states_returned_to(lifecycle: type[Lifecycle]) -> list[str]:
    """Where an annulment may bring an object back to: whence its steps lead, or what is left of one that they opened."""
    found: set[str] = set()
    for step in lifecycle.steps().values():
        if step.annul is not None and step.target is not None:
            sources = lifecycle.State.values if step.sources == ("*",) else step.sources
            found.update((step.annul.leaves,) if step.opens else sources)
    return sorted(found - {NEW, ""})


def opening_states(lifecycle: type[Lifecycle]) -> list[str]:
    """The states in which an object may come into being."""
    return sorted({step.target for step in lifecycle.steps().values() if NEW in step.sources and step.target})


def states_known(lifecycle: type[Lifecycle], name: str) -> list[models.CheckConstraint]:
    """CHECK that the state is one of the declared ones."""
    return [
        models.CheckConstraint(condition=models.Q(state__in=sorted(lifecycle.State.values)), name=f"{name}_state_known")
    ]


def guarded(lifecycle: type[Lifecycle], name: str) -> list[pgtrigger.Trigger]:
    """The triggers of the table that holds the lifecycle; `name` is the model's name in lower case."""
    opening = ", ".join(f"'{state}'" for state in opening_states(lifecycle))
    pairs = ", ".join(f"('{source}', '{target}')" for source, target in changes_of_state(lifecycle))
    allowed = f"(OLD.state, NEW.state) IN ({pairs})" if pairs else "FALSE"
    back = ", ".join(f"'{state}'" for state in states_returned_to(lifecycle))
    or_back = f" AND NEW.state NOT IN ({back})" if back else ""
    return [
        pgtrigger.Trigger(
            name="opened_by_step",
            when=pgtrigger.Before,
            operation=pgtrigger.Insert,
            func=f"""
                IF NEW.state NOT IN ({opening}) OR NEW.version <> 1 THEN
                    RAISE EXCEPTION '{name}: no step opens in state %', NEW.state;
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="changed_by_step",
            when=pgtrigger.Before,
            operation=pgtrigger.Update,
            func=f"""
                IF NEW.state <> OLD.state AND NOT {allowed}{or_back} THEN
                    RAISE EXCEPTION '{name}: no step leads from % to %', OLD.state, NEW.state;
                END IF;
                IF (NEW.state <> OLD.state AND NEW.version <> OLD.version + 1)
                   OR NEW.version NOT IN (OLD.version, OLD.version + 1) THEN
                    RAISE EXCEPTION '{name}: version must rise by one with the state';
                END IF;
                RETURN NEW;
            """,
        ),
        pgtrigger.Trigger(
            name="has_event",
            when=pgtrigger.After,
            operation=pgtrigger.Insert | pgtrigger.Update,
            timing=pgtrigger.Deferred,
            func=f"""
                IF NOT EXISTS (SELECT 1 FROM mediation_event
                               WHERE object_type = '{name}' AND object_id = NEW.id AND version = NEW.version) THEN
                    RAISE EXCEPTION '{name} %: version % has no event', NEW.id, NEW.version;
                END IF;{_only_by_annulment(name, allowed) if back else ""}
                RETURN NULL;
            """,  # noqa: S608
        ),
    ]


def _only_by_annulment(name: str, allowed: str) -> str:
    """No declared step leads back: only the record of an annulment does, which is there once the act is whole."""
    return f"""
                IF TG_OP = 'UPDATE' THEN
                    IF NEW.state <> OLD.state AND NOT {allowed} AND NOT EXISTS (
                        SELECT 1 FROM mediation_event WHERE object_type = '{name}' AND object_id = NEW.id
                        AND version = NEW.version AND step = 'take_back') THEN
                        RAISE EXCEPTION '{name}: no step leads from % to %', OLD.state, NEW.state;
                    END IF;
                END IF;"""  # noqa: S608
