"""Where an e-seal system may call to say that a paper is sealed: a hint to ask it, never trusted for more."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from mediation.actions import queue
from mediation.models import Paper
from mediation.web.audience import open_to_all


@open_to_all
@csrf_exempt
@require_POST
def called_back(request: HttpRequest, ticket: str) -> HttpResponse:
    """The paper that waits under the ticket is asked for at once; the answer is the same where there is none."""
    waiting = Paper.objects.filter(seal_pending=True, seal_ticket=ticket[:200]).exclude(seal_ticket="")
    for paper_id in waiting.values_list("pk", flat=True):
        queue.defer("fetch_seal", paper_id=paper_id)
    return HttpResponse(status=204)
