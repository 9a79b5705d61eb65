"""The people of a file: who is a party since when and why, who acts for whom, what changed; and the changes themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from typing import Any

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from mediation.actions import gateway
from mediation.actions.annulling import came_by
from mediation.models import Agent, Matter, Party, PartyChange
from mediation.models.codes import new_query_code
from mediation.models.intake.acting import acting_for
from mediation.queries.visibility import visible
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.intake.parts_of_file import Part, Turning
from mediation.web.desk.intake.roster import may_hand_in, rosters_of
from mediation.web.desk.intake.slips import gives_first_slips, waits_for_slip
from mediation.web.desk.offers import Offer, openings, steps_for
from mediation.web.stepping.finding import matter_or_404, object_or_404
from mediation.workflows.base import Act, Refused, Step
from mediation.workflows.facts import Fact, Kind


@staff_only
def people(request: HttpRequest, number: str) -> HttpResponse:
    """Everybody in the file, those too who are no party any more, with who acts for each."""
    matter = matter_or_404(request.actor, number)
    log_view(request, matter, _("当事人"))
    acts = [p for p in _openings(request, matter) if p.allowed and not _about_one(p.step)]
    by_roster = may_hand_in(request, matter)
    changes = visible(PartyChange, request.actor).filter(matter=matter).select_related("party").order_by("-pk")
    return render(
        request,
        "desk/intake/people.html",
        {
            "matter": matter,
            "part": (part := people_of(matter, request)),
            "rows": rows_of(part.rows, matter, request),
            "acts": acts,
            "changes": changes[:100],
            "rosters": rosters_of(matter),
            "asked": False,
            "by_roster": by_roster,
            "may_do": bool(acts) or by_roster,
        },
    )


def people_of(matter: Matter, request: HttpRequest) -> Part:
    """The parties by the page, whoever takes part first."""
    found = matter.parties.select_related("succeeds").order_by(F("gone_on").asc(nulls_first=True), "pk")
    return Turning(request.GET).of_rows("people", found)


def rows_of(people: list[Party], matter: Matter, request: HttpRequest) -> list[dict[str, Any]]:
    """Each of them with its agents in force; asked for once, however many there are."""
    agents: dict[int, list[Agent]] = defaultdict(list)
    for agent in visible(Agent, request.actor).filter(matter=matter).in_force(request.actor.on):
        agents[agent.principal_id].append(agent)
    return [{"party": one, "agents": agents[one.pk]} for one in people]


@staff_only
def party(request: HttpRequest, pk: int) -> HttpResponse:
    """One party: who it is, where papers reach it, who acts for it, what changed, and what may be changed."""
    found = object_or_404(request.actor, Party, pk)
    log_view(request, found.matter, str(found))
    agents = visible(Agent, request.actor).filter(principal=found).order_by("state", "-pk")
    context = {
        "party": found,
        "matter": found.matter,
        "age": found.age(request.actor.on),
        "agents": [(agent, agent.covers(request.actor.on), _acts(agent, request)) for agent in agents],
        "asks_agents": _asks_at_screen(found, request),
        "acting": acting_for(found, request.actor.on),
        "acts": acts_of(found, request),
        "strike_at": strike_at(found, request),
        "renews": found.takes_part and bool(found.code_hash) and _renews(found, request),
        "at_screen": found.takes_part
        and bool(found.code_hash)
        and not found.has_secret
        and _asks_at_screen(found, request),
        "first_slip": waits_for_slip(found) and gives_first_slips(found.matter, request.actor),
        "changes": [
            (one, one.told()) for one in visible(PartyChange, request.actor).filter(party=found).order_by("-pk")
        ],
        "successors": found.successors.order_by("pk"),
    }
    return render(request, "desk/intake/party.html", context)


def strike_at(found: Party, request: HttpRequest) -> str:
    """Where it is annulled that somebody was entered who is no party; successors go with the whole record of the succession."""
    record = came_by(found.matter_id).get(found.pk) if found.takes_part else None
    if record is None or record.user_id is None or not record.counts:
        return ""
    obj = visible(record.model, request.actor).filter(pk=record.object_id).first()
    if obj is None or not record.model.steps()["annul"].permission(obj, request.actor):
        return ""
    whose = "" if found.succeeds_id else f"&wrong_person={found.pk}"
    return f"{reverse('desk:annul', args=[record.object_type, obj.pk])}?event={record.version}{whose}"


def _renews(found: Party, request: HttpRequest) -> bool:
    return PartyChange.steps()["renew_code"].permission(PartyChange(matter=found.matter), request.actor)


def _asks_at_screen(found: Party, request: HttpRequest) -> bool:
    return PartyChange.steps()["ask_at_screen"].permission(PartyChange(matter=found.matter), request.actor)


def _openings(request: HttpRequest, matter: Matter) -> list[Offer]:
    return openings(matter, request.actor, timezone.now(), people=True)


def _acts(agent: Agent, request: HttpRequest) -> list[Offer]:
    return [p for p in steps_for(agent, request.actor, timezone.now()) if p.allowed]


def acts_of(found: Party, request: HttpRequest) -> list[Offer]:
    """What may be done with this party as it is, each with the party already named in its form."""
    offers = []
    for p in _openings(request, found.matter):
        for fact in p.step.facts:
            if _names_parties(fact) and fact.required | (fact.kind is Kind.ONE):
                named = found if fact.kind is Kind.ONE else [found]
                act = Act(
                    by=request.actor, at=timezone.now(), on=request.actor.on, facts={fact.name: named}, preview=True
                )
                if not list(p.step.refusals(p.obj, act)):
                    offers.append(replace(p, known=f"?{fact.name}={found.pk}"))
                break
    return offers


def _names_parties(fact: Fact) -> bool:
    return fact.of == "Party" and fact.kind in (Kind.ONE, Kind.SOME)


def _about_one(step: Step) -> bool:
    """Whether the step is about one party, on whose page it is offered."""
    return any(fact.kind is Kind.ONE and _names_parties(fact) for fact in step.facts)


@staff_only
@never_cache
@require_POST
def code(request: HttpRequest, pk: int) -> HttpResponse:
    """A query code for an agent, shown once to be printed and handed to him: it is kept nowhere, and no paper has it."""
    agent = object_or_404(request.actor, Agent, pk)
    made, refused = new_query_code(), None
    try:
        gateway.perform(Agent, agent.pk, "give_code", by=request.actor.user, at=timezone.now(), code=made)
    except Refused as why:
        refused, made = why, ""
    context = {
        "agent": agent, "matter": agent.matter, "code": made, "refused": [refused] if refused else [],
        "back": reverse("desk:party", args=[agent.principal_id]),
        "names": "、".join(one.principal.name for one in agent.of_the_sheet().in_force(request.actor.on)),
    }  # fmt: skip
    answer = render(request, "desk/intake/code.html", context, status=409 if refused else 200)
    answer.headers["Cache-Control"] = "no-store"
    return answer
