"""Blank forms for the applications of parties: listed, filled in on the screen, printed. Nothing typed is sent or kept."""

from __future__ import annotations

import hashlib

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mediation.documents import rendering
from mediation.documents.papers.blank import FORMS, BlankForm, NoSuchForm, form_of
from mediation.web.audience import open_to_all

DAY_OF_THE_FORMS = "2025-01-01"


@open_to_all
@require_safe
def forms(request: HttpRequest) -> HttpResponse:
    """Every form: what it is for, to whom it goes, by when."""
    return render(request, "public/papers/forms.html", {"forms": FORMS})


@open_to_all
@require_safe
def form(request: HttpRequest, code: str) -> HttpResponse:
    """One form, to be filled in on the screen and printed from the browser."""
    return render(request, "public/papers/form.html", {"form": _form_or_404(code)})


@open_to_all
@require_safe
def blank_pdf(request: HttpRequest, code: str) -> FileResponse:
    """The empty form to print and fill in by hand; rendered once, kept by its content."""
    found = _form_or_404(code)
    html = found.html()
    name = f"forms/{hashlib.sha256(html.encode()).hexdigest()}.pdf"
    if not default_storage.exists(name):
        made = rendering.render(html, title=found.title, created=DAY_OF_THE_FORMS)
        name = default_storage.save(name, ContentFile(made.pdf))
    return FileResponse(default_storage.open(name), content_type="application/pdf", filename=f"{found.title}.pdf")


def _form_or_404(code: str) -> BlankForm:
    try:
        return form_of(code)
    except NoSuchForm:
        raise Http404 from None
