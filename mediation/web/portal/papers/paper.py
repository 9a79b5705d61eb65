"""One of the party's papers: as it was issued, or the scan of it with its seal."""

from __future__ import annotations

from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from mediation.models import Paper
from mediation.queries.papers.seal_uses import stamped_files
from mediation.web.portal.access import log_view, party_only
from mediation.web.shared.intake.download import answer


@party_only
def stamped(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The scan of one of my papers with its seal."""
    found = get_object_or_404(Paper.objects.visible_to(request.actor), pk=pk)
    scan = get_object_or_404(stamped_files(found), pk=file)
    log_view(request, found.matter, str(scan))
    return answer(scan)


@party_only
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One of my papers, as it was issued."""
    found = get_object_or_404(Paper.objects.visible_to(request.actor), pk=pk)
    if not found.is_ready():
        return redirect("portal:matter")
    log_view(request, found.matter, str(found))
    name = f"{found.get_kind_display()}{found.number}.pdf"
    return FileResponse(found.file.open("rb"), filename=name, content_type="application/pdf")
