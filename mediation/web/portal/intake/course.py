"""What happened in the party's matter, step by step."""

from __future__ import annotations

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.models import Claim, Event, Paper
from mediation.queries.office.timeline import corrections
from mediation.queries.visibility import visible
from mediation.web.portal.access import party_only
from mediation.workflows import said_how
from mediation.workflows.base import lifecycles


@require_safe
@party_only
def whole(request: HttpRequest) -> HttpResponse:
    """From the newest to the first."""
    return render(request, "portal/intake/course.html", {"course": course(request)})


def course(request: HttpRequest, *, most: int | None = None) -> list[tuple[Event, str]]:
    """The outward steps, the latest first, each with what it was about; others' papers are left out."""
    matter = request.actor.party.matter
    mine = {p.pk: p.get_kind_display() for p in Paper.objects.visible_to(request.actor).listed()}
    claims = {c.pk: str(c) for c in visible(Claim, request.actor).filter(matter=matter)}
    told = Q()
    for model in lifecycles():
        if steps := [step.name for step in model.steps().values() if step.told_to_party]:
            of_model = Q(object_type=model._meta.model_name, step__in=steps)
            if model in (Paper, Claim):
                of_model &= Q(object_id__in=mine if model is Paper else claims)
            told |= of_model
    happened = Event.objects.filter(told, matter=matter).standing().order_by("-pk")
    about = {"paper": mine, "claim": claims}
    found = [
        (event, about[event.object_type][event.object_id] if event.object_type in about else how_it_came(event))
        for event in (happened if most is None else happened[:most])
    ]
    _tell_right_days(request, found)
    return found


def how_it_came(event: Event) -> str:
    """How an act of a party came: who sees that it was not himself can say so."""
    step = event.model.steps().get(event.step)
    by_staff = event.user_id is not None and event.cause_id is None
    return said_how.in_words(step, event.facts, by_staff=by_staff) if step is not None else ""


def _tell_right_days(request: HttpRequest, found: list[tuple[Event, str]]) -> None:
    """A record whose day was corrected is told with the right day."""
    corrected = Event.objects.filter(matter=request.actor.party.matter, step="correct_day").order_by("pk")
    right = corrections(corrected)
    for event, _about in found:
        event.told_on = right.get(event.place, event.done_on)
