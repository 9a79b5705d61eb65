"""Organs and people from a table: uploaded or pasted, every row shown with what would come of it, then taken over in one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_variables

from mediation.actions import gateway
from mediation.actions.office import importing, importing_organs, importing_people
from mediation.actions.office.importing import Planned
from mediation.models import OfficeChange
from mediation.web.desk.access import staff_only
from mediation.web.desk.export import table_of_the_office
from mediation.web.desk.office.setting_up import administrators_only
from mediation.web.forms.pasted import sheet_text
from mediation.web.stepping.keys import KEY, new_key
from mediation.web.stepping.taking import in_hands_of
from mediation.workflows.base import Refused
from mediation.workflows.facts import WrongFacts
from mediation.written.tables.writing import workbook

LONGEST = 2_000_000
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@dataclass(frozen=True)
class Table:
    """One sort of table: its columns, how its rows are judged, what is there already, and an example."""

    title: Any
    step: str
    columns: tuple[importing.Column, ...]
    plan: Callable[[list[Planned], Any], list[Planned]]
    exported: Callable[[Any], list[list[str]]]
    back: str


TABLES = {
    "organs": Table(
        gettext_lazy("导入机关"), "import_organs", importing_organs.COLUMNS, importing_organs.plan,
        lambda on: importing_organs.exported(), "desk:organs",
    ),
    "people": Table(
        gettext_lazy("导入工作人员"), "import_people", importing_people.COLUMNS, importing_people.plan,
        importing_people.exported, "desk:staff",
    ),
}  # fmt: skip


def table_or_404(request: HttpRequest, what: str) -> Table:
    """The sort of table that the address names."""
    administrators_only(request)
    if what not in TABLES:
        raise Http404
    return TABLES[what]


@staff_only
def table(request: HttpRequest, what: str) -> HttpResponse:
    """Choose a file or paste a table; look at every row; take over what can be taken over."""
    found = table_or_404(request, what)
    if request.method != "POST":
        return _page(request, what, found)
    text, told = _text_of(request)
    if not text:
        return _page(request, what, found, wrong=told or _("请选择文件，或者粘贴表格。"), status=422)
    try:
        rows = found.plan(importing.rows_in(text, found.columns), request.actor.on)
    except importing.WrongTable as wrong:
        return _page(request, what, found, text=text, wrong=str(wrong), status=422)
    seen = sha256(repr([(row.number, row.status, row.told) for row in rows]).encode()).hexdigest()
    taken = list(importing.in_rows(rows))
    if request.POST.get("_seen") != seen or not taken:
        return _page(request, what, found, text=text, told=told, rows=rows, seen=seen)
    return _taken_over(request, what, found, text, taken)


def _text_of(request: HttpRequest) -> tuple[str, str]:
    """The table as text: of the file, else as it was pasted or shown before; and what must be told of it."""
    if (given := request.FILES.get("file")) is not None:
        return sheet_text(given)
    return request.POST.get("text", "")[:LONGEST].strip("\n"), ""


def _page(
    request: HttpRequest, what: str, found: Table, *, text: str = "", told: str = "", wrong: str = "",
    rows: list[Planned] | None = None, seen: str = "", status: int = 200,
) -> HttpResponse:  # fmt: skip
    counted = {name: sum(row.status == name for row in rows or ()) for name in ("new", "changed", "same", "refused")}
    # What is refused comes first: it is what somebody has to mend.
    rows = rows and sorted(
        rows, key=lambda row: (row.status != importing.REFUSED, row.status == importing.SAME, row.number)
    )
    typed = request.POST.get("_key", "")
    context = {
        "what": what, "table": found, "text": text, "told": told, "wrong": wrong, "rows": rows, "seen": seen, "counted": counted,
        "taken": counted["new"] + counted["changed"], "key": typed if KEY.fullmatch(typed) else new_key(),
    }  # fmt: skip
    return render(request, "desk/office/import.html", context, status=status)


@sensitive_variables("slips")
def _taken_over(request: HttpRequest, what: str, found: Table, text: str, rows: list[dict[str, Any]]) -> HttpResponse:
    typed = request.POST.get("_key", "")
    key = in_hands_of(request.actor, typed if KEY.fullmatch(typed) else new_key())
    by, at = request.actor.user, timezone.now()
    try:
        if what == "people":
            change, slips = importing_people.take_over(rows, by=by, at=at, key=key)
        else:
            change, slips = gateway.perform(OfficeChange, None, found.step, by=by, at=at, key=key, rows=rows), []
    except (Refused, WrongFacts, IntegrityError) as refused:
        said = str(refused) if not isinstance(refused, IntegrityError) else _("刚才有人改过同样的内容，请再看一遍。")
        return _page(request, what, found, text=text, wrong=said, status=409)
    if not slips:
        messages.success(request, _("已导入：%(what)s。") % {"what": change})
        return redirect(found.back)
    told = {"change": change, "slips": slips, "site": request.build_absolute_uri(reverse("desk:sign-in"))}
    answer = render(request, "desk/office/slips.html", told)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@staff_only
def export(request: HttpRequest, what: str, form: str) -> HttpResponse:
    """What is registered, as the same table: to change it there and to import it again."""
    found = table_or_404(request, what)
    heads, rows = [str(column.head) for column in found.columns], found.exported(request.actor.on)
    if form == "xlsx":
        answer = HttpResponse(workbook(str(found.title), heads, rows), content_type=XLSX)
    elif form == "csv":
        text = table_of_the_office(heads, rows)
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
    else:
        raise Http404
    answer["Content-Disposition"] = f'attachment; filename="{what}.{form}"'
    return answer
