"""What the words of claims point to, asked about on the page before they are sorted, accepted or guided away."""

from __future__ import annotations

from datetime import date
from typing import Any

from mediation.models import Claim
from mediation.queries.intake.route_check import Advice, Running, advice
from mediation.vocabulary import Category
from mediation.workflows.base import Lifecycle, Step

TOLD, REASON = "route_told", "route_reason"


def is_asked(step: Step) -> bool:
    """Whether the step sorts claims, or acts on how one was sorted."""
    return any(fact.name == TOLD for fact in step.facts)


def advice_for(obj: Lifecycle, stated: dict[str, Any], on: date) -> list[Advice]:
    """What is told about the claim, or about each claim of a form of registration that is sorted there."""
    if isinstance(obj, Claim):
        category, route = obj.category, obj.route
        if "category" in stated:
            category, route = stated["category"], stated["route"]
        known_on, latest = stated.get("known_on") or obj.known_on, obj.petition.received_on
        return [advice(obj.text, category=category, route=route, on=on, known_on=known_on, latest=latest)]
    latest = stated.get("received_on") or on
    return [
        advice(row["text"], category=row["category"], route=row["route"], on=on, latest=latest) if row["category"]
        else Advice(text="", pointers=(), category="", route="")
        for row in stated.get("claims") or ()
    ]  # fmt: skip


def told_of(advised: list[Advice]) -> list[dict[str, Any]]:
    """What was told, as the record keeps it. That words sound like an accusation leaves no trace in an open file."""
    return [
        {
            "claim": no if len(advised) > 1 else None, "words": one.found[:60], "item": one.check.label,
            "rights": "；".join(map(_in_words, one.running))[:500],
        }
        for no, about in enumerate(advised, start=1) for one in about.pointers if one.check.item != Category.ACCUSATION
    ]  # fmt: skip


def proposed_limit(advised: list[Advice]) -> str:
    """The period of the procedure to which a claim is guided, as the law says it; proposed, and typed over as needed."""
    runs = [run for about in advised for one in about.pointers if one.agrees for run in one.running if not run.is_over]
    said = [f"{run.right.label}：自{run.right.trigger}起{run.right.spelt}内" for run in runs]
    return "；".join(dict.fromkeys(said))[:200]


def _in_words(run: Running) -> str:
    if run.last is None or run.left is None:
        return f"{run.right.label}{run.right.spelt}"
    end = f"至{run.last.isoformat()}" + ("（最迟）" if run.at_most else "")
    return f"{run.right.label}{end}，" + ("已经届满" if run.is_over else f"还剩{run.left}日")
