"""The party's page: where it stands, what I may do, until when, with whom; my papers."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from mediation.models import Deadline, Event, FileView, Paper
from mediation.queries.visibility import visible
from mediation.web.desk.access import model_or_404
from mediation.web.desk.possible import Possibility, openings, steps_for
from mediation.web.desk.steps import StepPage, _step_or_404
from mediation.web.forms.references import Scope
from mediation.web.portal import plain
from mediation.web.portal.access import party_only
from mediation.workflows.base import Lifecycle, lifecycles
from mediation.workflows.facts import Fact
from mediation.workflows.petition import OPEN_STATES

FEW = 5
# Never the first thing to do.
LAST = ("withdraw", "withdraw_request", "end", "decline", "terminate")
# What a party is told of the course of things: outward steps, not the office's inner ones.
TOLD = {
    "petition": ("register", "answer", "close", "decline", "withdraw", "reopen", "assign_handler"),
    "claim": ("accept", "refuse", "guide", "forward", "decide", "settle", "withdraw", "reopen"),
    "dispatch": ("send", "take", "take_by_silence", "give_way"),
    "hearing": ("grant", "refuse", "schedule", "postpone", "open", "conclude", "terminate"),
    "mediation": ("propose", "agree", "refuse", "terminate"),
    "mediationsession": ("schedule", "close"),
    "agreement": ("sign", "take_effect", "perform", "breach"),
    "extension": ("approve",),
    "paper": ("issue", "revoke", "replace"),
    "review": ("request", "join", "accept", "refuse", "decide", "withdraw_request"),
}


@party_only
def matter(request: HttpRequest) -> HttpResponse:
    """One page that answers, in this order: where, what next and until when, with whom, what happened."""
    found = request.actor.party.matter
    petition = getattr(found, "petition", None)
    organ = petition.acting_organ if petition else found.organ
    doors = what_i_may_do(request)
    papers = Paper.objects.visible_to(request.actor).prefetch_related("services").order_by("-issued_on", "-pk")
    context = {
        "matter": found,
        "petition": petition,
        "standing": plain.STANDING.get(petition.state) if petition else None,
        "claims": [(c, plain.DISPOSAL[c.disposal]) for c in visible(claim_model(), request.actor).filter(matter=found)],
        "doors": [
            (door, address_of(door), plain.MEANING.get((door.obj._meta.model_name, door.step.name), ""))
            for door in doors
        ],
        "limits": limits(request),
        "reminders": request.actor.party.messages.all()[:FEW],
        "organ": organ,
        "papers": papers,
        "course": course(request),
        "viewers": FileView.objects.filter(matter=found, user__isnull=False).select_related("user")[:20],
    }
    return render(request, "portal/matter.html", context)


def course(request: HttpRequest) -> list[tuple[Event, str]]:
    """The outward steps, the latest first, each with what it was about; others' papers are left out."""
    told = Q()
    for object_type, steps in TOLD.items():
        told |= Q(object_type=object_type, step__in=steps)
    mine = {p.pk: p for p in Paper.objects.visible_to(request.actor)}
    claims = {c.pk: c for c in visible(claim_model(), request.actor).filter(matter=request.actor.party.matter)}
    found = []
    for event in Event.objects.filter(told, matter=request.actor.party.matter).order_by("-seq")[:100]:
        if event.object_type == "paper":
            if event.object_id in mine:
                found.append((event, mine[event.object_id].get_kind_display()))
        elif event.object_type == "claim":
            if event.object_id in claims:
                found.append((event, str(claims[event.object_id])))
        else:
            found.append((event, ""))
    return found[:40]


def claim_model() -> Any:
    """The model of claims."""
    return model_or_404("claim")


def limits(request: HttpRequest) -> list[tuple[Deadline, Any]]:
    """The running limits that the party waits for or may use, in plain words, the next first."""
    running = Deadline.objects.visible_to(request.actor).running().order_by("legal_on")
    seen: set[tuple[str, Any]] = set()
    found = []
    for deadline in running:
        key = (deadline.code, deadline.legal_on)
        if deadline.code in plain.LIMIT and key not in seen:
            seen.add(key)
            found.append((deadline, plain.LIMIT[deadline.code]))
    return found


