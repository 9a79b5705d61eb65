"""A paper: written in fields beside its live preview, checked, approved, issued, served."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.db.models import Count, prefetch_related_objects
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from mediation.actions import gateway
from mediation.actions.papers import drafting
from mediation.documents.papers import phrases
from mediation.documents.papers.checkup.facts import passages_of
from mediation.documents.papers.opinion import decided_claims
from mediation.documents.registry import document_type
from mediation.models import Paper
from mediation.queries.office.site import worker_missing
from mediation.queries.papers.bulk import may_be_pattern
from mediation.queries.visibility import Sight, with_paper
from mediation.vocabulary import PaperKind
from mediation.web.desk.access import log_view, staff_only
from mediation.web.desk.intake.parts_of_file import Part, Turning
from mediation.web.desk.offers import steps_for
from mediation.web.desk.papers import unsaved
from mediation.web.desk.papers.checkup import CLEAN, bases_to_pick, cleaned, hides, reasons, shown, with_basis
from mediation.web.desk.papers.replacing import may_replace, related
from mediation.web.desk.papers.rounds import OPEN, compared, cosigned, endorsed, remarks, returned, saved, waits_for
from mediation.web.desk.papers.seal_uses import of_paper
from mediation.web.desk.papers.sheets import fields_of, form_of
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.tables import RESHAPING
from mediation.web.stepping.finding import object_or_404
from mediation.web.stepping.keys import KEY, new_key, whole_number
from mediation.web.stepping.possible import next_of
from mediation.workflows.base import Act, Refused, Stale
from mediation.workflows.facts import WrongFacts
from mediation.workflows.papers.paper import PaperState
from mediation.workflows.serving.service import TOGETHER
from mediation.workflows.writing import one_look

BESIDE = ["organ", "to_organ", "drafter", "approver", "matter__organ"]
BESIDE += [f"matter__petition__{name}" for name in ("organ", "responsible_organ", "handler")]


@staff_only
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of a paper; its draft is written here."""
    found = object_or_404(request.actor, Paper, pk, *BESIDE)
    if request.method == "POST":
        return _write(request, found)
    found.matter.read_once()
    if found.state in OPEN:
        Sight(found.matter, request.actor)  # the check-up asks for whatever lies in the file
        prefetch_related_objects([found], "addressees")
    log_view(request, found.matter, str(found))
    left = unsaved.left_by(request, found, closed=not _may_write(request, found))
    if left is None or not left.taken_up:
        return _page(request, found, form_of(request, found), left=left)
    form = form_of(request, found, data=left.typed)
    form.reshape()
    return _page(request, found, form, left=left)


