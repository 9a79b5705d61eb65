"""What was typed into a draft and not saved: kept while it is typed, shown again, never put over another's words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from mediation.actions import drafting
from mediation.documents.comparison import Change, changes
from mediation.documents.registry import document_type
from mediation.models import Paper, Unsaved
from mediation.web.desk.steps import whole_number
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.workflows.facts import Kind

MOST_FIELDS, MOST_LETTERS = 4000, 400_000


@dataclass(frozen=True, kw_only=True)
class Left:
    """What this person left unsaved. `taken_up`: it stands in the form; else it stands beside what is saved now."""

    typed: QueryDict
    kept_at: datetime
    taken_up: bool
    overtaken: bool
    changes: list[Change]


def keep(request: HttpRequest, paper: Paper, form: FactsForm) -> HttpResponse:
    """Keep the fields of the form as they are, and say when."""
    names = {fact.name for fact in form.declared}
    typed = {name: request.POST.getlist(name) for name in request.POST if name.partition("-")[0] in names}
    version = whole_number(request.POST.get("_version", ""))
    if len(typed) > MOST_FIELDS or sum(len(text) for texts in typed.values() for text in texts) > MOST_LETTERS:
        return HttpResponse(status=413)
    clean = {name: [text.replace("\x00", "") for text in texts] for name, texts in typed.items()}
    kept = drafting.keep_typed(
        paper, request.actor.user, typed=clean, version=paper.version if version is None else version, at=timezone.now()
    )
    return render(request, "desk/parts/kept.html", {"kept": kept})


def left_by(request: HttpRequest, paper: Paper) -> Left | None:
    """What this person left unsaved in the draft, if it says anything else than the draft does."""
    kept = Unsaved.objects.filter(paper=paper, user=request.actor.user).first()
    if kept is None:
        return None
    typed = _sent(kept.typed)
    found = changes(document_type(paper.kind).fields, paper.content, said(request, paper, typed))
    if not found:
        return None
    overtaken = kept.version != paper.version
    taken_up = not overtaken or "mine" in request.GET
    return Left(typed=typed, kept_at=kept.kept_at, taken_up=taken_up, overtaken=overtaken, changes=found)


def _sent(kept: dict[str, Any]) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, texts in kept.items():
        typed.setlist(name, texts)
    return typed


def said(request: HttpRequest, paper: Paper, typed: QueryDict) -> dict[str, Any]:
    """The content that the typed form would give, as far as it can be read; for comparing only."""
    fields = document_type(paper.kind).fields
    form = FactsForm(fields, scope=Scope(actor=request.actor, matter=paper.matter, obj=paper), data=typed, lenient=True)
    form.is_valid()
    content: dict[str, Any] = {}
    for fact in fields:
        if fact.kind is Kind.TABLE:
            content[fact.name] = [dict(row) for row in form.tables[fact.name].typed_values()]
        else:
            content[fact.name] = form.cleaned_data.get(fact.name, typed.get(fact.name))
    return content
