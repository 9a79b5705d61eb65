"""今日概览: what a head or a petition office looks at first, each number with the list that it counts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.timezone import localtime

from mediation.models import Matter
from mediation.queries.sittings.morning import MOST, Morning, leads
from mediation.queries.sittings.soon import told
from mediation.web.desk.access import staff_only
from mediation.web.desk.paging import Pages

PAGE = 50


@dataclass(frozen=True)
class Line:
    """One row of a list, whatever it lists: a day, what it is and where it leads, its file, its organ, where it stands."""

    day: str
    what: str
    address: str
    matter: Matter
    organ: str
    state: str = ""


@staff_only
def morning(request: HttpRequest) -> HttpResponse:
    """The numbers of the morning."""
    asked = _morning(request)
    return render(
        request, "desk/sittings/morning.html", {"numbers": asked.answered(), "most": MOST, "today": request.actor.on}
    )


@staff_only
def listed(request: HttpRequest, question: str) -> HttpResponse:
    """The list behind one of them."""
    asked = _morning(request)
    label = asked.labels().get(question)
    if label is None:
        raise Http404
    page = Pages(asked.rows(question), PAGE).get_page(request.GET.get("page"))
    lines = [LINES[question](row) for row in page.object_list]
    context = {"label": label, "lines": lines, "page": page, "today": request.actor.on}
    return render(request, "desk/sittings/morning_list.html", context)


def _morning(request: HttpRequest) -> Morning:
    if not leads(request.actor):
        raise Http404
    return Morning(request.actor)


def _limit(row: Any) -> Line:
    address = reverse("desk:deadline", args=[row.pk])
    return Line(str(row.legal_on), str(row.label), address, row.matter, str(row.organ))


def _standing(it: Any) -> str:
    return "　".join(filter(None, (it.state_label, it.outcome_label)))


def _sitting(row: Any) -> Line:
    organ, kind, *rest = row
    it = told(kind, *rest)
    page = "desk:sitting" if it.page_name == "hearing" else "desk:object"
    address = reverse(page, args=[it.pk] if it.page_name == "hearing" else [it.page_name, it.pk])
    return Line(f"{localtime(it.starts_at):%Y-%m-%d %H:%M}", it.thing(), address, it.matter, organ, _standing(it))


def _paper(row: Any) -> Line:
    address = reverse("desk:paper", args=[row.pk])
    return Line("", row.get_kind_display(), address, row.matter, str(row.organ), row.state_label)


def _supervision(row: Any) -> Line:
    address = reverse("desk:object", args=["supervision", row.pk])
    return Line(str(row.report_due_on or ""), str(row), address, row.matter, str(row.organ), row.state_label)


def _resolution(row: Any) -> Line:
    address = reverse("desk:object", args=["resolution", row.pk])
    return Line(str(row.due_on), str(row), address, row.matter, str(row.responsible_organ), row.state_label)


LINES = {
    "overdue": _limit, "due": _limit, "sittings": _sitting, "papers": _paper, "supervision": _supervision,
    "resolutions": _resolution,
}  # fmt: skip
