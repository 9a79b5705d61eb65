"""The page on which a hearing is held: who is here, the record as it is typed, what is owed before the next part."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_POST

from mediation.actions import gateway
from mediation.actions.sittings.said import Entry, keep, may_write
from mediation.models import Agent, Attachment, Hearing, HearingParticipant, Paper
from mediation.queries.sittings.said import Line, lines_of
from mediation.queries.visibility import visible
from mediation.vocabulary import EntryKind, HearingPhase, Presence
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import steps_for
from mediation.web.desk.sittings.said import as_told, standing
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused, Step
from mediation.workflows.facts import WrongFacts
from mediation.workflows.sittings.hearing_request import HearingState

KEYS = 9
HELD_OPEN = (None, HearingState.IN_SESSION)


@dataclass(frozen=True)
class Present:
    """Somebody who was invited, and where he is now."""

    row: HearingParticipant
    agents: list[tuple[str, bool]]
    left: bool

    @property
    def here(self) -> bool:
        """Whether he came and has not left."""
        return self.row.outcome == Presence.PRESENT and not self.left

    @property
    def came(self) -> bool:
        """Whether he came at all, and may leave or come back."""
        return self.row.outcome == Presence.PRESENT


def is_tapped(step: Step) -> bool:
    """Whether the page takes it by itself, by one tap: nothing need be stated, and the hearing is held open by it."""
    return step.target in HELD_OPEN and not any(fact.required for fact in step.facts) and not step.opens


def is_here(step: Step) -> bool:
    """Whether the page itself is the form of the step: it moves nothing while the hearing is held."""
    return step.target is None and step.leads_from(HearingState.IN_SESSION)


@staff_only
def sitting(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the hearing. Without a script every button is a form of its own."""
    hearing = object_or_404(request.actor, Hearing, pk, "presider", "recorder", "room", "organ")
    log_view(request, hearing.matter, str(hearing))
    lines = lines_of(hearing)
    people = present(hearing, lines, request)
    speakers = speakers_of(hearing, people, lines)
    files = visible(Attachment, request.actor).filter(matter=hearing.matter).order_by("pk")
    steps = steps_for(hearing, request.actor, timezone.now())
    correcting = next((line.now for line in lines if line.no == whole_number(request.GET.get("edit", ""))), None)
    reached = hearing.reached()
    context = {
        "hearing": hearing, "matter": hearing.matter, "people": people, "panel": hearing.sitting_members().select_related("user"),
        "strip": strip_of(hearing, lines), "reached": reached or HearingPhase.ROLL_CALL, "lines": lines,
        "owed": owed_by(hearing), "speakers": speakers, "files": files, "opinions": opinions_on(lines),
        "papers": Paper.objects.visible_to(request.actor).filter(matter=hearing.matter).order_by("-pk")[:30],
        "writes": may_write(hearing, request.actor),
        "to_read": hearing.state in (HearingState.IN_SESSION, HearingState.DELIBERATING) and bool(lines),
        "calls": any(p.allowed and p.step.name == "record_attendance" for p in steps),
        "recess": hearing.in_recess(), "acts": [p for p in steps if p.allowed and not is_here(p.step) and not is_tapped(p.step)],
        "taps": [p for p in steps if p.allowed and is_tapped(p.step)],
        "blocked": [p for p in steps if not p.allowed and not is_here(p.step)],
        "correcting": correcting, "key": str(uuid4()), "presences": Presence.choices,
        "speaker": request.session.pop("sitting_speaker", ""), "typed": request.session.pop("sitting_text", ""),
        "known": known(request, hearing, lines, speakers),
    }  # fmt: skip
    return render(request, "desk/sittings/sitting.html", context)


def known(request: HttpRequest, hearing: Hearing, lines: list[Line], speakers: list[str]) -> dict[str, Any]:
    """What the script begins with."""
    rows = sorted((row for line in lines for row in (*line.standing, *line.struck)), key=lambda row: row.no)
    told = standing(request, hearing, rows[-1].no if rows else 0)
    return {
        **told, "rows": [as_told(row) for row in rows], "user": request.actor.user.pk, "hearing": hearing.pk,
        "speakers": speakers, "parts": [{"code": code, "name": str(name)} for code, name in HearingPhase.choices],
        "url": reverse("desk:sitting-said", args=[hearing.pk]), "sign_in": reverse("desk:sign-in"),
    }  # fmt: skip


def present(hearing: Hearing, lines: list[Line], request: HttpRequest) -> list[Present]:
    """Those invited, with the agents who may speak for them today, and who has left since."""
    moves = {line.now.speaker: line.now.kind for line in lines if line.now.kind in (EntryKind.CAME, EntryKind.LEFT)}
    rows = list(hearing.invited.select_related("party"))
    agents: dict[int, list[Agent]] = {}
    for agent in Agent.objects.filter(principal__in=[row.party_id for row in rows]).order_by("pk"):
        if agent.speaks(request.actor.on):
            agents.setdefault(agent.principal_id, []).append(agent)
    found = []
    for row in rows:
        named = row.agents.split("、")
        theirs = [(agent.name, agent.name in named) for agent in agents.get(row.party_id, [])]
        found.append(Present(row, theirs, moves.get(row.party.name) == EntryKind.LEFT))
    return found


