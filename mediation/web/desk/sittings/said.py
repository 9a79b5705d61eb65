"""Where the page of a sitting keeps what was typed: as JSON, each entry by its key, or as a plain form."""

from __future__ import annotations

import json
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from mediation.actions import gateway
from mediation.actions.sittings.said import Entry, keep, may_write
from mediation.models import Hearing, HearingStatement
from mediation.permissions import Actor
from mediation.queries.sittings.said import clock_of
from mediation.web.desk.access import staff_only
from mediation.web.desk.sitting_addresses import page_of
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import whole_number
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts

MOST_AT_ONCE = 200


@staff_only
@require_http_methods(["GET", "POST"])
def said(request: HttpRequest, pk: int, model: type[Any] = Hearing) -> HttpResponse:
    """Give what was kept after an entry; keep what is sent, each once, and say of each what became of it."""
    hearing = object_or_404(request.actor, model, pk)
    if request.method == "GET":
        return JsonResponse(standing(request, hearing, whole_number(request.GET.get("after", "")) or 0))
    if request.content_type != "application/json":
        return _form(request, hearing)
    sent = _sent(request)
    if sent is None:
        return JsonResponse({"fault": _("发来的内容不完整。")}, status=400)
    items, after, user = sent["items"], sent.get("after", 0), sent["user"]
    if len(items) > MOST_AT_ONCE:
        return JsonResponse({"fault": _("一次发来的记录太多。")}, status=413)
    if user != request.actor.user.pk:
        return JsonResponse({"other": str(request.actor.user)}, status=409)
    stored, refused = _kept(request, hearing, items)
    hearing = model._default_manager.get(pk=pk)
    return JsonResponse({"stored": stored, "refused": refused, **standing(request, hearing, after)})


def _sent(request: HttpRequest) -> dict[str, Any] | None:
    """What the script sent, if it has the form of it."""
    try:
        sent = json.loads(request.body)
    except ValueError:
        return None
    kinds = {"items": list, "user": int, "after": int}
    if not isinstance(sent, dict) or not all(isinstance(sent.get(name, 0), kind) for name, kind in kinds.items()):
        return None
    return sent if "items" in sent else None


def _kept(request: HttpRequest, hearing: Any, items: list[Any]) -> tuple[list[str], dict[str, str]]:
    """Keep each in its order: the keys of those that are kept, and why others are not; one that is refused holds up none."""
    stored, refused = [], {}
    for item in items:
        told = {name: str(one) for name, one in item.items() if one is not None} if isinstance(item, dict) else {}
        key = told.get("key", "")
        try:
            keep_item(hearing, told, request.actor)
            stored.append(key)
        except (Refused, WrongFacts) as no:
            refused[key] = str(no)
        except (ValueError, IntegrityError):
            refused[key] = _("这一条不完整，没有存入。请复制文字，重新录入。")
    return stored, refused


def keep_item(hearing: Any, told: dict[str, str], actor: Actor) -> None:
    """Keep one entry, or take the step into another part. ValueError for what has no such form."""
    key, now, part = UUID(told.get("key", "")), timezone.now(), told.get("phase", "")
    if told.get("kind") == "stage":
        _go_on_to(hearing, part, told.get("why", ""), by=actor, at=now, key=in_hands_of(actor, str(key)))
        return
    keep(
        hearing.pk,
        Entry(
            key=key, phase=part, speaker=told.get("speaker", ""), text=told.get("text", ""), at=_moment(told.get("at", "")),
            strikes=UUID(told["strikes"]) if told.get("strikes") else None, asked_by=told.get("asked_by", ""),
            about=int(told["about"]) if told.get("about") else None,
        ),
        by=actor, at=now, model=type(hearing),
    )  # fmt: skip


def _go_on_to(hearing: Any, part: str, why: str, *, by: Actor, at: datetime, key: str) -> None:
    """The step into the part; where the hearing is there already, it is as wished."""
    try:
        gateway.perform(type(hearing), hearing.pk, "enter_phase", by=by.user, at=at, key=key, phase=part, why=why)
    except Refused as no:
        if no.code != "phase_reached_already":
            raise


def _moment(said: str) -> datetime | None:
    found = datetime.fromisoformat(said) if said else None
    return found if found is None or found.tzinfo else timezone.make_aware(found)


def standing(request: HttpRequest, hearing: Any, after: int) -> dict[str, Any]:
    """What the page has to know: entries after the one it has, the part, whether this person writes, and the form's token."""
    rows = hearing.statements.filter(no__gt=after).select_related("by", "strikes", "about").order_by("no")
    return {
        "rows": [as_told(row) for row in rows],
        "phase": hearing.reached(),
        "recess": hearing.in_recess(),
        "open": may_write(hearing, request.actor),
        "state": hearing.state_label,
        "version": hearing.version,
        "token": get_token(request),
    }


def as_told(row: HearingStatement) -> dict[str, Any]:
    """An entry as the page draws it."""
    return {
        "no": row.no, "line": row.line, "key": str(row.key), "kind": row.kind, "kind_name": row.get_kind_display(),
        "phase": row.phase, "phase_name": row.get_phase_display(), "speaker": row.speaker, "text": row.text,
        "at": clock_of(row), "by": str(row.by or ""), "strikes": row.strikes.no if row.strikes else 0,
        "asked_by": row.asked_by, "about": row.about.name if row.about else "",
    }  # fmt: skip


def _form(request: HttpRequest, hearing: Any) -> HttpResponse:
    """The same without a script: one entry, and back to the page; a refused one stands in the form again."""
    told = request.POST
    speaker = told.get("other", "").strip() or told.get("speaker", "")
    item = {
        "key": told.get("key") or str(uuid4()), "phase": told.get("phase", ""), "speaker": speaker, "text": told.get("text", ""),
        "strikes": told.get("strikes", ""), "asked_by": told.get("asked_by", ""), "about": told.get("about", ""),
    }  # fmt: skip
    if told.get("strike_out"):
        item["text"] = ""
    page = page_of(hearing)
    try:
        keep_item(hearing, item, request.actor)
    except (Refused, ValueError, IntegrityError) as no:
        messages.error(request, str(no) if isinstance(no, Refused) else _("这一条不完整，没有存入。请重新录入。"))
        request.session["sitting_text"] = item["text"]
        return redirect(page + "#write")
    if item["strikes"]:
        return redirect(page + "#record")
    request.session["sitting_speaker"] = speaker
    return redirect(page + "#write")