@require_POST
@staff_only
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is being typed, between two savings: it is there again after a crash or a lost session."""
    found = object_or_404(request.actor, Paper, pk)
    if not (Paper.steps()["revise"].permission(found, request.actor) and fields_of(found)):
        raise Http404
    return unsaved.keep(request, found, form_of(request, found, data=request.POST))


def _may_write(request: HttpRequest, paper: Paper) -> bool:
    revise = Paper.steps()["revise"]
    return paper.state in OPEN and revise.permission(paper, request.actor)


def _may_copy(request: HttpRequest, paper: Paper) -> bool:
    """Whether papers like this one may be drafted in other files: it is written by hand."""
    return bool(fields_of(paper)) and may_be_pattern(paper) and Paper.steps()["revise"].permission(paper, request.actor)


def _write(request: HttpRequest, paper: Paper) -> HttpResponse:
    """Keep the draft, and send it on if that was asked for."""
    if "_discard" in request.POST:
        drafting.forget_typed(paper, request.actor.user)
        return redirect("desk:paper", paper.pk)
    if not _may_write(request, paper):
        return _too_late(request, paper)
    data, hidden = _sent(request, paper)
    form = form_of(request, paper, data=data)
    if {*RESHAPING, "_cite_add"} & set(request.POST) or form.pasted_unread():
        form.reshape()
        return _page(request, paper, form)
    if not form.is_valid():
        return _page(request, paper, form, status=422)
    if (refused := _not_saved(request, paper, form)) is not None:
        return refused
    if hidden:
        taken = ngettext("删去了%(n)d个看不见的字符。", "删去了%(n)d个看不见的字符。", hidden) % {"n": hidden}
        messages.success(request, taken)
    messages.success(request, _("草稿已保存。"))
    if "_then" in request.POST:
        return redirect("desk:step", "paper", paper.pk, "submit" if paper.needs_approval else "issue")
    return redirect("desk:paper", paper.pk)


def _sent(request: HttpRequest, paper: Paper) -> tuple[QueryDict, int]:
    """What was sent, with the basis that was picked, or without what nobody sees, and how much of that there was."""
    if "_cite_add" in request.POST:
        return with_basis(request.POST, _claim_numbers(paper)), 0
    if CLEAN in request.POST:
        return cleaned(request.POST, {fact.name for fact in fields_of(paper)})
    return request.POST, 0


def _not_saved(request: HttpRequest, paper: Paper, form: FactsForm) -> HttpResponse | None:
    """Save the draft; else the page that says why not, with what was typed."""
    try:
        _keep(request, paper, form)
    except WrongFacts as wrong:
        form.refuse(wrong.errors)
        return _page(request, paper, form, status=422)
    except Stale as stale:
        return _beside(request, paper, form, stale)
    except Refused as refused:
        paper.refresh_from_db()
        if not _may_write(request, paper):
            return _too_late(request, paper)
        return _page(request, paper, form, refused=[refused], status=409)
    return None


def _beside(request: HttpRequest, paper: Paper, form: FactsForm, stale: Stale) -> HttpResponse:
    """Another saved first: both versions are shown, so that a second press replaces nothing unseen."""
    paper.refresh_from_db()
    if not _may_write(request, paper):
        return _too_late(request, paper)
    unsaved.keep(request, paper, form)
    left = unsaved.left_by(request, paper)
    return _page(request, paper, form_of(request, paper), refused=[stale], status=409, left=left)


def _too_late(request: HttpRequest, paper: Paper) -> HttpResponse:
    """It was issued, voided or given into other hands meanwhile: the page says so and shows what was typed."""
    revise, form = Paper.steps()["revise"], form_of(request, paper, data=request.POST)
    act = Act(by=request.actor, at=timezone.now(), on=request.actor.on, preview=True)
    if revise.permission(paper, request.actor):
        unsaved.keep(request, paper, form)
    if request.htmx:  # a row was to be added: the page itself is out of date
        return HttpResponse(headers={"HX-Redirect": reverse("desk:paper", args=[paper.pk])})
    left = unsaved.sent_too_late(request, paper, form)
    found = list(revise.refusals(paper, act))
    return _page(request, paper, form_of(request, paper), refused=found, status=409, left=left)


def _keep(request: HttpRequest, paper: Paper, form: FactsForm) -> None:
    typed = request.POST.get("_key", "")
    key = f"{request.actor.user.pk}-{typed}" if KEY.fullmatch(typed) else ""
    gateway.perform(
        Paper, paper.pk, "revise", by=request.actor.user, at=timezone.now(), content=form.stated(), key=key,
        version=whole_number(request.POST.get("_version", "")),
    )  # fmt: skip
    drafting.forget_typed(paper, request.actor.user)
    if given := reasons(request):
        gateway.perform(Paper, paper.pk, "explain", by=request.actor.user, at=timezone.now(), answers=given)


def _claim_numbers(paper: Paper) -> list[int]:
    """The claims for which a basis can be picked."""
    return [paper.no_of(claim) for claim in decided_claims(paper)] if paper.kind == PaperKind.HANDLING_OPINION else []


def together(request: HttpRequest, paper: Paper, copies: Part) -> list[tuple[str, Any, int]]:
    """Steps that are due for more than one addressee: name, label, how many. They go by where a copy stands, and who asks."""
    if copies.turns:
        every = with_paper(paper.services.model, paper).order_by("state")
        standing = dict(every.values_list("state").annotate(n=Count("pk")))
        one_of_each = [
            _known(copy, paper) for copy in every.order_by("state", "pk").distinct("state").select_related("party")
        ]
    else:
        standing = Counter(copy.state for copy in copies.rows)
        one_of_each = list({copy.state: copy for copy in reversed(copies.rows)}.values())
    found: dict[str, int] = {}
    labels = {}
    for copy in sorted(one_of_each, key=lambda copy: copy.pk):
        for p in steps_for(copy, request.actor, timezone.now()):
            if p.step.name in TOGETHER:
                labels[p.step.name] = p.step.label
                found[p.step.name] = found.get(p.step.name, 0) + standing[copy.state]
    return [(name, labels[name], n) for name, n in found.items() if n > 1]


def _known(copy: Any, paper: Paper) -> Any:
    copy.paper, copy.matter = paper, paper.matter
    return copy


def _copies(request: HttpRequest, paper: Paper) -> Part:
    """The copies of the addressees, by the page; there are none before the issue."""
    every = with_paper(paper.services.model, paper).select_related("party").order_by("pk")
    copies = Turning(request.GET).of_rows("serving", every.none() if paper.state in OPEN else every)
    for copy in copies.rows:
        _known(copy, paper)
    return copies


@one_look()
def _page(
    request: HttpRequest, paper: Paper, form: FactsForm, *, refused: Any = (), status: int = 200, left: Any = None
) -> HttpResponse:
    steps = [p for p in steps_for(paper, request.actor, timezone.now()) if p.step.name != "revise"]
    copies = _copies(request, paper)
    writable = _may_write(request, paper) and bool(fields_of(paper))
    writing = writable and (paper.state == PaperState.DRAFTED or "edit" in request.GET or bool(left and left.taken_up))
    examined = paper.state in OPEN and fields_of(paper)
    findings = shown(paper, request.actor.on, form if writing else None) if examined else []
    seals = of_paper(paper, request.actor)
    proposed = None if writing else next_of(steps) or (seals.next if seals else None)
    acts = [p for p in steps if p.allowed and not (writing and p.step.name == "submit") and p != proposed]
    blocked = [p for p in steps if not p.allowed]
    context = {
        "paper": paper,
        "matter": paper.matter,
        "form": form,
        "faults": form.faults() if form.is_bound and not left else [],
        "left": left,
        "phrases": phrases.for_paper(paper, on=request.actor.on) if writing else [],
        "refused": list(refused),
        "blocked_page": False,
        "writable": writing,
        "may_write": writable and not writing,
        "voids_approval": paper.state != PaperState.DRAFTED,
        "findings": findings,
        "may_clean": writing and hides(findings),
        "keeps": not left or left.taken_up,
        "to_pick": bases_to_pick(request.actor.on) if writing and "bases" in form.tables else [],
        "claim_numbers": _claim_numbers(paper) if writing else [],
        "picked": "_cite_add" in request.POST,
        "acts": acts,
        "blocked": blocked,
        "acts_shown": bool(blocked or (acts and not proposed)),
        "next": proposed,
        "waits": "" if proposed or writing else waits_for(paper),
        "returned": returned(paper),
        "remarks": remarks(paper, list(passages_of(document_type(paper.kind), paper.content))) if paper.rounds else [],
        "endorsed": endorsed(paper),
        "cosigned": cosigned(paper),
        "compared": compared(request, paper, fields_of(paper)),
        "seals": seals,
        "saved": saved(request, paper, fields_of(paper)),
        "copies": copies,
        "services": [(copy, steps_for(copy, request.actor, timezone.now())) for copy in copies.rows],
        "together": [] if paper.copies_wait else together(request, paper, copies),
        "addressees": Turning(request.GET).part("to", [] if copies.count else paper.addressed()),
        "can_copy": _may_copy(request, paper),
        "related": related(paper, request.actor),
        "can_replace": may_replace(request.actor, paper),
        "circulates": paper.state in OPEN,
        "stuck": bool(paper.snapshot) and not paper.is_ready() and worker_missing(timezone.now()),
        "key": new_key(),
        "version": paper.version,
    }
    return render(request, "desk/papers/paper.html", context, status=status)
