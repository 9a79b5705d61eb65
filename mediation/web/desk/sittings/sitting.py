"""The page on which a hearing, a session or a conference is held: who is here, the record as it is typed, what is owed before the next part."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from mediation.actions import gateway
from mediation.actions.sittings.said import Entry, keep, may_write
from mediation.models import Attachment, Hearing, HearingParticipant, Paper
from mediation.permissions import Actor
from mediation.queries.sittings.said import Line, lines_of
from mediation.queries.visibility import visible
from mediation.vocabulary import Challenge, EntryKind, IdentityCheck, Presence, RightsKnown
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import steps_for
from mediation.web.desk.sitting_addresses import addresses_of, page_of
from mediation.web.desk.sittings.people import officers_of, owed_by, present, speakers_of
from mediation.web.desk.sittings.said import as_told, standing
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused, Step
from mediation.workflows.facts import WrongFacts
from mediation.workflows.sittings.hearing_request import HearingState

KEYS = 9
# Read with the sitting, where it has them.
READ_WITH = ("presider", "recorder", "room", "organ", "mediation")


ANSWERS = ("identity", "challenge", "challenge_said", "rights", "rights_said")
# What the hearing waits for; other taps are there beside it.
MAIN_TAPS = ("open", "go_on")


def screen_of(sitting: Any, actor: Actor) -> str:
    """Where the window for the room is, for who may open it."""
    return (
        reverse("desk:screen", args=[sitting.pk])
        if may_write(sitting, actor) and hasattr(sitting, "screen_lit")
        else ""
    )


def is_tapped(step: Step, sitting: Any) -> bool:
    """Whether the page takes it by itself, by one tap: nothing need be stated, and the sitting is held open by it.

    A session opens with who came: that is stated.
    """
    opens = step.target == sitting.held_in and sitting.page_name == "hearing"
    stated = step.name in sitting.forms_apart or any(fact.required for fact in step.facts)
    return (step.target is None or opens) and not stated and not step.opens


def is_here(step: Step, sitting: Any) -> bool:
    """Whether the page itself is the form of the step: it moves nothing while the sitting is held."""
    return step.target is None and step.leads_from(sitting.held_in) and step.name not in sitting.forms_apart


@staff_only
def sitting(request: HttpRequest, pk: int, model: type[Any] = Hearing) -> HttpResponse:
    """The page of the sitting. Without a script every button is a form of its own."""
    hearing = object_or_404(
        request.actor, model, pk, *(one.name for one in model._meta.fields if one.is_relation and one.name in READ_WITH)
    )
    log_view(request, hearing.matter, str(hearing))
    lines = lines_of(hearing)
    people = present(hearing, lines, request.actor.on)
    speakers = speakers_of(hearing, people, lines)
    files = visible(Attachment, request.actor).filter(matter=hearing.matter).order_by("pk")
    steps = steps_for(hearing, request.actor, timezone.now())
    correcting = next((line.now for line in lines if line.no == whole_number(request.GET.get("edit", ""))), None)
    reached = hearing.reached() or hearing.parts()[0][0]
    words = standing_words(hearing)
    begun = words.get(reached, "") if "words" in request.GET else ""
    context = {
        "hearing": hearing, "matter": hearing.matter, "people": people, "others": hearing.others_there() if isinstance(hearing, Hearing) else [], "officers": officers_of(hearing),
        "at": addresses_of(hearing), "strip": strip_of(hearing, lines), "reached": reached, "lines": lines,
        "owed": owed_by(hearing), "speakers": speakers, "files": files, "opinions": opinions_on(lines),
        "papers": Paper.objects.visible_to(request.actor).filter(matter=hearing.matter).order_by("-pk")[:30],
        "writes": may_write(hearing, request.actor),
        "to_read": hearing.record_open() and bool(lines),
        "asks": any(p.allowed and p.step.name == "record_answers" for p in steps),
        "identities": IdentityCheck.choices, "challenges": Challenge.choices, "rights": RightsKnown.choices,
        "main_taps": MAIN_TAPS, "screen": screen_of(hearing, request.actor),
        "calls": any(p.allowed and p.step.name == "record_attendance" for p in steps),
        "acts": [p for p in steps if p.allowed and not is_here(p.step, hearing) and not is_tapped(p.step, hearing)],
        "taps": [p for p in steps if p.allowed and is_tapped(p.step, hearing)],
        "blocked": [p for p in steps if not p.allowed and not is_here(p.step, hearing)],
        "correcting": correcting, "key": str(uuid4()), "presences": Presence.choices,
        "speaker": speakers[0] if begun and speakers else request.session.pop("sitting_speaker", ""),
        "typed": begun or request.session.pop("sitting_text", ""), "words": words,
        "known": {**known(request, hearing, lines, speakers), "words": words},
    }  # fmt: skip
    return render(request, "desk/sittings/sitting.html", context)


def standing_words(sitting: Any) -> dict[str, str]:
    """What whoever presides says in each part, in the words of the organ that holds it."""
    organ = sitting.acting_organ
    return organ.standing_words(sitting.page_name) if organ is not None else {}


def known(request: HttpRequest, hearing: Any, lines: list[Line], speakers: list[str]) -> dict[str, Any]:
    """What the script begins with."""
    rows = sorted((row for line in lines for row in (*line.standing, *line.struck)), key=lambda row: row.no)
    told = standing(request, hearing, rows[-1].no if rows else 0)
    return {
        **told, "rows": [as_told(row) for row in rows], "user": request.actor.user.pk, "hearing": hearing.pk if hearing.page_name == "hearing" else f"{hearing.page_name}-{hearing.pk}",
        "speakers": speakers, "parts": [{"code": code, "name": name} for code, name in hearing.parts()],
        "url": page_of(hearing, "said"), "sign_in": reverse("desk:sign-in"),
    }  # fmt: skip


def strip_of(hearing: Any, lines: list[Line]) -> list[dict[str, Any]]:
    """The parts in their order, how much was said in each, where the hearing is."""
    reached = hearing.reached()
    said: dict[str, int] = {}
    for line in lines:
        if line.now.kind == EntryKind.SAID and not line.gone:
            said[line.now.phase] = said.get(line.now.phase, 0) + 1
    parts = hearing.parts()
    place = [code for code, _name in parts].index(reached) if reached else -1
    return [
        {
            "code": code,
            "name": name,
            "said": said.get(code, 0),
            "here": no == place,
            "back": no < place,
            "ahead": no > place,
        }
        for no, (code, name) in enumerate(parts)
    ]


def opinions_on(lines: list[Line]) -> dict[int, list[str]]:
    """What was said about each piece of evidence."""
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.now.about_id and not line.gone:
            found.setdefault(line.now.about_id, []).append(f"{line.now.speaker}：{line.now.text}")
    return found


@staff_only
@require_POST
def tap(request: HttpRequest, pk: int, model: type[Any] = Hearing) -> HttpResponse:
    """One tap: who came, who left, the next part, a pause."""
    hearing = object_or_404(request.actor, model, pk)
    try:
        _tapped(request, hearing)
    except (Refused, WrongFacts) as no:
        messages.error(request, str(no))
    return redirect(page_of(hearing))


def _tapped(request: HttpRequest, hearing: Any) -> None:
    told, actor = request.POST, request.actor
    party = whole_number(told.get("party", ""))
    if told.get("move"):
        _move_named(hearing, party, EntryKind(told["move"]), actor)
        return
    step, late = told.get("step", ""), False
    row = hearing.invited.filter(party=party).select_related("party").first() if step in OF_ONE_SIDE else None
    if step == "enter_phase":
        facts: dict[str, Any] = {"phase": told.get("phase", ""), "why": told.get("why", "")}
    elif row is not None:
        facts = OF_ONE_SIDE[step](row, told)
        came = step == "record_attendance" and row.outcome != Presence.PRESENT == told.get("outcome")
        late = came and hearing.state == HearingState.IN_SESSION
    elif step in hearing.steps() and is_tapped(hearing.steps()[step], hearing):
        facts = {}
    else:
        return
    gateway.perform(
        type(hearing), hearing.pk, step, by=actor.user, at=timezone.now(), key=in_hands_of(actor, told.get("key", "") or str(uuid4())), **facts
    )  # fmt: skip
    if late and row is not None:
        _move(hearing, row.party.name, EntryKind.CAME, actor)


def _answers(row: HearingParticipant, told: Any) -> dict[str, Any]:
    """What one side answered at the opening."""
    return {"answers": [{"party": row.party, **{name: told.get(name, "").strip() for name in ANSWERS}}]}


def _attendance(row: HearingParticipant, told: Any) -> dict[str, Any]:
    """What is noted of one who was invited: an agent tapped comes or goes, and with an agent the party has come."""
    named = [name for name in row.agents.split("、") if name]
    if agent := told.get("agent"):
        named = [name for name in named if name != agent] if agent in named else [*named, agent]
        outcome = row.outcome or Presence.PRESENT.value
    else:
        outcome = told.get("outcome", "")
    noted = {"party": row.party, "outcome": outcome, "agents": "、".join(named), "note": told.get("note", row.note)}
    return {"attendance": [noted]}


# What is tapped for one who was invited.
OF_ONE_SIDE = {"record_attendance": _attendance, "record_answers": _answers}


def _move_named(sitting: Any, key: int | None, kind: EntryKind, actor: Any) -> None:
    """Whoever came to a session or a conference leaves, or comes back."""
    for one in present(sitting, [], actor.on):
        if one.key == key and one.came:
            _move(sitting, one.name, kind, actor)


def _move(sitting: Any, name: str, kind: EntryKind, actor: Any) -> None:
    """Coming late, leaving and coming back stand in the record with their minute."""
    entry = Entry(key=uuid4(), kind=kind, phase=sitting.reached() or sitting.parts()[0][0], speaker=name)
    keep(sitting.pk, entry, by=actor, at=timezone.now(), model=type(sitting))
