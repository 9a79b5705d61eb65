"""口头协议登记: the oral agreements of a people's mediation committee (人民调解法第二十八条), by year."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mediation.models import Agreement, Matter, Organ
from mediation.queries.visibility import visible
from mediation.vocabulary import AgreementKind, OrganKind, Role
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import MOST_EXPORTED, as_csv
from mediation.web.stepping.keys import whole_number

KEEPERS = (Role.MEDIATOR, Role.HEAD, Role.REGISTRAR)
PAGE = 100


@staff_only
def register(request: HttpRequest) -> HttpResponse:
    """Those of the committees in which one keeps it and whose files one may see; `?format=csv` for a spreadsheet."""
    actor = request.actor
    organs = Organ.objects.filter(
        pk__in=actor.user.organs_as(*KEEPERS, on=actor.on), kind=OrganKind.MEDIATION_COMMITTEE
    )
    if not organs.exists():
        raise Http404
    year = min(whole_number(request.GET.get("year", "")) or actor.on.year, 9999)
    found = visible(Agreement, actor).filter(kind=AgreementKind.ORAL, organ__in=organs, effective_on__year=year)
    found = found.select_related("matter", "mediation").prefetch_related("parties", "mediation__mediators__user")
    found = found.order_by("effective_on", "pk")
    if request.GET.get("format") == "csv":
        return as_csv(
            f"oral-agreements-{year}", _heads(), [_row(no, one) for no, one in enumerate(found[:MOST_EXPORTED], 1)]
        )
    page = Paginator(found, PAGE).get_page(request.GET.get("page"))
    context = {
        "page": page, "agreements": list(page), "year": year, "query": f"year={year}",
        "years": range(actor.on.year, actor.on.year - 6, -1),
    }  # fmt: skip
    return render(request, "desk/sittings/oral_agreements.html", context)


def _heads() -> list[str]:
    return [_("序号"), _("达成协议的日期"), _("卷宗"), _("当事人"), _("协议内容"), _("调解员"), _("履行情况")]


def _row(no: int, one: Any) -> tuple[Matter, list[object]]:
    people = "、".join(str(party) for party in one.parties.all())
    mediators = (
        "、".join(str(each) for each in one.mediation.mediators.all() if each.left_on is None) if one.mediation else ""
    )
    return one.matter, [no, one.effective_on, one.matter.number, people, one.terms, mediators, one.state_label]
