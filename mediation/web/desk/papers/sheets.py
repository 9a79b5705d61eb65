"""How a paper looks: its page while it is written, the PDF as it would be printed now, the file once it is issued."""

from __future__ import annotations

import hashlib
from typing import Any

from csp.decorators import csp_replace
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string

from mediation.documents import rendering
from mediation.documents.papers.content import loaded, stored
from mediation.documents.papers.pages import Kept, Page, pages_of
from mediation.documents.papers.snapshot import html_of
from mediation.documents.registry import document_type
from mediation.models import Paper
from mediation.web.desk.access import log_view, staff_only
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.finding import object_or_404
from mediation.workflows.facts import Fact

SECONDS = 20
MOST_PAGES = 12
# In the memory of this process: at most some 10 MB.
KEPT = Kept(most=8)


def fields_of(paper: Paper) -> tuple[Fact, ...]:
    """What is written by hand."""
    return document_type(paper.kind).fields


def form_of(request: HttpRequest, paper: Paper, data: Any = None) -> FactsForm:
    """The form of a draft: with what is saved, or with what was sent."""
    scope = Scope(actor=request.actor, matter=paper.matter, obj=paper)
    fields = fields_of(paper)
    return FactsForm(fields, scope=scope, data=data, lenient=True, initial=loaded(list(fields), paper.content))


def _as_typed(request: HttpRequest, pk: int) -> Paper:
    """The paper; after a POST with what is being typed, which is not kept."""
    found: Paper = object_or_404(request.actor, Paper, pk)
    if request.method == "POST" and not found.snapshot:
        form = form_of(request, found, data=request.POST)
        form.is_valid()
        typed = {name: value for name, value in form.cleaned_data.items() if name in form.fields or name in form.tables}
        found.content = {**found.content, **stored(document_type(found.kind), typed)}
    return found


@staff_only
@csp_replace(
    {
        "default-src": ["'self'"],
        "style-src": ["'self'", "'unsafe-inline'"],
        "script-src": ["'none'"],
        "img-src": ["'self'", "data:"],
    }
)
def sheet(request: HttpRequest, pk: int) -> HttpResponse:
    """The paper as it will be printed; a POST shows what is being typed, and keeps nothing."""
    return HttpResponse(_sheet_of(_as_typed(request, pk)))


@staff_only
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """The PDF that the draft would be now, marked as a draft; an issued paper has its own."""
    found = _as_typed(request, pk)
    if found.snapshot:
        raise Http404
    try:
        made = _printed(html_of(found), str(found))
    except rendering.RenderingFailed as failed:
        page = render_to_string("desk/papers/no_sheet.html", {"paper": found, "why": str(failed)})
        return HttpResponse(page, status=422)
    log_view(request, found.matter, str(found))
    return HttpResponse(made.pdf, content_type="application/pdf")


@staff_only
def pdf(request: HttpRequest, pk: int) -> HttpResponse | FileResponse:
    """The rendered file of an issued paper."""
    found = object_or_404(request.actor, Paper, pk)
    if not found.is_ready() or not found.pdf:
        raise Http404
    log_view(request, found.matter, str(found))
    return FileResponse(found.file.open("rb"), content_type="application/pdf", filename=f"{found.code}.pdf")


def _sheet_of(paper: Paper) -> str:
    """The pages of the PDF: of the file once there is one, of the one that it would be now before that."""
    try:
        pages, count = _filed(paper) if paper.is_ready() and paper.pdf else _drawn(paper)
    except rendering.RenderingFailed as failed:
        return render_to_string("desk/papers/sheet.html", {"paper": paper, "why": str(failed)})
    return render_to_string("desk/papers/sheet.html", {"paper": paper, "pages": pages, "left_out": count - len(pages)})


def _filed(paper: Paper) -> tuple[list[Page], int]:
    def read() -> tuple[list[Page], int]:
        with paper.file.open("rb") as file:
            return pages_of(bytes(file.read()), most=MOST_PAGES)

    return KEPT.pages(f"{paper.file.name}:{paper.sealed_sha256 or paper.sha256}", read)


def _drawn(paper: Paper) -> tuple[list[Page], int]:
    html, title = html_of(paper), str(paper)
    made_from = hashlib.sha256(f"{title}\0{html}".encode()).hexdigest()
    return KEPT.pages(made_from, lambda: pages_of(_printed(html, title).pdf, most=MOST_PAGES))


def _printed(html: str, title: str) -> rendering.Rendered:
    return rendering.render(html, title=title, seconds=SECONDS, allow_missing_glyphs=True)
