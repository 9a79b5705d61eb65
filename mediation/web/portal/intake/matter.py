"""The party's page: where it stands, what I may do, until when, with whom; my papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from mediation.models import Agent, Attachment, Deadline, Event, FileView, Matter, Paper
from mediation.queries.office.timeline import corrections
from mediation.queries.papers.results import changed_results
from mediation.queries.sittings.soon import calls_of
from mediation.queries.visibility import visible
from mediation.timelimits import plain_words
from mediation.web.portal import plain
from mediation.web.portal.access import party_only
from mediation.web.portal.doors import doors_of
from mediation.web.stepping.finding import model_or_404
from mediation.web.stepping.proving import holder_of
from mediation.workflows import said_how
from mediation.workflows.base import lifecycles

FEW = 5


@party_only
def matter(request: HttpRequest) -> HttpResponse:
    """One page that answers, in this order: where, what next and until when, with whom, what happened."""
    found = request.actor.party.matter
    petition = getattr(found, "petition", None)
    organ = petition.acting_organ if petition else found.organ
    doors, closed = doors_of(request.actor, timezone.now())
    loud = [door for door in doors if not door.quiet]
    loud = [replace(door, presses=door.confirms or door is loud[0]) for door in loud]
    confirm = {door.paper_id: door for door in doors if door.confirms}
    context = {
        "matter": found,
        "petition": petition,
        "calls": calls_of(request.actor.party, at=timezone.localtime()),
        "standing": petition.plain_states[petition.state] if petition else None,
        "reviews": [one.plain_states[one.state][one.stage] for one in found.reviews.pending()],
        "claims": claims_of(request, found),
        "doors": loud,
        "quiet": [door for door in doors if door.quiet],
        "closed": closed,
        "limits": limits(request),
        "owed": bool(found.every("obligations")),
        "reminders": request.actor.party.messages.all()[:FEW],
        "organ": organ,
        "papers": [(paper, confirm.get(paper.pk)) for paper in papers_of(request)],
        "materials": Attachment.objects.visible_to(request.actor).prefetch_related("given_by"),
        "course": course(request),
        "agent": request.actor.agent,
        "secret_missing": not holder_of(request.actor).has_secret,
        "others": others_of(request),
        "viewers": FileView.objects.filter(matter=found, user__isnull=False).select_related("user")[:20],
    }
    return render(request, "portal/intake/matter.html", context)


def others_of(request: HttpRequest) -> list[Agent]:
    """For an agent of several: the others who signed the same sheet."""
    agent = request.actor.agent
    if agent is None:
        return []
    found = agent.of_the_sheet().in_force(request.actor.on).exclude(pk=agent.pk).exclude(code_hash="")
    return list(found.filter(principal__gone_on=None).select_related("principal"))


def papers_of(request: HttpRequest) -> list[Paper]:
    """What was sent to the party, the newest first."""
    return list(Paper.objects.visible_to(request.actor).order_by("-issued_on", "-pk"))


def claims_of(request: HttpRequest, found: Matter) -> list[dict[str, Any]]:
    """Each claim with its result in plain words; after a review changed it, the result now in force and the first."""
    claims = list(visible(claim_model(), request.actor).filter(matter=found))
    changed = changed_results(found, claims, request.actor)
    rows = []
    for claim in claims:
        now = changed.get(claim.pk)
        words = plain.DISPOSAL[now.outcome] if now and now.outcome else plain.CHANGED if now else None
        rows.append({"claim": claim, "first": plain.DISPOSAL[claim.disposal], "now": now, "words": words})
    return rows


def course(request: HttpRequest) -> list[tuple[Event, str]]:
    """The outward steps, the latest first, each with what it was about; others' papers are left out."""
    told = Q()
    for model in lifecycles():
        if steps := [step.name for step in model.steps().values() if step.told_to_party]:
            told |= Q(object_type=model._meta.model_name, step__in=steps)
    mine = {p.pk: p for p in Paper.objects.visible_to(request.actor)}
    claims = {c.pk: c for c in visible(claim_model(), request.actor).filter(matter=request.actor.party.matter)}
    found = []
    happened = Event.objects.filter(told, matter=request.actor.party.matter).standing()
    for event in happened.order_by("-pk")[:100]:
        if event.object_type == "paper":
            if event.object_id in mine:
                found.append((event, mine[event.object_id].get_kind_display()))
        elif event.object_type == "claim":
            if event.object_id in claims:
                found.append((event, str(claims[event.object_id])))
        else:
            found.append((event, how_it_came(event)))
    _tell_right_days(request, found)
    return found[:40]


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


def claim_model() -> Any:
    """The model of claims."""
    return model_or_404("claim")


def limits(request: HttpRequest) -> list[tuple[Deadline, Any]]:
    """The running limits that the party waits for or may use, in plain words, the next first."""
    running = Deadline.objects.visible_to(request.actor).running().order_by("legal_on", "pk")
    seen: set[tuple[str, Any]] = set()
    found = []
    for deadline in running:
        key = (deadline.code, deadline.legal_on)
        said = plain_words(deadline.code)
        if said and key not in seen:
            seen.add(key)
            found.append((deadline, gettext(said)))
    return found
