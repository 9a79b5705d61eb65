"""流转稿: a draft as a Word file, for offices that must circulate it on paper or by file."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _

from mediation.documents.papers.word import MIME_TYPE, file_name, word_of
from mediation.models import Paper
from mediation.web.desk.access import log_view, staff_only
from mediation.web.stepping.finding import object_or_404
from mediation.workflows.papers.paper import BEFORE_ISSUE


@staff_only
def word(request: HttpRequest, pk: int) -> HttpResponse:
    """The draft for those who may read it; who took it along is written down. What is issued goes out as PDF only."""
    found = object_or_404(request.actor, Paper, pk)
    if found.state not in BEFORE_ISSUE:
        raise Http404
    log_view(request, found.matter, _("%s（Word流转稿）") % found)
    answer = HttpResponse(word_of(found), content_type=MIME_TYPE)
    answer["Content-Disposition"] = content_disposition_header(True, file_name(found))
    return answer
