"""What was typed into a draft and not saved: kept while it is typed, shown again, never put over another's words."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from mediation.actions.papers import drafting
from mediation.documents.papers.comparison import Change, changes, paragraphs
from mediation.models import Paper, Unsaved
from mediation.web.desk.papers.rounds import OPEN
from mediation.web.desk.papers.sheets import fields_of
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.keys import whole_number
from mediation.workflows.facts import Kind

MOST_FIELDS, MOST_LETTERS = 4000, 400_000


@dataclass(frozen=True, kw_only=True)
class Left:
    """What this person left unsaved. `taken_up`: it stands in the form; else it stands beside what is saved now.

    `closed`: the paper takes nothing up any more; `texts` are the fields that differ, by label, to be copied.
    """

    typed: QueryDict
    kept_at: datetime
    taken_up: bool
    overtaken: bool
    changes: list[Change]
    closed: bool = False
    texts: list[tuple[str, str]] = field(default_factory=list)

    @property
    def replaces(self) -> bool:
        """Whether it stands in the form though the draft was changed since: saving it replaces the change."""
        return self.taken_up and self.overtaken


def keep(request: HttpRequest, paper: Paper, form: FactsForm) -> HttpResponse:
    """Keep the fields of the form as they are, and say when; of a paper that takes them no more, say that."""
    typed = _typed(request, form)
    version = whole_number(request.POST.get("_version", ""))
    if len(typed) > MOST_FIELDS or sum(len(text) for texts in typed.values() for text in texts) > MOST_LETTERS:
        return HttpResponse(status=413)
    clean = {name: [text.replace("\x00", "") for text in texts] for name, texts in typed.items()}
    kept = drafting.keep_typed(
        paper, request.actor.user, typed=clean, version=paper.version if version is None else version, at=timezone.now()
    )
    return render(request, "desk/parts/kept.html", {"kept": kept, "paper": paper, "closed": paper.state not in OPEN})


def left_by(request: HttpRequest, paper: Paper, *, closed: bool = False) -> Left | None:
    """What this person left unsaved in the draft, if it says anything else than the draft does."""
    kept = Unsaved.objects.filter(paper=paper, user=request.actor.user).first()
    return None if kept is None else _left(request, paper, _sent(kept.typed), kept, closed=closed)


def sent_too_late(request: HttpRequest, paper: Paper, form: FactsForm) -> Left | None:
    """What was sent to a paper that this person can no longer write in: shown, so that nothing typed is lost."""
    kept = Unsaved(kept_at=timezone.now(), version=paper.version)
    return _left(request, paper, _sent(_typed(request, form)), kept, closed=True)


def _left(request: HttpRequest, paper: Paper, typed: QueryDict, kept: Unsaved, *, closed: bool) -> Left | None:
    fields, content = fields_of(paper), said(request, paper, typed)
    found = changes(fields, paper.content, content)
    if not found:
        return None
    overtaken = kept.version != paper.version
    taken_up = not closed and (not overtaken or "mine" in request.GET)
    differing = {change.label for change in found}
    texts = [(str(fact.label), "\n".join(paragraphs(fact, content.get(fact.name)))) for fact in fields]
    return Left(
        typed=typed, kept_at=kept.kept_at, taken_up=taken_up, overtaken=overtaken, changes=found, closed=closed,
        texts=[(label, text) for label, text in texts if label in differing and text],
    )  # fmt: skip


def _typed(request: HttpRequest, form: FactsForm) -> dict[str, list[str]]:
    names = {fact.name for fact in form.declared}
    return {name: request.POST.getlist(name) for name in request.POST if name.partition("-")[0] in names}


def _sent(kept: dict[str, Any]) -> QueryDict:
    typed = QueryDict(mutable=True)
    for name, texts in kept.items():
        typed.setlist(name, texts)
    return typed


def said(request: HttpRequest, paper: Paper, typed: QueryDict) -> dict[str, Any]:
    """The content that the typed form would give, as far as it can be read; for comparing only."""
    fields = fields_of(paper)
    form = FactsForm(fields, scope=Scope(actor=request.actor, matter=paper.matter, obj=paper), data=typed, lenient=True)
    form.is_valid()
    content: dict[str, Any] = {}
    for fact in fields:
        if fact.kind is Kind.TABLE:
            content[fact.name] = [dict(row) for row in form.tables[fact.name].typed_values()]
        else:
            content[fact.name] = form.cleaned_data.get(fact.name, typed.get(fact.name))
    return content
