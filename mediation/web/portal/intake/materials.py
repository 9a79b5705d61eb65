"""材料 of the party: what it handed in, and what was given to it."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from mediation.models import Attachment
from mediation.web.portal.access import log_view, party_only
from mediation.web.shared.intake.download import answer


@party_only
def file(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """A file that I handed in, or that was given to me."""
    found = get_object_or_404(Attachment.objects.visible_to(request.actor), pk=pk)
    log_view(request, found.matter, str(found))
    return answer(found)
