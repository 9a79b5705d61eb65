"""What the steps in the ledger really brought about, beside what their effects declare."""

from __future__ import annotations

from collections import defaultdict

from mediation.actions.consequences import ANY, KINDS, LIMIT_STEPS, brought_about
from mediation.models import Deadline, Event, Paper
from mediation.workflows.base import lifecycle_named

Happened = dict[tuple[str, str], set[tuple[str, str]]]


def happened() -> Happened:
    """By step, what followed from it: each record names the one that caused it."""
    found: Happened = defaultdict(set)
    kinds = dict(Paper.objects.values_list("pk", "kind"))
    codes = dict(Deadline.objects.values_list("pk", "code"))
    for event in (
        Event.objects.exclude(cause=None).exclude(step__in=("adjust", "annul", "take_back")).select_related("cause")
    ):
        brought = found[event.cause.object_type, event.cause.step]
        if event.object_type == "deadline":
            brought.add((LIMIT_STEPS.get(event.step, "moves"), codes[event.object_id]))
        elif event.object_type == "paper" and event.step in ("draft", "issue"):
            brought.add(("drafts" if event.step == "draft" else "issues", kinds[event.object_id]))
        else:
            brought.add(("takes", f"{lifecycle_named(event.object_type).__name__}.{event.step}"))
    return found


def undeclared(found: Happened) -> list[tuple[str, ...]]:
    """What happened though no effect of the step declares it."""
    wrong = []
    for (model, step), brought in found.items():
        declared = brought_about(lifecycle_named(model), step)
        for kind, name in brought:
            allowed = (*getattr(declared, kind), *(declared.issues if kind == "drafts" else ()))
            if name not in allowed and ANY not in allowed:
                wrong.append((model, step, kind, name))
    return sorted(wrong)


def never_happened(found: Happened, *kinds: str) -> set[str]:
    """What is declared of steps that were taken, and did not happen once."""
    assert set(kinds) <= set(KINDS)
    taken = Event.objects.order_by().values_list("object_type", "step").distinct()
    return {
        f"{model}.{step} {kind} {name}"
        for model, step in taken
        for kind in kinds
        for name in getattr(brought_about(lifecycle_named(model), step), kind)
        if (kind, str(name)) not in found[model, step]
        and not (name == ANY and any(one == kind for one, _name in found[model, step]))
    }
