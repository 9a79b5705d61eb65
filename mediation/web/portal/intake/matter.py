"""The party's page: where it stands, what I may do, until when, with whom; my papers."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext

from mediation.models import Agent, Attachment, Claim, Deadline, Matter, Paper
from mediation.queries.papers.results import changed_results
from mediation.queries.sittings.soon import calls_of
from mediation.queries.visibility import visible
from mediation.timelimits import plain_words
from mediation.web.portal import plain
from mediation.web.portal.access import party_only
from mediation.web.portal.doors import doors_of
from mediation.web.portal.intake.course import course
from mediation.web.stepping.proving import holder_of

FEW = 5
# Of what happened, so much stands on the first page.
LATELY = 20


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
    past = course(request, most=LATELY + 1)
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
        "course": past[:LATELY],
        "earlier": len(past) > LATELY,
        "agent": request.actor.agent,
        "secret_missing": not holder_of(request.actor).has_secret,
        "others": others_of(request),
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
    claims = list(visible(Claim, request.actor).filter(matter=found))
    changed = changed_results(found, claims, request.actor)
    rows = []
    for claim in claims:
        now = changed.get(claim.pk)
        words = plain.DISPOSAL[now.outcome] if now and now.outcome else plain.CHANGED if now else None
        rows.append({"claim": claim, "first": plain.DISPOSAL[claim.disposal], "now": now, "words": words})
    return rows


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
