"""全部事项: every file the person may see, with search and filters in the address."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from mediation.queries.office.files import COUNTED, Asked
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import MOST_EXPORTED, as_csv
from mediation.web.desk.paging import marked_page
from mediation.workflows.intake.registration import PetitionState

PAGE = 25


@staff_only
def matters(request: HttpRequest) -> HttpResponse:
    """The list, or the same as a file for a spreadsheet."""
    asked = {
        "words": request.GET.get("q", "")[:100],
        "state": request.GET.get("state", "") if request.GET.get("state") in PetitionState.values else "",
        "mine": request.GET.get("who") == "me",
    }
    files = Asked(actor=request.actor, **asked)
    if request.GET.get("format") == "csv":
        return _exported(files.page(MOST_EXPORTED))
    context = {
        **asked,
        "page": marked_page(request, files, PAGE),
        "most": COUNTED,
        "states": PetitionState.choices,
        "filtered": any(asked.values()),
    }
    return render(request, "desk/intake/matters.html", context)


def _exported(found: Any) -> HttpResponse:
    heads = [_("编号"), _("事由"), _("状态"), _("责任单位"), _("承办人"), _("立卷日期")]
    return as_csv("matters", heads, ((matter, _row(matter)) for matter in found))


def _row(matter: Any) -> list[object]:
    petition = getattr(matter, "petition", None)
    return [
        matter.number,
        matter.called,
        petition.state_label if petition else "",
        petition.acting_organ if petition else matter.organ,
        (petition.handler if petition else None) or "",
        matter.opened_on,
    ]
