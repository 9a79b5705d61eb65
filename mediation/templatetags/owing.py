"""Where what is owed for a sitting is done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django import template
from django.urls import reverse

if TYPE_CHECKING:
    from mediation.queries.sittings.owed import Owed

register = template.Library()
# Whose step it is takes it; others are led to the thing. The kind of object, and the step.
STEPS = {
    "affirm": ("hearing", "affirm"), "affirm_mediation": ("mediation", "affirm"), "answer": ("jointconference", "answer"),
}  # fmt: skip
READING = {"hearing": "desk:sitting-reading"}


@register.filter
def done_at(owed: Owed) -> str:
    """The address at which it is done."""
    if owed.act in STEPS and owed.mine:
        kind, step = STEPS[owed.act]
        return reverse("desk:step", args=[kind, owed.pk, step])
    if owed.act in ("affirm", "panel"):
        return reverse("desk:panel", args=[owed.pk])
    if owed.act in STEPS:
        return reverse("desk:object", args=[STEPS[owed.act][0], owed.pk])
    if owed.act in ("serve", "paper"):
        return reverse("desk:paper", args=[owed.pk]) + ("#serving" if owed.act == "serve" else "")
    if owed.act == "help":
        return reverse("desk:object", args=["helpwanted", owed.pk])
    if owed.act == "attend":
        return reverse("desk:sitting", args=[owed.pk])
    if owed.act == "sign":
        return reverse(READING.get(owed.kind, f"desk:{owed.kind}-sitting-reading"), args=[owed.pk])
    return reverse("desk:object", args=[owed.kind, owed.pk])
