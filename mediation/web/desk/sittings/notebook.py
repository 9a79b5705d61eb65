"""The notebook of a mediator: four columns, written while people speak, read by whom it belongs to and by nobody else."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.debug import sensitive_post_parameters

from mediation.actions import gateway
from mediation.models import Mediation, MediationNote, NotebookKey
from mediation.models.confided import KeyLostError
from mediation.vocabulary import MediationSide, NoteAudience
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.offers import steps_for
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import new_key
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts

ABOUT_NOTES = ("hand_on_notes",)


@dataclass(frozen=True)
class Column:
    """One column: who may be told of what stands in it, and of whom it is."""

    audience: NoteAudience
    name: str
    people: str
    notes: list[tuple[MediationNote, str | None]] = field(default_factory=list)


@sensitive_post_parameters()
@staff_only
def notebook(request: HttpRequest, pk: int) -> HttpResponse:
    """What is refused stands in the field again: no session, draft or log keeps a word of it."""
    mediation: Any = object_or_404(request.actor, Mediation, pk)
    notes = MediationNote.objects.visible_to(request.actor).filter(notebook__mediation=mediation)
    found = list(notes.select_related("notebook__writer"))
    if not found and not mediation.is_mediated_by(request.actor.user):
        raise Http404
    if request.method == "POST" and _taken(request, mediation):
        kept = urlencode({"kept": request.POST.get("key", "")})
        return redirect(reverse("desk:notebook", args=[mediation.pk]) + f"?{kept}")
    log_view(request, mediation.matter, _("调解笔记"))
    steps = steps_for(mediation, request.actor, timezone.now())
    context = {
        "mediation": mediation, "matter": mediation.matter, "columns": columns_of(mediation, found, request.actor.user),
        "writes": any(one.allowed and one.step.name == "take_note" for one in steps),
        "acts": [one for one in steps if one.allowed and one.step.name in ABOUT_NOTES],
        "mine": next((one.notebook for one in found if one.notebook.writer_id == request.actor.user.pk and not one.notebook.own), None),
        "typed": request.POST.get("note", ""), "key": request.POST.get("key", "") or new_key(),
        "kept": request.GET.get("kept", ""),
        "offers": reverse("desk:offers", args=[mediation.pk]) if mediation.is_mediated_by(request.actor.user) else "",
    }  # fmt: skip
    return render(request, "desk/sittings/notebook.html", context, status=409 if request.method == "POST" else 200)


def columns_of(mediation: Any, notes: Iterable[MediationNote], reader: Any) -> list[Column]:
    """The four, with the names of the sides; a note whose key is lost stands there without its words."""
    sides = mediation.participants.select_related("party").order_by("pk")
    names = {side: "、".join(one.party.name for one in sides if one.side == side) for side in MediationSide}
    columns = {
        NoteAudience.JOINT: Column(NoteAudience.JOINT, _("共同"), _("双方均可知悉")),
        NoteAudience.ASKING_SIDE: Column(NoteAudience.ASKING_SIDE, _("甲方"), names[MediationSide.ASKING]),
        NoteAudience.OTHER_SIDE: Column(NoteAudience.OTHER_SIDE, _("乙方"), names[MediationSide.OTHER]),
        NoteAudience.WRITER: Column(NoteAudience.WRITER, _("仅我"), _("不告知任何一方，不移交")),
    }
    keys = {one.notebook_id: one for one in NotebookKey.objects.filter(reader=reader, notebook__mediation=mediation)}
    opened: dict[int, bytes | None] = {}
    for note in notes:
        if note.notebook_id not in opened:
            opened[note.notebook_id] = _opened(keys[note.notebook_id])
        columns[NoteAudience(note.audience)].notes.append((note, _words(note, opened[note.notebook_id])))
    return list(columns.values())


def _opened(key: NotebookKey) -> bytes | None:
    try:
        return key.opened()
    except KeyLostError:
        return None


def _words(note: MediationNote, key: bytes | None) -> str | None:
    try:
        return note.read_with(key) if key is not None else None
    except KeyLostError:
        return None


def _taken(request: HttpRequest, mediation: Any) -> bool:
    """Write one down; what is refused is told on the page."""
    key = in_hands_of(request.actor, request.POST.get("key", "") or new_key())
    told = {"audience": request.POST.get("audience", ""), "note": request.POST.get("note", "")}
    try:
        gateway.perform(Mediation, mediation.pk, "take_note", by=request.actor.user, at=timezone.now(), key=key, **told)
    except (Refused, WrongFacts) as no:
        messages.error(request, str(no) or _("没有记下，请核对后再记一次。"))
        return False
    except KeyLostError:
        messages.error(request, _("笔记的密钥已不在本站，不能再记；请管理员找回密钥。内容还在下面，没有丢失。"))
        return False
    return True