def what_i_may_do(request: HttpRequest) -> list[Possibility]:
    """Every step that the party may take now, each on its object."""
    actor, at = request.actor, timezone.now()
    found: list[Possibility] = []
    for model in lifecycles():
        if _never_a_partys(model):
            continue
        for obj in visible(model, actor).filter(matter=actor.party.matter):
            found += [p for p in steps_for(obj, actor, at) if p.allowed]
    found += [p for p in openings(actor.party.matter, actor, at) if p.allowed and worth_offering(p)]
    return sorted(found, key=lambda p: p.step.name in LAST)


def worth_offering(door: Possibility) -> bool:
    """Review is offered once there is something to contest, the rest while the matter is in hand."""
    if door.obj._meta.model_name != "review":
        petition = getattr(door.obj.matter, "petition", None)
        return petition is None or petition.state in OPEN_STATES
    return door.obj.matter.deadlines.filter(code__in=("D6", "D8"), state__in=("running", "lapsed")).exists()


def address_of(door: Possibility) -> str:
    """Where the form of a step is in the portal."""
    name = door.obj._meta.model_name
    if door.obj.pk is None:
        return reverse("portal:open", args=[name, door.step.name])
    return reverse("portal:step", args=[name, door.obj.pk, door.step.name])


def _never_a_partys(model: type[Lifecycle]) -> bool:
    return model._meta.model_name in ("deadline", "paper", "claim", "dispatch", "resolution", "jurisdictiondispute")


# Facts that only a window states for somebody else.
STATED_AT_WINDOW = {"petitioners", "channel", "posted_on", "requested_by", "signer", "withdrawn_by", "party", "manner"}


class PartyStepPage(StepPage):
    """The page of a step that a party takes: no late entry, nothing that is stated for others."""

    template = "portal/step.html"

    def _facts(self) -> tuple[Fact, ...]:
        return tuple(fact for fact in self.step.facts if fact.required or fact.name not in STATED_AT_WINDOW)

    def _after(self, taken: Lifecycle) -> str:
        return reverse("portal:matter")

    def _back(self) -> str:
        return reverse("portal:matter")

    def _meaning(self) -> str:
        return str(plain.MEANING.get((str(self.obj._meta.model_name), self.step.name), ""))


@party_only
def take(request: HttpRequest, model: str, pk: int, step: str) -> HttpResponse:
    """A step on an object of the party's own file."""
    kind = model_or_404(model)
    obj = get_object_or_404(visible(kind, request.actor), pk=pk)
    return _answer(request, obj, step, opens=False)


@party_only
def open_new(request: HttpRequest, model: str, step: str) -> HttpResponse:
    """A step that opens something in the party's file: a request for review, for a hearing."""
    return _answer(request, model_or_404(model)(matter=request.actor.party.matter), step, opens=True)


def _answer(request: HttpRequest, obj: Lifecycle, name: str, *, opens: bool) -> HttpResponse:
    step = _step_or_404(type(obj), name, opens=opens)
    if not step.permission(obj, request.actor):
        raise Http404
    scope = Scope(actor=request.actor, matter=request.actor.party.matter, obj=obj, opens=opens)
    page = PartyStepPage(request, obj, step, scope)
    return page.post() if request.method == "POST" else page.get()


@party_only
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my papers, as it was issued."""
    found = get_object_or_404(Paper.objects.visible_to(request.actor), pk=pk)
    if not found.sha256:
        return redirect("portal:matter")
    FileView.objects.create(
        matter=found.matter, party=request.actor.party, what=str(found)[:100], seen_at=timezone.now()
    )
    name = f"{found.get_kind_display()}{found.number}.pdf"
    return FileResponse(found.pdf.open("rb"), filename=name, content_type="application/pdf")
