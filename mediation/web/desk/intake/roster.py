"""A long list of petitioners: chosen or pasted, looked at before anything is made, then entered by the worker while one goes on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from mediation.actions.intake import roster as rosters
from mediation.models import Matter, Petition, Roster
from mediation.web.desk.access import staff_only
from mediation.web.forms.pasted import PASTED, Preview, sheet_text
from mediation.web.stepping.finding import matter_or_404
from mediation.web.stepping.keys import KEY, new_key, whole_number
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import Fact, Kind, WrongFacts

LONGEST = 2_000_000


@dataclass
class Handed:
    """What was handed in, as the table of a form shows it."""

    fact: Fact
    pasted: str = ""
    preview: Preview | None = None
    takes_sheet = True
    take_in_label = gettext_lazy("核对无误，交后台登记")

    @property
    def begins_open(self) -> bool:
        """Nothing else is to be done on the page before there is a list."""
        return self.preview is None

    @property
    def name(self) -> str:
        """The name under which it is posted."""
        return self.fact.name

    @property
    def paste_order(self) -> str:
        """The order of the columns in a line without a head."""
        kinds = (Kind.YES_NO, Kind.CHOICE)
        named = (one for one in self.fact.columns if one.kind in PASTED and one.kind not in kinds and not one.seldom)
        return "　".join(str(one.label) for one in named)


def may_hand_in(request: HttpRequest, matter: Matter) -> bool:
    """Whether the person may add people to the petition of the file."""
    petition = getattr(matter, "petition", None)
    step = Petition.steps()[rosters.STEP]
    return petition is not None and petition.state in step.sources and step.permission(petition, request.actor)


def _petition_or_404(request: HttpRequest, matter: Matter) -> Petition:
    """The petition of the file, for those who may add people to it."""
    if not may_hand_in(request, matter):
        raise Http404
    petition: Petition = matter.petition
    return petition


@staff_only
def roster(request: HttpRequest, number: str) -> HttpResponse:
    """Choose or paste the list; look at it; hand it to the worker."""
    matter = matter_or_404(request.actor, number)
    petition = _petition_or_404(request, matter)
    table = Handed(next(fact for fact in Petition.steps()[rosters.STEP].facts if fact.kind is Kind.TABLE))
    if request.method != "POST":
        return _page(request, matter, table)
    text, told = _handed_in(request, table.name)
    if not text.strip() or request.POST.get("_drop_paste"):
        return _page(request, matter, table, told=told)
    known = list(matter.parties.not_mistaken().values("name", "address", "phone"))
    table.pasted, table.preview = text, Preview(table.fact, text, request.POST, known)
    if request.POST.get("_take_in") != table.name:
        return _page(request, matter, table, told=told)
    if table.preview.unanswered:
        return _page(request, matter, table, told=_("请先回答下面的人是不是同一个人。"), status=422)
    return _taken_in(request, petition, table)


def _handed_in(request: HttpRequest, name: str) -> tuple[str, str]:
    """The text of the file, else what was pasted or shown before; and what must be told of it."""
    before = request.POST.get(f"{name}-pasted", "")[:LONGEST].replace("\x00", "")
    if (given := request.FILES.get(f"{name}-sheet")) is None:
        return before, ""
    text, told = sheet_text(given)
    return text or before, told


def _taken_in(request: HttpRequest, petition: Petition, table: Handed) -> HttpResponse:
    flags = {column.name for column in table.fact.columns if column.kind is Kind.YES_NO}
    found = table.preview.values() if table.preview else []
    rows = [{name: bool(value) if name in flags else value for name, value in row.items()} for row in found]
    typed = request.POST.get("_key", "")
    key = in_hands_of(request.actor, typed if KEY.fullmatch(typed) else new_key())
    why = request.POST.get("why", "")[:500]
    try:
        rosters.hand_in(petition, rows, by=request.actor.user, at=timezone.now(), key=key, why=why)
    except (Refused, WrongFacts) as refused:
        return _page(request, petition.matter, table, wrong=refused, status=409)
    return redirect(reverse("desk:people", args=[petition.matter.number]))


def _page(
    request: HttpRequest, matter: Matter, table: Handed, *, told: str = "", wrong: Any = None, status: int = 200
) -> HttpResponse:
    typed = request.POST.get("_key", "")
    context = {
        "matter": matter, "table": table, "told": told, "wrong": wrong, "why": request.POST.get("why", ""),
        "key": typed if KEY.fullmatch(typed) else new_key(),
    }  # fmt: skip
    return render(request, "desk/intake/roster.html", context, status=status)


@staff_only
def progress(request: HttpRequest, number: str) -> HttpResponse:
    """How far the worker has come, asked for again and again while it goes on."""
    matter = matter_or_404(request.actor, number)
    return render(
        request, "desk/intake/parts/rosters.html", {"matter": matter, "rosters": rosters_of(matter), "asked": True}
    )


def rosters_of(matter: Matter) -> list[Roster]:
    """The lists of a file of which somebody is still to be entered."""
    return list(matter.rosters.unfinished().defer("rows"))


@staff_only
@require_POST
def settle(request: HttpRequest, number: str) -> HttpResponse:
    """Let the worker go on with a list that stopped, or give up what is left of it."""
    matter = matter_or_404(request.actor, number)
    _petition_or_404(request, matter)
    found = matter.rosters.filter(pk=whole_number(request.POST.get("roster", ""))).first()
    if found is None:
        raise Http404
    rosters.give_up(found) if request.POST.get("give_up") else rosters.go_on(found)
    return redirect(reverse("desk:people", args=[matter.number]))