def speakers_of(hearing: Hearing, people: list[Present], lines: list[Line]) -> list[str]:
    """Who may speak, in the order of their keys; in the language of the record, whatever that of the page."""
    with override(settings.LANGUAGE_CODE):
        heard = [line.now.speaker for line in lines if line.now.kind == EntryKind.SAID and line.now.text]
        return list(dict.fromkeys([*_called_by_part(hearing, people), *heard]))


def _called_by_part(hearing: Hearing, people: list[Present]) -> list[str]:
    """Presider, those present with their agents, whoever handles it, the panel, the recorder; each with the part taken."""
    found = [_("%s（主持人）") % hearing.presider] if hearing.presider else []
    for one in people:
        if one.row.outcome == Presence.PRESENT:
            found.append(f"{one.row.party.name}（{one.row.party.get_role_display()}）")
            found += [
                _("%(agent)s（%(party)s的代理人）") % {"agent": name, "party": one.row.party.name}
                for name, came in one.agents
                if came
            ]
    petition = getattr(hearing.matter, "petition", None)
    if petition is not None and petition.handler:
        found.append(_("%s（承办人）") % petition.handler)
    members = hearing.sitting_members().select_related("user")
    found += [_("%s（听证员）") % member.user for member in members if member.user_id != hearing.presider_id]
    found += [_("%s（记录员）") % hearing.recorder] if hearing.recorder else []
    return found


def strip_of(hearing: Hearing, lines: list[Line]) -> list[dict[str, Any]]:
    """The parts in their order, how much was said in each, where the hearing is."""
    reached = hearing.reached()
    said: dict[str, int] = {}
    for line in lines:
        if line.now.kind == EntryKind.SAID and not line.gone:
            said[line.now.phase] = said.get(line.now.phase, 0) + 1
    place = HearingPhase.values.index(reached) if reached else -1
    return [
        {
            "code": code,
            "name": str(name),
            "said": said.get(code, 0),
            "here": no == place,
            "back": no < place,
            "ahead": no > place,
        }
        for no, (code, name) in enumerate(HearingPhase.choices)
    ]


def owed_by(hearing: Hearing) -> list[str]:
    """What is still to be done before the hearing can open, or the panel withdraw."""
    found = [_("核对是否到场：%s") % party for party in hearing.unchecked()]
    found += [_("决定回避申请：%s") % one for one in hearing.recusals_pending()]
    if hearing.state == HearingState.IN_SESSION:
        found += [_("听取：%s") % HearingPhase(part).label for part in hearing.unheard()]
    if twice := hearing.said_in_conflict():
        found.append(_("两人对同一条的更正不一致，请确定：第%s条") % "、".join(str(no) for no in twice))
    return found


def opinions_on(lines: list[Line]) -> dict[int, list[str]]:
    """What was said about each piece of evidence."""
    found: dict[int, list[str]] = {}
    for line in lines:
        if line.now.about_id and not line.gone:
            found.setdefault(line.now.about_id, []).append(f"{line.now.speaker}：{line.now.text}")
    return found


@staff_only
@require_POST
def tap(request: HttpRequest, pk: int) -> HttpResponse:
    """One tap: who came, who left, the next part, a pause."""
    hearing = object_or_404(request.actor, Hearing, pk)
    try:
        _tapped(request, hearing)
    except (Refused, WrongFacts) as no:
        messages.error(request, str(no))
    return redirect("desk:sitting", hearing.pk)


def _tapped(request: HttpRequest, hearing: Hearing) -> None:
    told, actor = request.POST, request.actor
    step, facts = told.get("step", ""), {}
    if step == "enter_phase":
        facts = {"phase": told.get("phase", ""), "why": told.get("why", "")}
    elif step == "record_attendance":
        row = hearing.invited.filter(party=whole_number(told.get("party", ""))).select_related("party").first()
        if row is None:
            return
        if told.get("move"):
            _move(hearing, row, EntryKind(told["move"]), actor)
            return
        facts = {"attendance": [_attendance(row, told)]}
        late = hearing.state == HearingState.IN_SESSION and row.outcome != Presence.PRESENT == told.get("outcome")
    elif step not in Hearing.steps() or not is_tapped(Hearing.steps()[step]):
        return
    gateway.perform(
        Hearing, hearing.pk, step, by=actor.user, at=timezone.now(), key=in_hands_of(actor, told.get("key", "") or str(uuid4())), **facts
    )  # fmt: skip
    if step == "record_attendance" and late:
        _move(hearing, row, EntryKind.CAME, actor)


def _attendance(row: HearingParticipant, told: Any) -> dict[str, Any]:
    """What is noted of one who was invited: an agent tapped comes or goes, and with an agent the party has come."""
    named = [name for name in row.agents.split("、") if name]
    if agent := told.get("agent"):
        named = [name for name in named if name != agent] if agent in named else [*named, agent]
        outcome = row.outcome or Presence.PRESENT.value
    else:
        outcome = told.get("outcome", "")
    return {"party": row.party, "outcome": outcome, "agents": "、".join(named), "note": told.get("note", row.note)}


def _move(hearing: Hearing, row: HearingParticipant, kind: EntryKind, actor: Any) -> None:
    """Coming late, leaving and coming back stand in the record with their minute."""
    phase = hearing.reached() or HearingPhase.ROLL_CALL
    keep(hearing.pk, Entry(key=uuid4(), kind=kind, phase=phase, speaker=row.party.name), by=actor, at=timezone.now())
