"""文号登记簿: for the registrar and the head of an organ, on the screen, on paper, and as a file."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mediation.models import Matter, Organ
from mediation.queries.papers.numbers import Series, numbers_of, register_of
from mediation.vocabulary import Role
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import as_csv
from mediation.web.stepping.keys import whole_number

PAGE = 200


@staff_only
def numbers(request: HttpRequest) -> HttpResponse:
    """One organ and one year; `?format=csv` for a spreadsheet."""
    actor = request.actor
    organs = list(
        Organ.objects.filter(pk__in=actor.user.organs_as(Role.REGISTRAR, Role.HEAD, on=actor.on)).order_by("path")
    )
    if not organs:
        raise Http404
    organ = next((one for one in organs if str(one.pk) == request.GET.get("organ")), organs[0])
    year = min(whole_number(request.GET.get("year", "")) or actor.on.year, 9999)
    if request.GET.get("format") == "csv":
        return as_csv(f"numbers-{organ.code}-{year}", _heads(), _rows(register_of(organ, year)))
    every = numbers_of(organ, year)
    page = Paginator(range(len(every.held)), PAGE).get_page(request.GET.get("page"))
    context = {
        "organs": organs,
        "organ": organ,
        "year": year,
        "register": every.page(page.start_index() - 1, PAGE) if every.held else [],
        "page": page,
        "query": f"organ={organ.pk}&year={year}",
        "years": range(actor.on.year, actor.on.year - 6, -1),
    }
    return render(request, "desk/papers/numbers.html", context)


def _heads() -> list[str]:
    return [
        _("文号"),
        _("文种"),
        _("卷宗"),
        _("成文日期"),
        _("起草人"),
        _("批准人"),
        _("状态"),
        _("失效日期"),
        _("原因"),
    ]


def _rows(found: list[Series]) -> list[tuple[Matter, list[object]]]:
    return [
        (entry.paper.matter, [
            entry.paper.number, entry.paper.get_kind_display(), entry.paper.matter.number, entry.paper.issued_on,
            entry.paper.drafter or "", entry.paper.approver or "", entry.paper.state_label, entry.ended_on or "", entry.why,
        ])
        for series in found
        for entry in series.entries
    ]  # fmt: skip
