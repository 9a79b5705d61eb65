"""常用语: what the organ's drafters are offered; its head or administrator keeps them, organs below use them too."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from mediation.actions.papers import drafting
from mediation.documents.papers.phrases import is_outdated, national
from mediation.documents.registry import document_types
from mediation.models import Organ, Phrase
from mediation.vocabulary import PaperKind
from mediation.web.desk.access import staff_only
from mediation.web.forms.facts import FactsForm
from mediation.web.forms.references import Scope
from mediation.web.stepping.keys import whole_number
from mediation.workflows import facts as f
from mediation.workflows.base import Refused
from mediation.workflows.facts import Kind

WRITTEN = (Kind.TEXT, Kind.LONG_TEXT, Kind.TABLE)
FACTS = (
    f.long_text(
        "text",
        gettext_lazy("常用语"),
        longest=drafting.LONGEST_PHRASE,
        help=gettext_lazy("要按案情填写的地方用×表示。"),
    ),
    f.text("source", gettext_lazy("出处"), help=gettext_lazy("法律、文件的名称和条号，或者本机关的规定。")),
)


@staff_only
def phrases(request: HttpRequest) -> HttpResponse:
    """The phrases of one's organ and of those above it; whoever keeps them adds and withdraws here."""
    organs = list(Organ.objects.filter(pk__in=request.actor.user.organ_ids(request.actor.on)).order_by("path"))
    if not organs:
        raise Http404
    asked = whole_number(request.POST.get("organ") or request.GET.get("organ", ""))
    organ = next((one for one in organs if one.pk == asked), organs[0])
    form = FactsForm(FACTS, scope=Scope(actor=request.actor, matter=None, obj=None), data=request.POST or None)
    refused: list[Refused] = []
    if request.method == "POST":
        try:
            if _changed(request, organ, form):
                return redirect(f"{reverse('desk:phrases')}?organ={organ.pk}")
        except Refused as said:
            refused = [said]
    return _page(request, organ, organs, form, refused)


def _changed(request: HttpRequest, organ: Organ, form: FactsForm) -> bool:
    """Withdraw the phrase that was named, or take up the one that was written."""
    if (pk := whole_number(request.POST.get("withdraw", ""))) is not None:
        drafting.withdraw_phrase(get_object_or_404(Phrase, pk=pk, organ=organ), request.actor, at=timezone.now())
        messages.success(request, _("已停用。用过它的文书不受影响。"))
        return True
    if not form.is_valid():
        return False
    kind, _bar, field = request.POST.get("place", "").partition("|")
    kind = kind if kind in PaperKind.values else ""
    drafting.keep_phrase(organ, request.actor, kind=kind, field=field, at=timezone.now(), **form.stated())
    messages.success(request, _("已加入常用语。"))
    return True


def _page(
    request: HttpRequest, organ: Organ, organs: list[Organ], form: FactsForm, refused: list[Refused]
) -> HttpResponse:
    keeps = organ in drafting.organs_kept(request.actor)
    wrong = form.is_bound and not form.is_valid() and not refused and "withdraw" not in request.POST
    context = {
        "organ": organ,
        "organs": organs,
        "keeps": keeps,
        "places": places() if keeps else [],
        "place": request.POST.get("place", ""),
        "form": form if wrong or refused else FactsForm(FACTS, scope=form.scope),
        "faults": form.faults() if wrong else [],
        "refused": refused,
        "kept": [
            (one, place_of(one.kind, one.field), is_outdated(one.text, one.source, request.actor.on))
            for one in Phrase.objects.in_use_by(organ)
        ],
        "national": [(one, place_of(one.kind, one.field)) for one in national()],
    }
    return render(request, "desk/papers/phrases.html", context, status=422 if wrong else 409 if refused else 200)


def place_of(kind: str, field: str) -> str:
    """Where a phrase is offered, in words."""
    if not kind:
        return _("各文种通用")
    labels = {fact.name: str(fact.label) for fact in document_types()[kind].fields}
    return f"{PaperKind(kind).label}{f'·{labels[field]}' if field in labels else ''}"


def places() -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Where a phrase can be offered: by kind of paper, the fields that are written."""
    return [
        (kind, str(PaperKind(kind).label), [(f"{kind}|{fact.name}", str(fact.label)) for fact in found])
        for kind, document in document_types().items()
        if (found := [fact for fact in document.fields if fact.kind in WRITTEN])
    ]
