"""The hall screen: a window of its own for the room, in large type, asked each second; for who keeps the record alone to open."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotModified, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from mediation.documents.papers.redaction import without_numbers
from mediation.models import Hearing
from mediation.web.desk.access import log_view, staff_only
from mediation.web.stepping.finding import object_or_404


@staff_only
@require_safe
def screen(request: HttpRequest, pk: int) -> HttpResponse:
    """The window; it is opened before the screen is lit, and stays dark until then."""
    hearing = _its_hearing(request, pk)
    log_view(request, hearing.matter, str(hearing))
    context = {"now": shown(hearing), "url": reverse("desk:screen-now", args=[pk])}
    return render(request, "desk/sittings/screen.html", context)


@staff_only
@require_safe
def now(request: HttpRequest, pk: int) -> HttpResponse:
    """What stands on it, or 304 where nothing has changed."""
    hearing = _its_hearing(request, pk)
    mark = f'"{hearing.screen_mark()}"'
    same = request.headers.get("If-None-Match") == mark
    answer: HttpResponse = HttpResponseNotModified() if same else JsonResponse(shown(hearing))
    answer.headers["ETag"] = mark
    return answer


def _its_hearing(request: HttpRequest, pk: int) -> Hearing:
    hearing: Hearing = object_or_404(request.actor, Hearing, pk)
    if not type(hearing).record_kept_by(hearing, request.actor):
        raise Http404
    return hearing


def shown(hearing: Hearing) -> dict[str, Any]:
    """The part, who speaks, the last words; in the language of the record. Nothing at all while the screen is dark."""
    if not hearing.screen_lit():
        return {"lit": False}
    with override(settings.LANGUAGE_CODE):
        reached = hearing.reached() or hearing.parts()[0][0]
        told = {"lit": True, "stage": hearing.part_name(reached), "recess": hearing.in_recess(), "lines": []}
        if not told["recess"]:
            told["lines"] = [
                {"speaker": without_numbers(one.speaker), "text": without_numbers(one.text)}
                for one in hearing.on_screen()
            ]
    return told
